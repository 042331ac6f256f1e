// Lists that change under way, drawn by React in its strictest mode and by Vue, from the packed tarball in Chromium: they
// grow, are filtered, sorted by the shopper, taken away, and come back with the Back button.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../../browser/demo-shop.mjs";
import { layOut, openPage, runBuild, serveFolder, unpackPackage } from "../../support/bundled.mjs";
import { listen, nativeRows, NOW } from "../../support/listening.mjs";

const CATALOGUE = new URL("../../../examples/catalogue/", import.meta.url);
const IDS = JSON.parse(readFileSync(new URL("products.json", CATALOGUE), "utf8")).map(({ id }) => id);
const FIRST = IDS.slice(0, 16);

let browser, site;
before(async () => {
  const at = layOut(join(unpackPackage("lists"), "lists"), "tests/runtimes/bundlers/lists");
  mkdirSync(join(at, "public"));
  cpSync(new URL("shop.css", CATALOGUE), join(at, "public/shop.css"));
  await runBuild(at, { NODE_ENV: "development" });
  [site, browser] = await Promise.all([serveFolder(join(at, "dist")), launch()]);
});
after(() => Promise.all([site?.close(), browser?.close()]));

/** The pages, and how many Vitrines each makes: React runs every effect twice. */
const PAGES = { react: ["", 2], vue: ["vue.html", 1] };

