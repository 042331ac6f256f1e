// When a card counts as seen, in real Chromium, from the packed tarball.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openShop } from "../support/page.mjs";

const SCRIPT = `
import { SEEN, Sight } from "./node_modules/vitrine/dist/seen.js";
window.SEEN = SEEN;
window.seen = [];
window.sight = new Sight((card) => window.seen.push(card.id));
`;

describe("seen", () => {
  let shop;
  before(async () => {
    shop = await openShop({}, { vitrine: "vitrine" }, { "seen.js": SCRIPT });
  });
  after(() => shop?.close());

  /** Cards of 100 x 100 pixels below each other, `gap` pixels from the top, in a view of 300. */
  async function cards(t, gap = 0) {
    const page = await shop.page(t);
    await page.setViewportSize({ width: 400, height: 300 });
    await page.addScriptTag({ url: "seen.js", type: "module" });
    await page.waitForFunction(() => window.sight !== undefined);
    await page.evaluate((gap) => {
      document.body.style.margin = "0";
      for (let n = 0; n < 8; n += 1) {
        const card = document.createElement("div");
        card.id = `${n}`;
        Object.assign(card.style, { height: "100px", width: "100px", marginTop: n === 0 ? `${gap}px` : "0" });
        document.body.append(card);
        window.sight.watch(card);
      }
    }, gap);
    return page;
  }
  /** Longer than a card must be looked at. */
  const aWhile = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, window.SEEN.milliseconds + 300)));
  const seen = (page) => page.evaluate(() => window.seen);
  const views = (page) => page.evaluate(() => [...window.sight.watched].map((card) => window.sight.inView(card)));

  test("half of it in view for a second counts, once; less than half, or shorter, does not", async (t) => {
    const page = await cards(t, 60);
    // 60 + 2 * 100 + 40: four tenths of the third are in view.
    await aWhile(page);
    assert.deepEqual(await seen(page), ["0", "1"]);
    assert.deepEqual((await views(page)).slice(0, 4), [true, true, true, false]);
    await page.evaluate(async () => {
      scrollTo(0, 460);
      await new Promise((done) => setTimeout(done, window.SEEN.milliseconds / 4));
      scrollTo(0, 0);
    });
    await aWhile(page);
    assert.deepEqual(await seen(page), ["0", "1"], "what only flew past was not seen, what was seen is not told twice");
    assert.deepEqual(await page.evaluate(() => [...window.sight.watched].map((card) => window.sight.seen(card)).indexOf(false)), 2);
  });

  test("what only touches the edge is not in view; before the first frame nobody knows", async (t) => {
    const page = await cards(t);
    await aWhile(page);
    assert.deepEqual((await views(page)).slice(2, 5), [true, false, false]);
    const fresh = await page.evaluate(() => {
      const card = document.createElement("p");
      document.body.prepend(card);
      window.sight.watch(card);
      return window.sight.inView(card) === undefined;
    });
    assert.ok(fresh);
  });

  test("a page that is not looked at shows nothing", async (t) => {
    const page = await cards(t);
    const hide = (hidden) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await hide(true);
    await aWhile(page);
    assert.deepEqual(await seen(page), []);
    await hide(false);
    await aWhile(page);
    assert.deepEqual(await seen(page), ["0", "1", "2"]);
  });

  test("what is forgotten is timed anew, what is no longer watched is not timed, and stop stops", async (t) => {
    const page = await cards(t);
    await page.evaluate(() => window.sight.unwatch(document.getElementById("1")));
    await aWhile(page);
    assert.deepEqual(await seen(page), ["0", "2"]);
    await page.evaluate(() => window.sight.forget(document.getElementById("2")));
    await aWhile(page);
    assert.deepEqual(await seen(page), ["0", "2", "2"]);
    await page.evaluate(() => {
      window.sight.watch(document.getElementById("1"));
      window.sight.stop();
    });
    await aWhile(page);
    assert.deepEqual(await seen(page), ["0", "2", "2"]);
  });
});
