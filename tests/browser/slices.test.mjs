// Packs in slices in real Chromium: what the network sees, what a page shows, and a page of a strict policy.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openShop, SHOP } from "../support/page.mjs";
import { cut, IDS, rank, vitrine } from "../support/slices.mjs";

const PAGES = [0, 24, 48, 96].map((from) => IDS.slice(from, from + 24));
const SHELF = IDS.slice(150, 200);

describe("slices in the browser", () => {
  let shop;
  let whole;
  let key;
  before(async () => {
    shop = await openShop({}, { vitrine: [...SHOP, "vitrine/slices", "vitrine/carousel"] });
    const pem = join(shop.project.folder, "key.pem");
    key = vitrine("slices", "key", pem);
    whole = cut(join(shop.project.folder, "slices"), { sign: pem });
  });
  after(() => shop?.close());

  /** Walks over pages with a history of its own, and ranks a shelf. */
  const visit = (page, clicks) =>
    page.evaluate(
      async ({ key, pages, shelf, clicks }) => {
        const told = [];
        const sliced = await window.vitrine.openSlices(window.vitrine.createVitrine, {
          slices: "/slices/",
          key,
          show: pages[0],
          permissions: { profile: true },
          now: () => 1_700_000_000,
          onError: (error) => told.push(error.code),
        });
        for (const [n, shown] of pages.entries()) {
          await sliced.show(shown);
          sliced.vitrine.observe({ type: "click", item: shown[clicks[n]], time: 1_699_999_000 + n * 60 });
        }
        await sliced.show(shelf);
        const { ids, personal } = sliced.vitrine.rank({ items: shelf });
        return { ids, personal, told };
      },
      { key, pages: PAGES, shelf: SHELF, clicks },
    );

  test("requests of two shoppers with different histories are the same, and each has her own order: the native command's", async (t) => {
    const seen = [];
    for (const clicks of [
      [0, 5, 9, 20],
      [23, 11, 2, 3],
    ]) {
      const context = await shop.browser.newContext();
      t.after(() => context.close());
      const page = await shop.page(t, undefined, context);
      const from = shop.requests.length;
      const { ids, personal, told } = await visit(page, clicks);
      assert.deepEqual([personal, told], [true, []]);
      const events = PAGES.map((shown, n) => ({ type: "click", item: shown[clicks[n]], time: 1_699_999_000 + n * 60 }));
      assert.deepEqual(ids, rank(whole, { candidates: SHELF, events, now: 1_700_000_000 }).order);
      // In parallel, so as they come: what was asked for, not when.
      seen.push({ ids, requests: shop.requests.slice(from).sort() });
    }
    assert.deepEqual(seen[0].requests, seen[1].requests);
    assert.notDeepEqual(seen[0].ids, seen[1].ids);
    assert.ok(seen[0].requests.filter((request) => /\.vts/.test(request)).length > 60);
  });

  test("a wrong key leaves the merchant's order on the page", async (t) => {
    const page = await shop.page(t);
    const wrong = vitrine("slices", "key", join(shop.project.folder, "wrong.pem"));
    const told = await page.evaluate(
      async ({ wrong, shelf }) => {
        document.body.innerHTML = `<vitrine-carousel name="home"><ul>${shelf.map((id) => `<li data-item="${id}"><a>${id}</a></li>`).join("")}</ul></vitrine-carousel>`;
        const opening = window.vitrine.openSlices(window.vitrine.createVitrine, { slices: "/slices", key: wrong, show: shelf, permissions: { profile: true } });
        window.vitrine.connectCarousels(opening.then(({ vitrine }) => vitrine), { permissions: { profile: true } });
        const code = await opening.then(() => "", (thrown) => thrown.code);
        return { code, order: [...document.querySelectorAll("li")].map((card) => card.dataset.item) };
      },
      { wrong, shelf: SHELF },
    );
    assert.deepEqual(told, { code: "slices-bad-signature", order: SHELF });
  });

  test("cards below the fold take the shopper's order once their slices are there", async (t) => {
    const page = await shop.page(t, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'unsafe-inline'");
    const list = (name, ids) =>
      `<vitrine-carousel name="${name}"><ul>${ids.map((id) => `<li data-item="${id}"><a>${id}</a></li>`).join("")}</ul></vitrine-carousel>`;
    const order = await page.evaluate(
      async ({ key, html, shelf, clicked }) => {
        document.body.innerHTML = `<div style="height: 3000px"></div>${html}`;
        const permissions = { profile: true };
        const sliced = await window.vitrine.openSlices(window.vitrine.createVitrine, { slices: "/slices", key, permissions, show: [clicked] });
        sliced.vitrine.observe({ type: "click", item: clicked });
        window.vitrine.connectCarousels(sliced.vitrine, { permissions });
        await sliced.show(shelf);
        const expected = sliced.vitrine.rank({ items: shelf }).ids;
        const cards = () => [...document.querySelectorAll("li")].map((card) => card.dataset.item);
        while (cards().join() !== expected.join()) await new Promise((done) => requestAnimationFrame(done));
        return cards();
      },
      { key, html: list("below", SHELF), shelf: SHELF, clicked: IDS[3] },
    );
    assert.notDeepEqual(order, SHELF);
    assert.deepEqual([...order].sort(), [...SHELF].sort());
  });
});