for (const [name, [path, made]] of Object.entries(PAGES)) {
  describe(`lists that change, drawn by ${name}`, () => {
    /** The page with its Vitrine; what it is told is in `window.told`, how many were freed in `window.freed`. */
    async function open(t) {
      const page = await openPage(t, browser, site.url + path, (page) =>
        page.addInitScript(() => {
          let vitrine;
          Object.assign(window, { told: [], freed: 0 });
          Object.defineProperty(window, "vitrine", {
            get: () => vitrine,
            set(made) {
              vitrine = made;
              const { observe, free } = Object.getPrototypeOf(made);
              made.observe = (event) => (window.told.push([event.type, event.item]), observe.call(made, event));
              made.free = () => ((window.freed += 1), free.call(made));
            },
          });
        }),
      );
      await page.waitForFunction(() => window.vitrine !== undefined && window.freed === window.made - 1);
      t.after(() => assert.deepEqual(page.errors, [], "the console stays empty"));
      return page;
    }
    const settle = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
    const give = async (page, lists) => {
      await page.evaluate((lists) => window.setLists((before) => (lists === null ? null : { ...before, ...lists })), lists);
      await settle(page);
    };
    const shown = (page, list = "ul") => page.locator(`${list}.row > li`).evaluateAll((cards) => cards.map((card) => card.dataset.item));
    const inView = (page) => page.locator("ul.row > li").evaluateAll((cards) => cards.filter((card) => card.getBoundingClientRect().left < innerWidth).map((card) => card.dataset.item));
    const click = async (page, place) => {
      await page.locator("ul.row > li a").nth(place).click();
      await settle(page);
    };
    /** What the engine itself says, with the cards in view at their places. */
    const wanted = (page, ids, held) =>
      page.evaluate(([items, held]) => window.vitrine.rank({ slot: "watched", items, pins: held.map((id, position) => ({ id, position })) }).ids, [ids, held]);

    test("one Vitrine lives, however often effects are run, and none when all is taken away", async (t) => {
      const page = await open(t);
      assert.deepEqual(await page.evaluate(() => [window.made, window.freed]), [made, made - 1]);
      await give(page, { watched: FIRST });
      await click(page, 1);
      await give(page, null);
      assert.deepEqual(await page.evaluate(() => [window.made, window.freed]), [made, made]);
      assert.deepEqual(await page.evaluate(() => window.told), [["click", FIRST[1]]]);
    });

    test("what comes is ranked among what has not been seen; what goes is gone", async (t) => {
      const page = await open(t);
      await give(page, { watched: FIRST });
      await click(page, 1);
      await click(page, 2);
      const seen = await inView(page);
      assert.ok(seen.length >= 4 && seen.length < FIRST.length);
      assert.deepEqual(seen, FIRST.slice(0, seen.length));
      assert.deepEqual(await shown(page), await wanted(page, FIRST, seen));
      await give(page, { watched: IDS });
      assert.deepEqual(await shown(page), await wanted(page, IDS, seen));
      assert.notDeepEqual(await shown(page), IDS);
      const without = IDS.filter((id) => id !== IDS[0] && id !== IDS.at(-1));
      await give(page, { watched: without });
      const left = await shown(page);
      assert.deepEqual(left.toSorted(), without.toSorted());
      assert.deepEqual(left.slice(0, seen.length - 1), seen.slice(1));
    });

    test("a list that is drawn with something known already comes in the shopper's order at once", async (t) => {
      const page = await open(t);
      await page.evaluate((ids) => ids.forEach((item) => window.vitrine.observe({ type: "view", item })), IDS.slice(5, 9));
      const order = await wanted(page, FIRST, []);
      assert.notDeepEqual(order, FIRST);
      // What the first frame shows is all that the shopper sees.
      const first = await page.evaluate(
        (watched) =>
          new Promise((done) => {
            window.setLists({ watched, unwatched: [] });
            const look = () => {
              const cards = [...document.querySelectorAll("ul.row > li")];
              if (cards.length > 0) done(cards.map((card) => card.dataset.item));
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          }),
        FIRST,
      );
      assert.deepEqual(first, order);
    });

    test("an order of the shopper's own stands, until she goes back", async (t) => {
      const page = await open(t);
      await give(page, { watched: FIRST });
      await click(page, 1);
      const sorted = FIRST.toSorted();
      await give(page, { watched: sorted });
      assert.deepEqual(await shown(page), sorted);
      await click(page, 2);
      await click(page, 0);
      assert.deepEqual(await shown(page), sorted);
      await give(page, { watched: FIRST });
      await settle(page);
      assert.deepEqual((await shown(page)).toSorted(), sorted);
      assert.notDeepEqual(await shown(page), sorted);
    });

    test("a control in a card is no click on the product; what is dismissed says so", async (t) => {
      const page = await open(t);
      await give(page, { watched: FIRST });
      const card = page.locator("ul.row > li").first();
      await card.locator("button").first().click();
      assert.deepEqual(await page.evaluate(() => window.told), []);
      await card.locator("[data-dismiss]").click();
      await page.evaluate(() => document.querySelector("ul.row > li a").click());
      assert.deepEqual(await page.evaluate(() => window.told), [["dismiss", FIRST[0]]], "scripts do not click");
    });

    test("what is in view for a second was seen, once, also where it is drawn anew", async (t) => {
      const page = await open(t);
      await give(page, { watched: FIRST });
      const seen = await page.locator("ul.row > li").evaluateAll((cards) =>
        cards.filter((card) => { const { left, width } = card.getBoundingClientRect(); return left + width / 2 < innerWidth; }).map((card) => card.dataset.item),
      );
      await page.waitForFunction((count) => window.told.length >= count, seen.length);
      await give(page, { watched: [] });
      await give(page, { watched: FIRST });
      await page.evaluate(() => new Promise((done) => setTimeout(done, 1500)));
      assert.deepEqual((await page.evaluate(() => window.told)).toSorted(), seen.map((id) => ["impression", id]).toSorted());
    });

    test("where no cards can be watched, what was drawn stays, and what comes is ranked behind it", async (t) => {
      const page = await open(t);
      await give(page, { watched: IDS.slice(16), unwatched: IDS.slice(0, 6) });
      await click(page, 0);
      await click(page, 1);
      assert.deepEqual(await shown(page, "ol"), IDS.slice(0, 6));
      await give(page, { unwatched: IDS.slice(0, 16) });
      const list = await shown(page, "ol");
      assert.deepEqual(list.slice(0, 6), IDS.slice(0, 6));
      assert.notDeepEqual(list, IDS.slice(0, 16));
      await click(page, 2);
      assert.deepEqual(await shown(page, "ol"), list);
    });

    test("with Back she finds the order that she left, whatever she did since; another entry of the history is another view", async (t) => {
      const page = await openPage(t, browser, site.url + path, async (page) => {
        await page.clock.setFixedTime(NOW * 1000);
        await page.addInitScript(listen);
      });
      await page.waitForFunction(() => window.vitrine !== undefined && window.freed === window.made - 1);
      const native = async () => (await nativeRows(page))[0];
      await give(page, { watched: FIRST });
      await click(page, 1);
      await click(page, 3);
      const left = await shown(page);
      const seen = await inView(page);
      assert.deepEqual(left, await native());
      assert.notDeepEqual(left, FIRST);
      // On to a product, as shops of one page do: another entry, and the list is gone.
      await page.evaluate(() => history.pushState(null, "", "#product"));
      await give(page, { watched: null });
      await page.evaluate((ids) => ids.forEach((item) => window.vitrine.observe({ type: "view", item })), FIRST.slice(12));
      assert.notDeepEqual(await wanted(page, FIRST, seen), left, "her order would be another one now");
      await page.evaluate((watched) => addEventListener("popstate", () => window.setLists((before) => ({ ...before, watched })), { once: true }), FIRST);
      await page.goBack();
      await page.waitForSelector("ul.row > li");
      await settle(page);
      assert.deepEqual(await shown(page), left);
      // From there it goes on as ever.
      await click(page, 0);
      const after = await shown(page);
      assert.deepEqual(after, await native());
      assert.deepEqual(after.slice(0, seen.length), seen);
      assert.notDeepEqual(after, left);
      await page.evaluate(() => history.pushState(null, "", "#other"));
      await give(page, { watched: null });
      await give(page, { watched: FIRST });
      const other = await shown(page);
      assert.deepEqual(other, await native());
      assert.notDeepEqual(other.slice(0, seen.length), seen);
      assert.deepEqual(page.errors, [], "the console stays empty");
    });
  });
}
