// A shop's page that follows its shopper: the package as packed, in real Chromium.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openShop } from "./page.mjs";
import { packPath } from "./project.mjs";

export const NOW = 1_217_600_000;

// What the tests call in the page. `window.told` holds what was observed, `window.shop` the Vitrine.
const SHOPPER = `
const { vitrine, events } = window;
const told = [];
const errors = [];
Object.assign(window, {
  told,
  errors,
  // Follows sources: [name, options] of the package's own. \`keep\`: keeps the profile from page to page.
  async follow(sources, { permissions = { profile: true, purchases: true }, keep = false, ...options } = {}) {
    const onError = (error) => errors.push(error.code);
    const shop = await vitrine.createVitrine({ pack: "shop.vtr", now: () => ${NOW}, permissions, onError });
    const observe = shop.observe.bind(shop);
    shop.observe = (event) => {
      told.push(event);
      observe(event);
    };
    window.shop = shop;
    if (keep) await window.storage.keepProfile(shop, { shop: "events" });
    window.followed = events.followShopper(shop, { facts: "all", sources: sources.map(([name, given]) => events[name](given)), ...options });
  },
  names: () => told.map(({ type, item, query }) => type + " " + (item ?? query)),
});
`;

/** Opens it. `pages` are further pages by their names: their HTML, to which the scripts are added. */
export async function openEventsShop(pages = {}) {
  const shop = await openShop(
    { "shop.vtr": packPath() },
    { vitrine: "vitrine", events: "vitrine/events", storage: "vitrine/storage", carousel: "vitrine/carousel", telling: "./node_modules/vitrine/dist/told.js" },
    { "shopper.js": SHOPPER },
  );
  const scripts = '<script type="module" src="page.js"></script><script type="module" src="shopper.js"></script>';
  for (const [name, html] of Object.entries(pages)) {
    writeFileSync(join(shop.project.folder, name), `<!doctype html><meta charset="utf-8"><title>shop</title>${html}${scripts}`);
  }
  const open = async (page, name) => {
    await page.goto(shop.url(name));
    await page.waitForFunction(() => window.follow !== undefined);
    return page;
  };
  return {
    ...shop,
    open,
    /** A page of the shop's. */
    async visit(t, name, context = shop.browser) {
      const page = await context.newPage();
      t.after(() => page.close());
      return open(page, name);
    },
  };
}
