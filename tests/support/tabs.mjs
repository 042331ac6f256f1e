// Tabs of one shop in real Chromium, each with a Vitrine whose profile is kept by `vitrine/storage`.

import { chromium } from "playwright-core";
import { browserPath, FLAGS } from "../browser/demo-shop.mjs";
import { packPath } from "./project.mjs";
import { SHOP, serveShop } from "./page.mjs";

/** All the shop's pages say that it is now. */
export const NOW = 1_217_600_000;
export const ALL = { persist: true, profile: true };

/** The shop behind a server, and a way to open browsers and tabs. Call `close` in the end. */
export async function openTabs() {
  // The inner functions are no entry of the package; tests of every bit need them.
  const inner = "./node_modules/vitrine/dist/storage/seal.js";
  const shop = await serveShop({ "shop.vtr": packPath() }, { vitrine: SHOP, storage: "vitrine/storage", seal: inner });
  const url = `http://127.0.0.1:${shop.port}/`;
  const args = [...FLAGS, "--host-resolver-rules=MAP shop.test 127.0.0.1"];
  const browser = await chromium.launch({ executablePath: browserPath(), args });
  return {
    url,
    /** The same shop, where the browser does not trust the connection. */
    insecure: `http://shop.test:${shop.port}/`,
    browser,
    project: shop.project,

    /** A browser's profile of its own: what one shopper has; closed when the test ends. */
    async shopper(t) {
      const context = await browser.newContext();
      t.after(() => context.close());
      return context;
    },

    /** A tab with `window.shop` and `window.kept`. Of the options, all go to createVitrine and keepProfile; `init` runs first. */
    async tab(context, options = {}, init = undefined) {
      const page = await context.newPage();
      if (init !== undefined) await page.addInitScript(init);
      await this.visit(page, options);
      return page;
    },

    /** The same in a tab that is there. */
    async visit(page, options = {}, address = url) {
      await page.goto(address);
      await this.revisit(page, options);
    },

    /** The same where the tab has just come to the page. */
    async revisit(page, options = {}) {
      await page.waitForFunction(() => window.storage !== undefined);
      await page.evaluate(start, { now: NOW, permissions: ALL, keep: { shop: "maja" }, ...options });
    },

    async close() {
      await browser.close();
      shop.close();
    },
  };
}

/** Runs in the page. */
async function start({ now, permissions, keep, weights = {} }) {
  window.errors = [];
  window.told = [];
  const onError = (error) => window.errors.push(error.code);
  window.shop = await window.vitrine.createVitrine({ pack: "shop.vtr", permissions, weights, now: () => now, onError });
  window.rights = await window.vitrine.openRights(window.shop);
  for (const type of ["erased", "permissions", "change"]) {
    window.shop.addEventListener(type, (event) => window.told.push({ type, ...event.detail }));
  }
  if (keep) window.kept = await window.storage.keepProfile(window.shop, keep);
}

/** Looks at items, in a tab. */
export function view(page, ...items) {
  return page.evaluate((items) => items.forEach((item) => window.shop.observe({ type: "view", item })), items);
}

/** What the tab's memory knows; without permission it knows nothing. */
export function known(page) {
  return page.evaluate(() => {
    if (!window.shop.permissions.profile) return { events: 0, items: [] };
    const { events, items } = window.rights.profile();
    return { events, items: items.map(({ id }) => id).sort() };
  });
}

/** How it stands in a tab. */
export function standing(page) {
  return page.evaluate(() => ({ state: window.kept.state, errors: window.errors }));
}

export function flush(page) {
  return page.evaluate(() => window.kept.flush());
}

/** Waits until a condition holds, for at most ten seconds. */
export async function until(what, condition) {
  const end = Date.now() + 10_000;
  let last;
  while (Date.now() < end) {
    last = await condition();
    if (last) return last;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`in vain: ${what}`);
}

/** All that the databases of a page's origin hold, as [database, store, key, value as text]; bytes as Latin-1 letters. */
export function databases(page) {
  return page.evaluate(async () => {
    const answer = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const text = (value) => {
      if (value instanceof Uint8Array) return Array.from(value, (byte) => String.fromCharCode(byte)).join("");
      if (value instanceof CryptoKey) return `a key, ${value.extractable ? "" : "not "}extractable`;
      if (typeof value === "object" && value !== null) {
        return Object.entries(value).map(([name, part]) => `${name}: ${text(part)}`).join(", ");
      }
      return String(value);
    };
    const rows = [];
    for (const { name } of await indexedDB.databases()) {
      const opening = indexedDB.open(name);
      // Deleted since it was listed: looking must not make it anew.
      opening.onupgradeneeded = () => opening.transaction.abort();
      const database = await answer(opening).catch(() => undefined);
      if (database === undefined) continue;
      for (const store of database.objectStoreNames) {
        const within = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([answer(within.getAllKeys()), answer(within.getAll())]);
        keys.forEach((key, n) => rows.push([name, store, String(key), text(values[n])]));
      }
      if (database.objectStoreNames.length === 0) rows.push([name, "", "", ""]);
      database.close();
    }
    return rows;
  });
}
