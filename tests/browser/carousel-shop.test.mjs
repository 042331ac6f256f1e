// <vitrine-carousel> and what the shop does to its own list: it grows, is rendered anew, sorted, filtered, moved by a framework.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { cards, ITEMS, openCarouselShop, order, PAST, pinned, settled, shifts, toldUntilLast } from "../support/carousel-page.mjs";

/** A framework that owns its nodes: a keyed list drawn from an array; it never looks at the document. */
const FRAMEWORK = `
import "./page.mjs";
const nodes = new Map();
window.drawn = [];
window.draw = (ids) => {
  const list = document.querySelector("ul");
  const wanted = ids.map((id) => {
    if (!nodes.has(id)) {
      const card = document.createElement("li");
      card.dataset.item = id;
      card.append(Object.assign(document.createElement("a"), { href: \`#\${id}\`, textContent: \`Item \${id}\` }));
      nodes.set(id, card);
    }
    return nodes.get(id);
  });
  list.replaceChildren(...wanted);
  window.drawn = ids;
};
`;

/** The shop's own analytics: a list event and a click event of GA4's, with the places that the document says. */
const ANALYTICS = `
import "./page.mjs";
import { keepPositions, shownPositions } from "vitrine/events";
window.dataLayer = [];
window.tellList = () => {
  const items = shownPositions(document.querySelector("ul")).map(({ item, index }) => ({ item_id: item, index }));
  window.dataLayer.push({ event: "view_item_list", ecommerce: { items } });
};
keepPositions(document.querySelector("ul"), "data-index");
document.addEventListener("click", (event) => {
  const { item, index } = event.target.closest("[data-item]").dataset;
  window.dataLayer.push({ event: "select_item", ecommerce: { items: [{ item_id: item, index: Number(index) }] } });
});
`;

