// <vitrine-carousel> when something is missing or breaks, and for those who use a keyboard or a screen reader.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { violations } from "../support/axe.mjs";
import { cards, ITEMS, openCarouselShop, order, pinned, settled, shifts, toldUntilLast } from "../support/carousel-page.mjs";


describe("carousel, when things go wrong", () => {
  let shop;
  before(async () => {
    shop = await openCarouselShop();
  });
  after(() => shop?.close());

  const list = (ids = ITEMS, more) => `<ul class="row">\n  ${cards(ids, more)}\n</ul>`;
  const below = `<div class="gap"></div><vitrine-carousel name="home">${list()}</vitrine-carousel>`;

  test("without the engine nothing happens at all", async (t) => {
    const page = await shop.open(t, below, { connect: false });
    await settled(page);
    assert.deepEqual(await order(page), ITEMS);
    assert.deepEqual(await shifts(page), []);
  });

  test("a promise that is not kept leaves the merchant's order, and one warning for the developer", async (t) => {
    const errors = ["Failed to load resource: the server responded with a status of 404 (Not Found)", /^vitrine: The pack's address answered with status 404\. \[pack-unreachable\]$/];
    const page = await shop.open(t, below + below, { connect: false, errors });
    await page.evaluate(() => window.connectCarousels(window.open_({ pack: "/nowhere.vtr" })));
    await settled(page);
    await page.waitForTimeout(300);
    assert.deepEqual(await order(page), [...ITEMS, ...ITEMS]);
  });

  test("an engine that breaks, or is given back, leaves the order as it is", async (t) => {
    const page = await shop.open(t, below, { connect: false });
    const told = await page.evaluate(async () => {
      const vitrine = await window.open_();
      vitrine.rankPage = () => {
        throw new Error("broken");
      };
      window.connectCarousels(vitrine);
      await new Promise((done) => setTimeout(done, 100));
      return window.calls.filter(([name]) => name === "error");
    });
    assert.deepEqual(told, [["error", "broken: broken"]]);
    assert.deepEqual(await order(page), ITEMS);
    await page.evaluate(() => window.shop.free());
    await page.evaluate(() => document.querySelector("vitrine-carousel").refresh());
    await settled(page);
    assert.deepEqual(await order(page), ITEMS);
  });

  test("a selector that is none, ids that are missing: told, and the merchant's order stays", async (t) => {
    const html =
      `<div class="gap"></div><vitrine-carousel cards="li:(">${list()}</vitrine-carousel>` +
      `<vitrine-carousel item-attribute="data-sku">${list()}</vitrine-carousel><vitrine-carousel></vitrine-carousel>`;
    const page = await shop.open(t, html, { connect: false, errors: [/^vitrine: The attribute cards, "li:\(", is no CSS selector; .* \[bad-selector\]$/] });
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await settled(page);
    await page.waitForTimeout(200);
    assert.deepEqual(await order(page), [...ITEMS, ...ITEMS]);
  });

  test("without the permission the merchant's order stays, and nothing is told or kept", async (t) => {
    const page = await shop.open(t, `<vitrine-carousel name="home">${list()}</vitrine-carousel>`, { options: { permissions: {} }, past: [] });
    await page.locator('[data-item="2"] a').click();
    await page.waitForTimeout(1300);
    assert.deepEqual(await order(page), ITEMS);
    assert.deepEqual(await page.evaluate(() => [sessionStorage.length, localStorage.length]), [0, 0]);
    // A permission that comes later does not bring back what was seen before it.
    await page.evaluate(() => window.shop.setConsent({ profile: true }));
    await settled(page);
    assert.equal(await page.evaluate(() => window.openRights(window.shop).then((rights) => rights.profile().events)), 0);
  });

  test("the shop's own script throws: the order comes all the same", async (t) => {
    const page = await shop.open(t, below, { connect: false, errors: ["the shop's own"] });
    await page.evaluate(() => {
      document.addEventListener("vitrine-order", () => {
        throw new Error("the shop's own");
      });
      window.connectCarousels(window.open_());
    });
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    assert.deepEqual(await order(page), await shop.ranked(ITEMS, { slot: "home" }));
  });

  test("whatever of the shop's own scripts throws, the order comes, clicks count, and the console says nothing of ours", async (t) => {
    const errors = ["as the page loads", "at a click, first", "at a click", "in a frame", "when the list changes"].map((what) => `the shop's own, ${what}`);
    const page = await shop.open(t, `<vitrine-carousel name="home">${list()}</vitrine-carousel>`, {
      connect: false,
      errors: [errors[0], ...Array(errors.length - 1).fill(/^the shop's own, /)],
      before: (page) =>
        page.addInitScript(() => {
          const fail = (what) => {
            throw new Error(`the shop's own, ${what}`);
          };
          addEventListener("click", () => fail("at a click, first"), { capture: true, once: true });
          addEventListener("click", () => fail("at a click"), { once: true });
          addEventListener("click", () => requestAnimationFrame(() => fail("in a frame")), { capture: true, once: true });
          document.addEventListener("vitrine-order", () => {
            const changes = new MutationObserver(() => (changes.disconnect(), fail("when the list changes")));
            changes.observe(document.querySelector("ul"), { childList: true });
          }, { once: true });
          fail("as the page loads");
        }),
    });
    await settled(page);
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    const before = await order(page);
    await page.locator(`[data-item="${before[2]}"] a`).click();
    await settled(page);
    const told = await toldUntilLast(page);
    assert.deepEqual(told.at(-1), ["observe", { type: "click", item: before[2] }]);
    assert.deepEqual(await order(page), await shop.ranked(ITEMS, { slot: "home", events: told, pins: pinned(before.slice(0, 6)) }));
    assert.deepEqual(page.errors.toSorted(), errors.toSorted());
  });

  test("the focus, the scroll position and the reading order stay", async (t) => {
    const page = await shop.open(t, `<vitrine-carousel name="home">${list()}</vitrine-carousel>`, { connect: false });
    await settled(page);
    // A card far out of view has the focus: nobody sees it, but somebody reads there.
    await page.evaluate(() => document.querySelector('[data-item="20"] a').focus({ preventScroll: true }));
    await page.evaluate(() => (document.querySelector("ul").scrollLeft = 330));
    await settled(page);
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    // 330 to 1180: the third to the eighth, whose 8 begins at 1120; what lies before is not moved either.
    const found = await order(page);
    const expected = await shop.ranked(ITEMS, { slot: "home", pins: [...pinned(ITEMS.slice(0, 8)), ...pinned(["20"], 19)] });
    assert.deepEqual(found, expected);
    assert.deepEqual(
      await page.evaluate(() => [document.activeElement.getAttribute("href"), document.querySelector("ul").scrollLeft]),
      ["#20", 330],
    );
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), `#${expected[20]}`, "the next in sight is the next in line");
    await settled(page);
    assert.deepEqual(await shifts(page), []);
  });

  test("a walk by keyboard reaches every card once, and leaves", async (t) => {
    const page = await shop.open(t, `<vitrine-carousel name="home">${list()}</vitrine-carousel><button>After</button>`);
    await settled(page);
    const reached = [];
    for (let step = 0; step <= ITEMS.length; step += 1) {
      await page.keyboard.press("Tab");
      if (step === 3) {
        // In the middle of it the order changes.
        await page.evaluate(() => window.shop.observe({ type: "click", item: "12" }));
        await settled(page);
      }
      reached.push(await page.evaluate(() => document.activeElement.closest("[data-item]")?.dataset.item ?? document.activeElement.textContent));
    }
    assert.equal(reached.pop(), "After");
    assert.deepEqual(reached.toSorted((a, b) => a - b), ITEMS);
    assert.deepEqual(reached, await order(page), "what is read is what is seen");
  });

  test("frames that stay are not loaded again, and moved ones keep what they hold", async (t) => {
    const html = `<div class="gap"></div><vitrine-carousel name="home"><ul class="row">${ITEMS.map(
      (id) => `<li data-item="${id}"><iframe title="Item ${id}" src="/style.css?${id}" width="100" height="100"></iframe></li>`,
    ).join("")}</ul></vitrine-carousel>`;
    const page = await shop.open(t, html, { connect: false });
    await page.waitForLoadState("networkidle");
    const loads = await page.evaluate(async () => {
      let loads = 0;
      for (const frame of document.querySelectorAll("iframe")) frame.addEventListener("load", () => (loads += 1));
      window.connectCarousels(window.open_());
      await new Promise((done) => setTimeout(done, 500));
      return loads;
    });
    assert.notDeepEqual(await order(page), ITEMS);
    assert.equal(loads, 0);
  });

  test("without moveBefore the order is the same", async (t) => {
    const page = await shop.open(t, below, {
      before: (page) => page.addInitScript(() => delete Element.prototype.moveBefore),
    });
    assert.deepEqual(await order(page), await shop.ranked(ITEMS, { slot: "home" }));
    assert.deepEqual(await shifts(page), []);
  });

  test("nothing is animated, with or without reduced motion; axe finds nothing", async (t) => {
    for (const reducedMotion of ["reduce", "no-preference"]) {
      const page = await shop.open(t, `<vitrine-carousel name="home">${list()}</vitrine-carousel>`, { reducedMotion });
      await page.locator('[data-item="2"] a').click();
      await settled(page);
      const told = await toldUntilLast(page);
      assert.equal(told.at(-1)[1].type, "click");
      assert.deepEqual(await page.evaluate(() => document.getAnimations().length), 0);
      assert.deepEqual(await violations(page), []);
    }
  });
});
