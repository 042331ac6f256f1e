// <vitrine-carousel> and the Back button: the order that she saw comes back, and without permission nothing is left.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./demo-shop.mjs";
import { cards, ITEMS, openCarouselShop, order, settled, shifts } from "../support/carousel-page.mjs";

describe("carousel and Back", () => {
  let shop;
  before(async () => {
    shop = await openCarouselShop();
  });
  after(() => shop?.close());

  /** A column: the first four are in view. */
  const column = `<vitrine-carousel name="home"><ul class="column">\n  ${cards(ITEMS)}\n</ul><a id="on" href="/on.html">On</a></vitrine-carousel>`;
  const permissions = { profile: true, persist: true };

  /** Looks at the list, so far as eight cards, and clicks one of them, which changes what comes after. Gives the order that stands then. */
  async function shopAround(page) {
    await page.evaluate(() => scrollTo(0, 700));
    await settled(page);
    const [, , , , , sixth] = await order(page);
    await page.locator(`[data-item="${sixth}"] a`).click();
    await page.evaluate(() => scrollTo(0, 700));
    await settled(page);
    return order(page);
  }

  async function onAndBack(page) {
    await page.evaluate(() => (document.querySelector("#on").href = location.href.replace("#", "?2#")));
    await page.evaluate(() => document.querySelector("#on").click());
    await page.waitForURL(/\?2/);
    await page.waitForFunction(() => window.ready);
    await page.goBack({ waitUntil: "commit" });
    await page.waitForFunction(() => window.ready && window.calls.some(([name]) => name === "rankPage"));
    await settled(page);
  }

  test("a page that is loaded anew stands as she left it, from its first frame", async (t) => {
    // The script comes before the first frame, however busy the machine: later it would hold what is in view already.
    const head = '<script type="module" blocking="render" src="/page.js"></script>';
    const page = await shop.open(t, column, { options: { permissions }, head });
    const left = await shopAround(page);
    assert.notDeepEqual(left, ITEMS);
    await page.evaluate(() => (window.same = true));
    await onAndBack(page);
    assert.equal(await page.evaluate(() => window.same), undefined, "it was loaded anew");
    const found = await order(page);
    // Three cards above the place where she was, and the five in view there.
    assert.deepEqual(found.slice(0, 8), left.slice(0, 8));
    assert.deepEqual(await shifts(page), []);
    assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage)), ["vitrine-order"]);
    await page.evaluate(() => window.shop.setConsent({ persist: false }));
    assert.deepEqual(await page.evaluate(() => [sessionStorage.length, localStorage.length]), [0, 0], "and is gone with the permission");
  });

  test("without the permission to store nothing is written, read or brought back", async (t) => {
    const page = await shop.open(t, column, {
      before: (page) =>
        page.addInitScript(() => {
          window.touched = [];
          for (const name of ["getItem", "setItem"]) {
            const real = Storage.prototype[name];
            Storage.prototype[name] = function (...args) {
              window.touched.push(name);
              return real.apply(this, args);
            };
          }
        }),
    });
    await shopAround(page);
    assert.deepEqual(await page.evaluate(() => [window.touched, sessionStorage.length, history.state]), [[], 0, null]);
    await onAndBack(page);
    assert.deepEqual(await page.evaluate(() => [window.touched, sessionStorage.length, history.state]), [[], 0, null]);
  });

  test("a page that the browser kept is as she left it", async (t) => {
    const browser = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    t.after(() => browser.close());
    const page = await shop.open(t, column, { other: browser });
    const left = await shopAround(page);
    await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted)));
    await onAndBack(page);
    assert.equal(await page.evaluate(() => window.persisted), true);
    assert.deepEqual(await order(page), left);
    assert.deepEqual(await shifts(page), []);
  });

  test("a view that a script draws again stands as she left it, from memory alone", async (t) => {
    const page = await shop.open(t, column);
    const left = await shopAround(page);
    // As the shop draws it: another element, in the merchant's order.
    await page.evaluate((items) => {
      window.draw = () => {
        const carousel = window.drawn.cloneNode(true);
        document.querySelector("main").replaceChildren(carousel);
      };
      const carousel = document.querySelector("vitrine-carousel");
      window.drawn = carousel.cloneNode(true);
      const cards = new Map([...window.drawn.querySelectorAll("[data-item]")].map((card) => [card.dataset.item, card]));
      window.drawn.querySelector("ul").append(...items.map((id) => cards.get(id)));
      history.pushState(null, "", "#item");
      carousel.remove();
    }, ITEMS);
    await page.evaluate(() => window.shop.observe({ type: "view", item: "12" }));
    await settled(page);
    await page.evaluate(() => {
      addEventListener("popstate", () => window.draw(), { once: true });
      history.back();
    });
    await page.waitForSelector("vitrine-carousel");
    await settled(page);
    assert.deepEqual(await order(page), left);
    // Another entry of the history is another view.
    await page.evaluate(() => {
      history.pushState(null, "", "#other");
      window.draw();
    });
    await settled(page);
    const calls = (await page.evaluate(() => window.calls)).filter(([name]) => name === "observe");
    assert.deepEqual(await order(page), await shop.ranked(ITEMS, { slot: "home", events: calls }));
  });
});
