// Many tabs of one shop that all write at once: is every update there in the end, and none twice?

import { flush, known, until } from "./tabs.mjs";

/**
 * `updates` views in all, done in `count` tabs at once by a shopper of her own.
 * @returns how many are lost (below zero: counted twice), the milliseconds, and how many saves all of it took
 */
export async function race(tabs, t, { count, updates }) {
  const context = await tabs.shopper(t);
  const pages = [];
  for (let n = 0; n < count; n += 1) pages.push(await tabs.tab(context));
  const begin = Date.now();
  const saves = await Promise.all(pages.map((page, n) => page.evaluate(write, { from: n, count, updates })));
  await Promise.all(pages.map(flush));
  const milliseconds = Date.now() - begin;
  // The running tabs come to agree, and what they agree on is what a new one finds.
  await until("all tabs know of all updates", async () => {
    const all = await Promise.all(pages.map(known));
    return all.every(({ events }) => events === updates);
  }).catch(() => {});
  const inTabs = await Promise.all(pages.map(async (page) => (await known(page)).events));
  await Promise.all(pages.map((page) => page.close()));
  const fresh = await tabs.tab(context);
  const stored = (await known(fresh)).events;
  await fresh.close();
  return { lost: updates - stored, inTabs, milliseconds, saves: saves.reduce((sum, one) => sum + one, 0) };
}

/** Runs in the page: every `count`-th of the updates, one a task, so that as many saves as can be come in between. */
async function write({ from, count, updates }) {
  let saves = 0;
  window.kept.addEventListener("saved", () => (saves += 1));
  for (let n = from; n < updates; n += count) {
    window.shop.observe({ type: "view", item: `${(n % 200) + 1}` });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await window.kept.flush();
  return saves;
}
