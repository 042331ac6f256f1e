// Cards as shoppers see and open them, in real Chromium: real clicks, keys and scrolling.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openEventsShop } from "../support/events-shop.mjs";
import { plainBrowser } from "../support/plain-browser.mjs";

const card = (id, inside = `<a href="#${id}">Card ${id}</a><button>Add</button><span>text</span>`) => `<li class="card" data-item="${id}" id="card${id}">${inside}</li>`;
const LIST = `<ul id="list">${["1", "2", "3", "4"].map((id) => card(id)).join("")}
  ${card("5", "<span>no link, all of it opens</span><button>Add</button>")}
  ${card("6", "<span>not marked as a link</span>")}</ul>`;

describe("cards", () => {
  let shop;
  before(async () => {
    shop = await openEventsShop({ "list.html": LIST });
  });
  after(() => shop?.close());

  const names = (page, type) => page.evaluate((type) => window.names().filter((name) => name.startsWith(type)), type);

  async function list(t, options = {}, context = undefined) {
    const page = await shop.visit(t, "list.html", context);
    await page.evaluate((options) => window.follow([["cards", options]]), options);
    return page;
  }
  /** Until what a click left for the next task is done. */
  const settle = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, 20)));

  test("a link of a card counts, however it is opened; a button, a script's click and the right button do not", async (t) => {
    const page = await list(t);
    await page.click("#card1 a");
    await page.click("#card2 a", { modifiers: ["Control"] });
    await page.click("#card3 a", { button: "middle" });
    await page.focus("#card4 a");
    await page.keyboard.press("Enter");
    await page.click("#card5 span");
    await settle(page);
    assert.deepEqual(await names(page, "click"), ["click 1", "click 2", "click 3", "click 4", "click 5"]);
    await page.evaluate(() => {
      window.told.length = 0;
      document.querySelector("#card6").append(Object.assign(document.createElement("a"), { href: "#6", textContent: "link" }));
    });
    await page.click("#card6 a", { button: "right" });
    await page.click("#card1 button");
    await page.click("#card6 span");
    await page.focus("#card6 a");
    await page.keyboard.press("a");
    await page.evaluate(() => {
      const link = document.querySelector("#card6 a");
      link.click();
      for (const type of ["click", "auxclick"]) link.dispatchEvent(new MouseEvent(type, { bubbles: true, button: type === "click" ? 0 : 1 }));
      link.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "Enter" }));
    });
    await settle(page);
    assert.deepEqual(await names(page, "click"), []);
  });

  test("cards that come later count, also in a shadow root; what the page stops on its way counts; a card with Enter of its own", async (t) => {
    const page = await list(t);
    await page.evaluate(() => {
      const later = document.createElement("li");
      later.dataset.item = "20";
      later.innerHTML = '<a href="#20" id="later">later</a>';
      const custom = document.createElement("li");
      custom.innerHTML = '<div id="custom" data-item="21" role="link" tabindex="0">custom</div>';
      const host = document.createElement("div");
      host.attachShadow({ mode: "open" }).innerHTML = '<div data-item="22"><a href="#22" id="inner">inner</a></div>';
      document.querySelector("#list").append(later, custom, host);
      document.querySelector("#card1").addEventListener("click", (event) => event.stopImmediatePropagation());
      document.querySelector("#card2 a").addEventListener("click", (event) => event.preventDefault());
    });
    await page.click("#later");
    await page.focus("#custom");
    await page.keyboard.press("Enter");
    await page.click("#inner");
    await page.click("#card1 a");
    await page.click("#card2 a");
    await settle(page);
    assert.deepEqual(await names(page, "click"), ["click 20", "click 21", "click 22", "click 1", "click 2"]);
  });

  test("what opens a card is the shop's to say, and which elements are cards", async (t) => {
    const page = await list(t, { selector: ".card", item: "id", opens: "span" });
    await page.click("#card1 a");
    await page.click("#card2 span");
    await settle(page);
    assert.deepEqual(await names(page, "click"), ["click card2"]);
  });

  test("the page's own listeners read the place that was clicked before anything moves", async (t) => {
    const page = await list(t);
    await page.evaluate(() => {
      const list = document.querySelector("#list");
      window.shop.addEventListener("change", () => list.prepend(list.lastElementChild));
      window.places = [];
      document.addEventListener("click", (event) => window.places.push([...list.children].indexOf(event.target.closest(".card"))));
    });
    await page.click("#card3 a");
    await settle(page);
    assert.deepEqual(await page.evaluate(() => window.places), [2]);
    assert.deepEqual(await names(page, "click"), ["click 3"]);
    assert.equal(await page.evaluate(() => document.querySelector("#list").firstElementChild.id), "card6");
  });

  test("a click counts once, though the page's data layer tells it first, or an element of this package tells more of it", async (t) => {
    const page = await shop.visit(t, "list.html");
    await page.evaluate(async () => {
      window.dataLayer = [];
      await window.follow([["dataLayer"], ["cards"]]);
      document.querySelector("#list").addEventListener("click", (event) => {
        const id = event.target.closest(".card").dataset.item;
        window.dataLayer.push({ event: "select_item", ecommerce: { items: [{ item_id: id }] } });
        if (id === "2" && window.telling.firstToTell(window.shop, event)) window.shop.observe({ type: "dismiss", item: id });
      });
    });
    await page.click("#card1 a");
    await page.click("#card2 a");
    await settle(page);
    assert.deepEqual(await page.evaluate(() => window.names()), ["click 1", "dismiss 2"]);
  });

  test("beside the carousel element each look and each click is told once, in either order", async (t) => {
    for (const first of ["element", "events"]) {
      const page = await shop.visit(t, "list.html");
      await page.evaluate(async (first) => {
        const carousel = document.createElement("vitrine-carousel");
        document.body.append(carousel);
        carousel.append(document.querySelector("#list"));
        await window.follow([["cards"]]);
        carousel.vitrine = window.shop;
        if (first === "events") return;
        window.followed.stop();
        window.followed = window.events.followShopper(window.shop, { sources: [window.events.cards()] });
      }, first);
      await page.waitForFunction(() => new Set(window.names()).size >= 4);
      await page.click("#card3 a");
      await settle(page);
      const all = await page.evaluate(() => window.names());
      assert.equal(new Set(all).size, all.length, `${first}: ${all}`);
      assert.equal(all.filter((name) => name === "click 3").length, 1);
    }
  });

  test("a click counts though it leaves the page at once", async (t) => {
    const page = await list(t);
    await page.evaluate(() => {
      document.querySelector("#card1 a").href = "list.html?next";
      addEventListener("pagehide", () => sessionStorage.setItem("told", window.names().join()));
    });
    await page.click("#card1 a");
    await page.waitForURL(/next/);
    assert.match(await page.evaluate(() => sessionStorage.getItem("told")), /click 1/);
  });

  test("a card is seen when half of it is in view for a second: by scrolling, when it comes, once though it moves", async (t) => {
    const page = await shop.visit(t, "list.html");
    await page.setViewportSize({ width: 400, height: 300 });
    await page.evaluate(async () => {
      for (const card of document.querySelectorAll(".card")) Object.assign(card.style, { height: "200px", display: "block" });
      await window.follow([["cards"]]);
    });
    const seen = (name) => page.waitForFunction((name) => window.names().includes(name), name);
    await seen("impression 1");
    assert.deepEqual(await names(page, "impression"), ["impression 1"]);
    await page.mouse.move(100, 100);
    await page.mouse.wheel(0, 800);
    await seen("impression 5");
    // Moved, it is as seen as before; another item's in the same element is not; one that comes is watched.
    await page.evaluate(() => {
      const list = document.querySelector("#list");
      const [one] = list.children;
      list.prepend(document.querySelector("#card5"));
      one.dataset.item = "100";
      scrollTo(0, 0);
      const later = Object.assign(document.createElement("li"), { id: "card200", textContent: "later" });
      later.dataset.item = "200";
      later.style.height = "40px";
      list.prepend(later);
    });
    await seen("impression 200");
    await page.evaluate(() => document.querySelector("#card1").scrollIntoView());
    await seen("impression 100");
    const all = await names(page, "impression");
    assert.equal(all.filter((name) => name === "impression 5").length, 1);
    assert.equal(new Set(all).size, all.length);
  });

  test("without the permission no listener, observer or timer is there, and none is left after it is taken back", async (t) => {
    const page = await shop.visit(t, "list.html");
    const counts = await page.evaluate(async () => {
      const alive = { MutationObserver: 0, IntersectionObserver: 0 };
      const listeners = [];
      const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
      const gone = (target, type, listener) => {
        const place = listeners.findIndex((one) => one.target === target && one.type === type && one.listener === listener);
        if (place >= 0) listeners.splice(place, 1);
      };
      EventTarget.prototype.addEventListener = function (type, listener, options) {
        const target = this ?? window;
        if (target !== window.shop && !(target instanceof AbortSignal)) {
          listeners.push({ target, type, listener });
          if (options?.signal) add.call(options.signal, "abort", () => gone(target, type, listener));
        }
        return add.call(target, type, listener, options);
      };
      EventTarget.prototype.removeEventListener = function (type, listener, options) {
        const target = this ?? window;
        gone(target, type, listener);
        return remove.call(target, type, listener, options);
      };
      const now = () => ({ ...alive, listeners: listeners.length, push: Object.hasOwn(window.dataLayer, "push") });
      for (const name of ["MutationObserver", "IntersectionObserver"]) {
        const { prototype } = window[name];
        const { observe, disconnect } = prototype;
        const active = new Set();
        prototype.observe = function (...given) {
          active.add(this);
          alive[name] = active.size;
          return observe.apply(this, given);
        };
        prototype.disconnect = function () {
          active.delete(this);
          alive[name] = active.size;
          return disconnect.call(this);
        };
      }
      const all = [["cards"], ["dwell"], ["dataLayer"], ["shopifyAnalytics"], ["pageItem"]];
      const stages = [];
      window.dataLayer = [];
      await window.follow(all, { permissions: {} });
      stages.push(now());
      window.shop.setConsent({ profile: true });
      stages.push(now());
      window.shop.setConsent({ profile: false });
      stages.push(now());
      window.shop.setConsent({ profile: true });
      window.followed.stop();
      stages.push(now());
      return stages;
    });
    const [before, granted, withdrawn, stopped] = counts;
    const none = { MutationObserver: 0, IntersectionObserver: 0, listeners: 0, push: false };
    assert.deepEqual([before, withdrawn, stopped], [none, none, none]);
    assert.deepEqual({ ...granted, listeners: granted.listeners > 10 }, { MutationObserver: 2, IntersectionObserver: 1, listeners: true, push: true });
    await page.click("#card1 a");
    await page.waitForTimeout(1_500);
    assert.deepEqual(await page.evaluate(() => window.told), []);
  });

  test("in a tab in the background nothing is seen and nothing looked at", async (t) => {
    const context = await plainBrowser(t);
    const page = await shop.visit(t, "list.html", context);
    await page.bringToFront();
    const other = await context.newPage();
    await page.waitForFunction(() => document.visibilityState === "hidden", null, { polling: 50 });
    await page.evaluate(() => window.follow([["cards"]]));
    await page.evaluate(() => new Promise((done) => setTimeout(done, 1_500)));
    assert.deepEqual(await names(page, "impression"), []);
    await page.bringToFront();
    await page.waitForFunction(() => window.names().length > 0);
    await other.close();
  });
});
