// What a page tells its Vitrine and asks of it, and what the native command says to the same. The page gives its Vitrine as
// `window.vitrine`.

import { nativeOrder } from "./bundled.mjs";

/** The time of these pages. */
export const NOW = 1_217_600_000;

/** Runs in the page before it: takes down what its Vitrine is told and asked. */
export function listen() {
  window.told = [];
  window.freed = 0;
  let vitrine;
  Object.defineProperty(window, "vitrine", {
    configurable: true,
    get: () => vitrine,
    set(made) {
      vitrine = made;
      const { observe, rankPage, free } = Object.getPrototypeOf(made);
      window.told = [];
      made.observe = (event) => {
        if (made.permissions.profile) window.told.push(event);
        return observe.call(made, event);
      };
      made.rankPage = (requests) => {
        window.asked = structuredClone({ requests, events: window.told });
        return rankPage.call(made, requests);
      };
      made.free = () => {
        window.freed += 1;
        return free.call(made);
      };
    },
  });
}

/** Two frames later: what was due has happened. */
export const frames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

/** What the native command says to the last requests of the page, in the order of the page. */
export async function nativeRows(page, pack) {
  const { requests, events } = await page.evaluate(() => window.asked);
  const taken = [];
  return requests.map(({ items, slot, shown = [], pins, top }) => {
    const dated = events.map((event) => ({ time: NOW, ...event }));
    const { order } = nativeOrder({ candidates: items, events: dated, now: NOW, shown: [...shown, ...taken], pins, top }, slot, pack);
    taken.push(...order);
    return order;
  });
}
