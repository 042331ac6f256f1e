// <vitrine-carousel> in real Chromium, from the packed tarball: who moves, who stays, and that nothing shifts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { cards, ITEMS, openCarouselShop, order, PAST, pinned, settled, shifts, toldUntilLast } from "../support/carousel-page.mjs";

describe("carousel", () => {
  let shop;
  before(async () => {
    shop = await openCarouselShop();
  });
  after(() => shop?.close());

  const row = (ids = ITEMS, attributes = "", more) => `<vitrine-carousel name="home" ${attributes}><ul class="row">\n  ${cards(ids, more)}\n</ul></vitrine-carousel>`;
  /** Cards 0 to 4 and a piece of 5. */
  const IN_VIEW = 6;
  test("below the fold everything takes its place, as the engine says", async (t) => {
    const page = await shop.open(t, `<div class="gap"></div>${row()}`);
    const expected = await shop.ranked(ITEMS, { slot: "home" });
    assert.notDeepEqual(expected, ITEMS, "there is something to move");
    assert.deepEqual(await order(page), expected);
    assert.deepEqual(await shifts(page), []);
    assert.equal(await page.evaluate(() => document.querySelector("vitrine-carousel").personal), true);
  });

  test("a carousel in view when the engine arrives keeps what is in view", async (t) => {
    const page = await shop.open(t, row(), { connect: false });
    await settled(page);
    assert.deepEqual(await order(page), ITEMS, "nothing is hidden before");
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    const expected = await shop.ranked(ITEMS, { slot: "home", pins: pinned(ITEMS.slice(0, IN_VIEW)) });
    assert.deepEqual(expected.slice(0, IN_VIEW), ITEMS.slice(0, IN_VIEW));
    assert.notDeepEqual(expected, ITEMS);
    assert.deepEqual(await order(page), expected);
    assert.deepEqual(await shifts(page), []);
  });

  test("a click tells the engine, and what was not seen follows; the rest stays, and nothing shifts", async (t) => {
    const page = await shop.open(t, row(), { connect: false });
    await settled(page);
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    const before = await order(page);
    await page.locator(`[data-item="${before[2]}"] a`).click();
    await settled(page);
    const told = await toldUntilLast(page);
    assert.deepEqual(told.at(-1), ["observe", { type: "click", item: before[2] }]);
    const expected = await shop.ranked(ITEMS, { slot: "home", events: told, pins: pinned(before.slice(0, IN_VIEW)) });
    assert.deepEqual(await order(page), expected);
    assert.deepEqual(await shifts(page), []);
  });

  test("the shop's own listeners read the places that she clicked at, and the frame of the click shows the new order", async (t) => {
    for (const stopped of [false, true]) {
      const page = await shop.open(t, row());
      await settled(page);
      const before = await order(page);
      await page.evaluate((stopped) => {
        const read = () => [...document.querySelectorAll("li")].map((card) => card.dataset.item);
        window.read = {};
        const last = () => (window.read.heard = read());
        addEventListener("click", () => (window.read.at = read()));
        document.addEventListener("click", (event) => {
          window.read.at = read();
          // What is added now hears of the click as the last, and a callback asked for now is called as the last before the frame.
          addEventListener("click", last, { once: true });
          requestAnimationFrame(() => (window.read.frame = read()));
          if (stopped) event.stopPropagation();
        });
      }, stopped);
      await page.locator(`[data-item="${before[2]}"] a`).click();
      await settled(page);
      const { at, heard, frame } = await page.evaluate(() => window.read);
      const expected = await shop.ranked(ITEMS, { slot: "home", events: await toldUntilLast(page), pins: pinned(before.slice(0, IN_VIEW)) });
      assert.notDeepEqual(expected, before, "there is something to move");
      assert.deepEqual(at, before, "while the click is told");
      assert.deepEqual(heard, stopped ? undefined : expected, "when all have heard of it");
      assert.deepEqual(frame, expected, "when it is drawn");
    }
  });

  test("renewed because she asked for it, all of it takes its place, also what is in view; a request says for what", async (t) => {
    const page = await shop.open(t, row(), { connect: false });
    await settled(page);
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    const asked = () => page.evaluate(() => document.querySelector("vitrine-carousel").asked);
    assert.deepEqual(await asked(), { items: ITEMS, slot: "home", pins: pinned(ITEMS.slice(0, IN_VIEW)), shown: [] });
    await page.evaluate(() => document.querySelector("vitrine-carousel").renew());
    const expected = await shop.ranked(ITEMS, { slot: "home" });
    assert.notDeepEqual(expected.slice(0, IN_VIEW), ITEMS.slice(0, IN_VIEW));
    assert.deepEqual(await order(page), expected);
    assert.deepEqual((await asked()).pins, []);
    // Once: what happens next leaves in its place what is in view.
    await page.evaluate(() => window.shop.observe({ type: "view", item: "12" }));
    await settled(page);
    assert.deepEqual((await order(page)).slice(0, IN_VIEW), expected.slice(0, IN_VIEW));
  });

  test("a row that snaps stays where it was scrolled to, whatever becomes of the card that it snapped to", async (t) => {
    const page = await shop.open(t, `<div class="gap"></div>${row()}`, { connect: false });
    await page.evaluate(() => {
      const { style } = document.querySelector(".row");
      style.scrollSnapType = "x proximity";
      for (const card of document.querySelectorAll(".row > li")) card.style.scrollSnapAlign = "start";
    });
    await settled(page);
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    await page.waitForFunction(() => document.querySelector(".row").style.scrollSnapType !== "none");
    await settled(page);
    assert.notEqual((await order(page))[0], ITEMS[0], "the first card is another one");
    assert.equal(await page.evaluate(() => document.querySelector(".row").scrollLeft), 0);
  });

  test("what is scrolled into view in the very frame of a new order stays, and nothing shifts", async (t) => {
    const column = `<vitrine-carousel name="home"><ul class="column">\n  ${cards(ITEMS)}\n</ul></vitrine-carousel>`;
    const page = await shop.open(t, column);
    const before = await order(page);
    // What is told changes the order with the next frame, and the scroll stands on the screen with the same.
    await page.evaluate(() => {
      scrollTo(0, 700);
      window.shop.observe({ type: "view", item: "29" });
      window.shop.observe({ type: "view", item: "12" });
    });
    assert.deepEqual(await shifts(page), []);
    const after = await order(page);
    // Five cards are in view, below three that lie behind her and one that is cut.
    assert.deepEqual(after.slice(0, 8), before.slice(0, 8));
    assert.notDeepEqual(after.slice(8), before.slice(8));
  });

  test("what a script makes is in order before it is first drawn", async (t) => {
    const page = await shop.open(t, "<p>Loading</p>", { connect: false });
    await settled(page);
    await page.evaluate(async () => {
      window.connectCarousels(await window.open_());
      const carousel = document.createElement("vitrine-carousel");
      carousel.setAttribute("name", "home");
      const list = document.createElement("ul");
      list.className = "row";
      for (let n = 1; n <= 24; n += 1) {
        const card = document.createElement("li");
        card.dataset.item = `${n}`;
        card.textContent = `Item ${n}`;
        list.append(card);
      }
      carousel.append(list);
      document.querySelector("main").append(carousel);
    });
    assert.deepEqual(await order(page), await shop.ranked(ITEMS, { slot: "home" }));
    assert.deepEqual(await shifts(page), []);
  });

  test("cards that were looked at are told as impressions, and enough of them without a click bring another order", async (t) => {
    // In view only once it has its order: what is seen before the engine is there is told with the first ranking.
    const page = await shop.open(t, `<div class="gap"></div>${row(ITEMS, 'impressions="5"')}`);
    const first = await shop.ranked(ITEMS, { slot: "home" });
    assert.deepEqual(await order(page), first);
    await page.evaluate(() => document.querySelector("vitrine-carousel").scrollIntoView());
    await page.waitForFunction(() => window.calls.filter(([name]) => name === "rankPage").length === 2);
    await settled(page);
    const calls = await page.evaluate(() => window.calls);
    const last = calls.findLastIndex(([name]) => name === "rankPage");
    const told = calls.slice(0, last).filter(([name]) => name === "observe");
    const seen = told.filter(([, { type }]) => type === "impression").map(([, { item }]) => item);
    assert.deepEqual(seen.sort(), first.slice(0, 5).sort());
    const expected = await shop.ranked(ITEMS, { slot: "home", events: told, pins: pinned(first.slice(0, IN_VIEW)) });
    assert.deepEqual(await order(page), expected);
    await page.waitForTimeout(1300);
    assert.equal((await page.evaluate(() => window.calls)).filter(([name]) => name === "rankPage").length, 2, "nothing new, nothing done");
    assert.deepEqual(await shifts(page), []);
  });

  test("a dismissal by a button of the card's own; other buttons are no clicks", async (t) => {
    const more = (id) => `<button data-dismiss>Not ${id}</button><button class="add">Add ${id}</button>`;
    const html = `<vitrine-carousel name="home"><ul class="row">${ITEMS.map((id) => `<li data-item="${id}"><a href="#${id}">Item ${id}</a>${more(id)}</li>`).join("")}</ul></vitrine-carousel>`;
    const page = await shop.open(t, html);
    await settled(page);
    const before = await order(page);
    await page.locator(`[data-item="${before[1]}"] .add`).click();
    await page.locator(`[data-item="${before[2]}"] [data-dismiss]`).click();
    await settled(page);
    const told = await toldUntilLast(page);
    assert.deepEqual(told.filter(([, { type }]) => type === "click"), []);
    assert.deepEqual(told.at(-1), ["observe", { type: "dismiss", item: before[2] }]);
    const expected = await shop.ranked(ITEMS, { slot: "home", events: told, pins: pinned(before.slice(0, IN_VIEW)) });
    assert.deepEqual(await order(page), expected);
    // A script's click is nobody's.
    await page.evaluate(() => document.querySelector("[data-dismiss]").click());
    assert.deepEqual(await toldUntilLast(page), told);
    assert.deepEqual(await shifts(page), []);
  });

  test("pinned and sponsored cards stay where the shop put them; what has no id stays too", async (t) => {
    const marks = { 9: " data-pinned", 15: " data-sponsored" };
    const html = row(ITEMS, "", (id) => marks[id] ?? "").replace('<li data-item="20">', '<li class="all">See all</li>\n  <li data-item="20">');
    const page = await shop.open(t, `<div class="gap"></div>${html}`);
    const expected = await shop.ranked(ITEMS, { slot: "home", pins: [...pinned(["9"], 8), ...pinned(["15"], 14)] });
    assert.deepEqual(await order(page), expected);
    assert.deepEqual([expected[8], expected[14]], ["9", "15"]);
    const place = await page.evaluate(() => [...document.querySelector("ul").children].findIndex(({ className }) => className === "all"));
    assert.equal(place, 19);
    assert.deepEqual(await shifts(page), []);
  });

  test("the engine's own rules hold: a sponsored place, a pin, an exclusion", async (t) => {
    const rules = [
      { do: "sponsored", match: { ids: ["3"] } },
      { do: "pin", place: 0, match: { ids: ["17"] } },
      { do: "exclude", match: { ids: ["8"] } },
    ];
    const page = await shop.open(t, `<div class="gap"></div>${row()}`, { options: { rules } });
    const expected = await shop.ranked(ITEMS, { slot: "home" }, { rules });
    assert.deepEqual([expected[0], expected[2], expected.includes("8")], ["17", "3", false]);
    assert.deepEqual(await order(page), expected);
    assert.equal(await page.evaluate(() => document.querySelectorAll("li").length), ITEMS.length, "what is left out stays in the document");
    assert.deepEqual(await shifts(page), []);
  });

  test("no item twice on a page, and none that stands in another carousel already", async (t) => {
    const lists = [ITEMS.slice(0, 12), ITEMS.slice(4, 20), ITEMS.slice(8, 24)];
    const carousels = lists.map((ids, n) => `<vitrine-carousel name="c${n}" ${n === 0 ? "" : 'top="6"'}><ul class="row">${cards(ids)}</ul></vitrine-carousel>`);
    const page = await shop.open(t, `<div class="gap"></div>${carousels.join('<div class="gap"></div>')}`);
    const vitrine = await shop.told(PAST.map((event) => ["observe", event]));
    const expected = vitrine.rankPage(lists.map((items, n) => ({ items, slot: `c${n}`, ...(n === 0 ? {} : { top: 6 }) })));
    const all = [];
    for (const n of [0, 1, 2]) {
      const found = await order(page, `[name=c${n}]`);
      assert.deepEqual(found, expected[n].ids);
      all.push(...found);
    }
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(await shifts(page), []);
  });

  test("of a pool that is twice as large the best are shown, and a row that loses its highest card keeps its height", async (t) => {
    const page = await shop.open(t, row(ITEMS, 'top="12"', (id) => (id === "11" ? ' class="high"' : "")), { connect: false });
    await settled(page);
    await page.evaluate(() => {
      const [high] = document.querySelectorAll(".high");
      high.style.height = "300px";
      document.querySelector("main").append(Object.assign(document.createElement("p"), { textContent: "What stands below." }));
    });
    await settled(page);
    await page.evaluate(() => (window.shifts = []));
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    const expected = await shop.ranked(ITEMS, { slot: "home", top: 12, pins: pinned(ITEMS.slice(0, IN_VIEW)) });
    assert.ok(!expected.includes("11"), "the highest card goes");
    assert.deepEqual(await order(page), expected);
    assert.deepEqual(await shifts(page), []);
  });

  test("a permission that is taken back brings the merchant's order back, as far as nobody has seen another", async (t) => {
    const page = await shop.open(t, `<div class="gap"></div>${row()}`);
    assert.notDeepEqual(await order(page), ITEMS);
    await page.evaluate(() => window.shop.setConsent({ profile: false }));
    await settled(page);
    assert.deepEqual(await order(page), ITEMS);
    assert.deepEqual(await shifts(page), []);
  });

  test("Chromium's measure sees a shift where there is one", async (t) => {
    const page = await shop.open(t, row());
    await settled(page);
    await page.evaluate(() => document.querySelector("ul").prepend(document.querySelector("li:nth-child(4)")));
    assert.ok((await shifts(page)).length > 0);
  });
});
