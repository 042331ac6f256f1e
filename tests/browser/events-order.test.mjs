// A visit of several pages with real clicks: what comes of it is the very order that the native command gives for the same
// events, and the shop's own analytics read the positions that were shown.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gtag } from "../support/recorded-events.mjs";
import { nativeOrder } from "../support/bundled.mjs";
import { NOW, openEventsShop } from "../support/events-shop.mjs";

const ITEMS = Array.from({ length: 40 }, (_, n) => String(n + 1));
const card = (id, index) => `<li data-item="${id}" data-index="${index}"><a href="item-${id}.html">Item ${id}</a> <button class="add">Add</button></li>`;
// Ten of forty are on the page: each is in view.
const LIST = `<h1>List</h1><ul id="list" style="font-size:8px">${ITEMS.slice(0, 10).map(card).join("")}</ul>`;
const item = (id) => `<link rel="canonical" href="https://shop.example/${id}">
  <script type="application/ld+json">${JSON.stringify({ "@context": "https://schema.org", "@type": "Product", sku: id, offers: { price: 40, priceCurrency: "EUR" } })}</script>
  <h1>Item ${id}</h1><button class="add" data-add="${id}">Add</button>`;

const SOURCES = [["cards"], ["dwell"], ["dataLayer"], ["shopifyAnalytics"], ["pageItem"]];

describe("a visit that is followed", () => {
  let shop;
  before(async () => {
    const pages = Object.fromEntries(ITEMS.slice(0, 10).map((id) => [`item-${id}.html`, item(id)]));
    shop = await openEventsShop({ "list.html": LIST, ...pages });
  });
  after(() => shop?.close());

  test("gives the order of the same events by hand, and of the native command", async (t) => {
    const page = await shop.browser.newPage();
    t.after(() => page.close());
    const events = [];
    // The shop's own analytics, with the tag that Google gives: on each page before anything of ours.
    await page.addInitScript(`
      window.dataLayer = window.dataLayer || [];
      window.gtag = ${gtag.toString()};
      document.addEventListener("click", (event) => {
        const add = event.target.closest(".add");
        if (!add) return;
        const id = add.dataset.add ?? add.closest("[data-item]").dataset.item;
        dataLayer.push({ ecommerce: null });
        dataLayer.push({ event: "add_to_cart", ecommerce: { currency: "EUR", value: 40, items: [{ item_id: id, price: 40, quantity: 1 }] } });
      });
    `);
    const open = async (name) => {
      await shop.open(page, name);
      await page.evaluate(async (sources) => {
        const id = location.pathname.match(/item-(\d+)/)?.[1];
        if (id) gtag("event", "view_item", { currency: "EUR", value: 40, items: [{ item_id: id, price: 40 }] });
        await window.follow(sources, { facts: "new", permissions: { profile: true, persist: true, purchases: true }, keep: true });
        addEventListener("pagehide", () => sessionStorage.setItem("told", JSON.stringify(window.told)));
      }, SOURCES);
    };
    const leave = async (act) => {
      const before = page.url();
      await act();
      await page.waitForURL((url) => url.href !== before);
      events.push(...(await page.evaluate(() => JSON.parse(sessionStorage.getItem("told")))));
    };
    await open("list.html");
    await page.waitForFunction(() => window.told.length === 10);
    await leave(() => page.click('[data-item="8"] a'));
    await open("item-8.html");
    await page.click(".add");
    await leave(() => page.goto(shop.url("list.html")));
    await open("list.html");
    await page.click('[data-item="3"] .add');
    await leave(() => page.click('[data-item="5"] a'));
    await open("item-5.html");
    await leave(() => page.goto(shop.url("list.html", "default-src 'none'")));
    await open("list.html");
    const told = events.filter(({ type }) => type !== "impression").map(({ type, item }) => `${type} ${item}`);
    assert.deepEqual(told, ["click 8", "view 8", "cart 8", "cart 3", "click 5", "view 5"]);
    const order = await page.evaluate((items) => window.shop.rank({ items }).ids, ITEMS);
    const byHand = await page.evaluate(
      async ([items, events, now]) => {
        const shop = await window.vitrine.createVitrine({ pack: "shop.vtr", now: () => now, permissions: { profile: true, purchases: true } });
        for (const event of events) shop.observe(event);
        return shop.rank({ items }).ids;
      },
      [ITEMS, events.map(({ type, item, seconds }) => ({ type, item, ...(seconds ? { seconds } : {}) })), NOW],
    );
    assert.notDeepEqual(order, ITEMS, "the order is hers");
    assert.deepEqual(order, byHand);
    const timed = events.map((event) => ({ time: NOW, ...event }));
    assert.deepEqual(order, nativeOrder({ candidates: ITEMS, events: timed, now: NOW }).order);
  });

  test("the positions are those shown, whoever reordered the list", async (t) => {
    const page = await shop.visit(t, "list.html");
    const read = await page.evaluate(async () => {
      const { keepPositions, shownPositions } = window.events;
      const list = document.querySelector("#list");
      const positions = () => shownPositions(list).map(({ item, index }) => `${index}:${item}`).join(" ");
      const attributes = () => [...list.children].filter((card) => !card.hidden).map((card) => `${card.dataset.index}:${card.dataset.item}`).join(" ");
      const stages = [[positions(), attributes()]];
      const stop = keepPositions(list, "data-index", { first: 1 });
      list.append(...[...list.children].reverse());
      list.children[1].hidden = true;
      await new Promise((done) => setTimeout(done));
      stages.push([positions(), attributes()]);
      stop();
      list.append(list.firstElementChild);
      await new Promise((done) => setTimeout(done));
      stages.push([positions()]);
      return stages;
    });
    assert.deepEqual(read, [
      ["0:1 1:2 2:3 3:4 4:5 5:6 6:7 7:8 8:9 9:10", "0:1 1:2 2:3 3:4 4:5 5:6 6:7 7:8 8:9 9:10"],
      ["0:10 1:8 2:7 3:6 4:5 5:4 6:3 7:2 8:1", "1:10 2:8 3:7 4:6 5:5 6:4 7:3 8:2 9:1"],
      ["0:8 1:7 2:6 3:5 4:4 5:3 6:2 7:1 8:10"],
    ]);
  });
});