describe("carousel and the shop's own changes", () => {
  let shop;
  before(async () => {
    shop = await openCarouselShop({ "framework.js": FRAMEWORK, "analytics.js": ANALYTICS });
  });
  after(() => shop?.close());

  const row = (ids = ITEMS, attributes = "", className = "row") => `<vitrine-carousel name="home" ${attributes}><ul class="${className}">\n  ${cards(ids)}\n</ul></vitrine-carousel>`;
  const below = `<div class="gap"></div>${row()}`;
  const ranks = (page) => page.evaluate(() => window.calls.filter(([name]) => name === "rankPage").length);

  /** What the shop does to its list, in the page. */
  const HELPERS = () => {
    window.make = (id) => {
      const card = document.createElement("li");
      card.dataset.item = id;
      card.append(Object.assign(document.createElement("a"), { href: `#${id}`, textContent: `Item ${id}` }));
      return card;
    };
    window.sorted = (ids) => {
      const cards = new Map([...document.querySelectorAll("li")].map((card) => [card.dataset.item, card]));
      return ids.map((id) => cards.get(id));
    };
  };
  const open = async (t, body, options) => {
    const page = await shop.open(t, body, options);
    await page.evaluate(HELPERS);
    return page;
  };

  test("a list that grows: what is new takes its place among what has not been seen", async (t) => {
    const page = await open(t, row(ITEMS.slice(0, 12)));
    await settled(page);
    const before = await order(page);
    const more = ITEMS.slice(12);
    await page.evaluate((more) => document.querySelector("ul").append(...more.map(window.make)), more);
    await settled(page);
    const expected = await shop.ranked(ITEMS, { slot: "home", pins: pinned(before.slice(0, 6)) });
    assert.ok(expected.findIndex((id) => more.includes(id)) < 12, "some of the new stand before some of the old");
    assert.deepEqual(await order(page), expected);
    assert.deepEqual(await shifts(page), []);
  });

  test("infinite scroll: each batch is ordered before it is seen, and what was seen stays", async (t) => {
    const batches = [ITEMS.slice(0, 8), ITEMS.slice(8, 16), ITEMS.slice(16)];
    const page = await open(t, row(batches[0], "", "column"));
    await page.evaluate((batches) => {
      const end = document.createElement("li");
      end.className = "end";
      document.querySelector("ul").append(end);
      let next = 1;
      new IntersectionObserver(([entry]) => {
        if (entry.isIntersecting && next < batches.length) end.before(...batches[next++].map(window.make));
        window.loaded = next;
      }, { rootMargin: "0px 0px 300px" }).observe(end);
    }, batches);
    let known = batches[0];
    for (const n of [1, 2]) {
      const before = await order(page);
      assert.equal(before.length, known.length);
      // The last card is half in view, the end of the list near.
      await page.evaluate(() => scrollTo(0, document.querySelector(".end").getBoundingClientRect().top + scrollY - innerHeight - 90));
      await page.waitForFunction((n) => window.loaded > n, n);
      await settled(page);
      known = [...known, ...batches[n]];
      const found = await order(page);
      assert.deepEqual(found.slice(0, before.length), before, "all of these had been in view, or lay before");
      const told = (await page.evaluate(() => window.calls)).filter(([name]) => name === "observe");
      const expected = await shop.ranked(known, { slot: "home", events: told, pins: pinned(before) });
      assert.deepEqual(found, expected);
    }
    assert.deepEqual(await shifts(page), []);
  });

  test("rendered anew in the merchant's order: what she saw stands as she saw it", async (t) => {
    const page = await open(t, row());
    await page.evaluate(() => (document.querySelector("ul").scrollLeft = 800));
    await settled(page);
    await page.evaluate(() => window.shop.observe({ type: "click", item: "3" }));
    await settled(page);
    const before = await order(page);
    assert.notDeepEqual(before.slice(0, 10), ITEMS.slice(0, 10));
    await page.evaluate((items) => {
      document.querySelector("ul").replaceChildren(...items.map(window.make));
    }, ITEMS);
    await settled(page);
    assert.deepEqual(await order(page), before);
    assert.equal(await page.evaluate(() => document.querySelector("vitrine-carousel").shopperOrder), false);
    assert.deepEqual(await shifts(page), []);
  });

  test("another list in the same element is put in its own order", async (t) => {
    const [one, other] = [ITEMS.slice(0, 12), ITEMS.slice(12)];
    const page = await open(t, row(one));
    await page.evaluate((other) => document.querySelector("ul").replaceChildren(...other.map(window.make)), other);
    await settled(page);
    const expected = await shop.ranked(other, { slot: "home" });
    assert.notDeepEqual(expected, other);
    assert.deepEqual(await order(page), expected);
  });

  test("her own sort is found out and never overruled, until the merchant's order is back", async (t) => {
    const page = await open(t, below);
    const personal = await order(page);
    const backwards = ITEMS.toReversed();
    await page.evaluate((ids) => document.querySelector("ul").append(...window.sorted(ids)), backwards);
    await settled(page);
    assert.deepEqual(await order(page), backwards);
    assert.equal(await page.evaluate(() => document.querySelector("vitrine-carousel").getAttribute("shopper-order")), "found");
    await page.evaluate(() => window.shop.observe({ type: "click", item: "12" }));
    await settled(page);
    assert.deepEqual(await order(page), backwards, "also after a click");
    // The next page of the sorted list.
    await page.evaluate(() => document.querySelector("ul").append(window.make("30"), window.make("31")));
    await settled(page);
    assert.deepEqual(await order(page), [...backwards, "30", "31"]);
    await page.evaluate((ids) => document.querySelector("ul").replaceChildren(...window.sorted(ids)), ITEMS);
    await settled(page);
    const told = await toldUntilLast(page);
    const expected = await shop.ranked(ITEMS, { slot: "home", events: told });
    assert.deepEqual(await order(page), expected);
    assert.notDeepEqual(personal, backwards);
    assert.deepEqual(await shifts(page), []);
  });

  test("a shop that says so itself: shopper-order, and given back, what stands then is the merchant's order", async (t) => {
    const page = await open(t, below.replace("<vitrine-carousel", "<vitrine-carousel shopper-order"));
    assert.deepEqual(await order(page), ITEMS, "a page that was sorted by the server");
    const backwards = ITEMS.toReversed();
    await page.evaluate((ids) => {
      // In one step, the attribute first.
      document.querySelector("vitrine-carousel").removeAttribute("shopper-order");
      document.querySelector("ul").append(...window.sorted(ids));
    }, backwards);
    await settled(page);
    assert.deepEqual(await order(page), await shop.ranked(backwards, { slot: "home" }));
    assert.equal(await page.evaluate(() => document.querySelector("vitrine-carousel").shopperOrder), false);
  });

  test("a filter takes cards away and brings them back", async (t) => {
    const page = await open(t, below);
    const kept = ITEMS.filter((id) => Number(id) % 2 === 0);
    await page.evaluate((kept) => {
      window.gone = [...document.querySelectorAll("li")].filter((card) => !kept.includes(card.dataset.item));
      for (const card of window.gone) card.remove();
    }, kept);
    await settled(page);
    assert.deepEqual(await order(page), await shop.ranked(kept, { slot: "home" }));
    // By hand, as shops do: what is hidden stays hidden.
    await page.evaluate(() => {
      for (const card of [...document.querySelectorAll("li")].slice(0, 3)) card.hidden = true;
      window.shop.observe({ type: "click", item: "12" });
    });
    await settled(page);
    assert.equal(await page.evaluate(() => document.querySelectorAll("li[hidden]").length), 3);
    await page.evaluate((ids) => {
      for (const card of document.querySelectorAll("li")) card.hidden = false;
      const all = new Map([...window.gone, ...document.querySelectorAll("li")].map((card) => [card.dataset.item, card]));
      document.querySelector("ul").replaceChildren(...ids.map((id) => all.get(id)));
    }, ITEMS);
    await settled(page);
    const told = await toldUntilLast(page);
    assert.deepEqual(await order(page), await shop.ranked(ITEMS, { slot: "home", events: told }));
    assert.equal(await page.evaluate(() => document.querySelector("vitrine-carousel").shopperOrder), false);
  });

  test("a framework that owns the nodes is told the permutation and moves them itself", async (t) => {
    for (const way of ["event-only", "preventDefault"]) {
      const page = await shop.open(t, `<div class="gap"></div><vitrine-carousel name="home" ${way}><ul class="row"></ul></vitrine-carousel>`, {
        script: "framework.js",
        connect: false,
      });
      await page.evaluate(
        ({ items, way }) => {
          window.told = [];
          document.addEventListener("vitrine-order", (event) => {
            const { order, ids } = event.detail;
            window.told.push({ order, ids, before: [...window.drawn] });
            if (way === "preventDefault") event.preventDefault();
            // As a framework would, later.
            queueMicrotask(() => window.draw(order.map((index) => window.drawn[index])));
          });
          window.draw(items);
          window.connectCarousels(window.open_());
        },
        { items: ITEMS, way },
      );
      await page.waitForFunction(() => window.told.length > 0);
      await settled(page);
      const expected = await shop.ranked(ITEMS, { slot: "home" });
      assert.deepEqual(await order(page), expected);
      const [{ order: places, ids, before }] = await page.evaluate(() => window.told);
      assert.deepEqual(places.map((place) => before[place]), ids);
      assert.deepEqual(ids, expected);
      assert.equal(await page.evaluate(() => window.told.length), 1, "told once");
      assert.equal(await page.evaluate(() => document.querySelector("vitrine-carousel").shopperOrder), false);
      await page.evaluate(() => window.shop.observe({ type: "click", item: "12" }));
      await settled(page);
      assert.deepEqual(await order(page), await shop.ranked(ITEMS, { slot: "home", events: await toldUntilLast(page) }));
    }
  });

  test("a permutation that nobody carries out changes nothing", async (t) => {
    const page = await shop.open(t, below.replace("<vitrine-carousel", "<vitrine-carousel event-only"));
    await page.evaluate(() => window.shop.observe({ type: "click", item: "12" }));
    await settled(page);
    assert.deepEqual(await order(page), ITEMS);
  });

  test("the shop's own analytics read the places that were shown, of what is shown and of what was clicked", async (t) => {
    const page = await open(t, row(ITEMS, 'top="12"'), { script: "analytics.js" });
    await settled(page);
    const places = (ids) => ids.map((item_id, index) => ({ item_id, index }));
    const told = (n) => page.evaluate((n) => window.dataLayer[n], n);
    const first = await order(page);
    assert.equal(first.length, 12);
    await page.evaluate(() => window.tellList());
    assert.deepEqual(await told(0), { event: "view_item_list", ecommerce: { items: places(first) } });
    // Far in the row, where the list has been put in order and is again with each click.
    let shown = first;
    for (const [n, place] of [7, 8].entries()) {
      const item = shown[place];
      await page.locator(`[data-item="${item}"]`).scrollIntoViewIfNeeded();
      await settled(page);
      await page.locator(`[data-item="${item}"] a`).click();
      await settled(page);
      assert.deepEqual(await told(n + 1), { event: "select_item", ecommerce: { items: [{ item_id: item, index: place }] } });
      shown = await order(page);
    }
    assert.notDeepEqual(shown, first);
    assert.deepEqual(shown, await page.evaluate(() => document.querySelector("vitrine-carousel").asked).then(async ({ pins }) =>
      shop.ranked(ITEMS, { slot: "home", top: 12, events: await toldUntilLast(page), pins }),
    ));
    await page.evaluate(() => window.tellList());
    assert.deepEqual(await told(3), { event: "view_item_list", ecommerce: { items: places(shown) } });
  });

  test("ids of the shop's own: another attribute, within the card, or by a selector", async (t) => {
    const list = (inner) => `<ul class="row">${ITEMS.map(inner).join("")}</ul>`;
    const inside = list((id) => `<li><article data-sku="${id}"><a href="#">Item ${id}</a><button data-sku="${id}">+</button></article></li>`);
    const banner = `<p data-sku="99">Not a card</p>`;
    const page = await shop.open(
      t,
      `<div class="gap"></div><vitrine-carousel name="a" item-attribute="data-sku">${inside}</vitrine-carousel>` +
        `<vitrine-carousel name="b" item-attribute="data-sku" cards="li">${banner}${inside}</vitrine-carousel>`,
    );
    const ids = (name) => page.evaluate((name) => [...document.querySelectorAll(`[name=${name}] li`)].filter((card) => card.checkVisibility()).map((card) => card.querySelector("article").dataset.sku), name);
    const vitrine = await shop.told(PAST.map((event) => ["observe", event]));
    const [one, other] = vitrine.rankPage([{ items: ITEMS, slot: "a" }, { items: ITEMS, slot: "b" }]);
    assert.deepEqual(await ids("a"), one.ids);
    assert.deepEqual(await ids("b"), other.ids);
    assert.equal(await ranks(page), 1);
    assert.deepEqual(other.ids, [], "all of them stand in the first");
  });
});
