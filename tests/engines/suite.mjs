// The whole path of a shopper, the same in every engine: consent, real clicks, the native command's own order, storage,
// withdrawal.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { nativeOrder } from "../support/bundled.mjs";
import { databases, known } from "../support/tabs.mjs";
import { openBrowser } from "./shopper.mjs";
import { HOME, installSite, NEW, NOW } from "./site.mjs";

/** The cards that the shopper opens, in this order. */
const CLICKED = ["29", "31", "29", "26"];

/** All tests of one engine. */
export function suite(engine) {
  describe(`the shop in ${engine}`, () => {
    let site;
    let browser;
    let shopper;
    before(async () => {
      site = installSite();
      browser = await openBrowser(engine);
      shopper = browser.shopper;
    });
    after(async () => {
      await browser?.stop();
      site?.close();
    });

    /** Opens the shop as somebody who has never been there. The console must stay empty. */
    async function visit(t) {
      const url = await site.open(t);
      await shopper.goto(url);
      await ready();
      t.after(async () => assert.deepEqual(await shopper.evaluate(() => window.errors), [], "the console stays empty"));
      return url;
    }

    const ready = () => shopper.until("the shop stands", () => window.calls?.some(([name]) => name === "rankPage"));
    const order = (name) => shopper.evaluate((name) => [...document.querySelectorAll(`[name=${name}] li`)].map((card) => card.dataset.item), name);
    const observed = () => shopper.evaluate(() => window.calls.filter(([name]) => name === "observe").map(([, event]) => event));

    /** Clicks cards that are in view; each is told. */
    async function open(...ids) {
      for (const id of ids) {
        const before = (await observed()).length;
        await shopper.click(`[data-item="${id}"] a`);
        await shopper.until(`the click on ${id} is told`, (before) => window.calls.filter(([name]) => name === "observe").slice(before).some(([, { type }]) => type === "click"), before);
      }
    }

    /** What the native command says of the list below, after the same events: those before the last order that was asked for. */
    function native(calls, earlier = []) {
      const last = calls.findLastIndex(([name]) => name === "rankPage");
      const events = calls.slice(0, last).filter(([name]) => name === "observe").map(([, event]) => event);
      return nativeOrder({ candidates: HOME, now: NOW, events: [...earlier, ...events] }, "home").order;
    }

    /** Waits until the last order that was asked for has taken in all that was done but looking; gives that and what is shown. */
    function arranged() {
      return shopper.until("the new order is there", () => {
        const names = window.calls.map(([name, given]) => (name === "rankPage" || given.type !== "impression" ? name : ""));
        if (names.lastIndexOf("rankPage") < names.lastIndexOf("observe")) return undefined;
        return { calls: window.calls, shown: [...document.querySelectorAll("[name=home] li")].map((card) => card.dataset.item) };
      });
    }

    /** Says yes, opens some cards, and finds the list below in the native command's own order. Gives that and the events. */
    async function shopAround() {
      await shopper.click("[name=yes]");
      await open(...CLICKED);
      const { calls, shown } = await arranged();
      assert.deepEqual(shown, native(calls));
      assert.notDeepEqual(shown, HOME);
      return { shown, events: await observed() };
    }

    test("before a Yes the merchant's order stands, and nothing is known or stored", async (t) => {
      await visit(t);
      await open("29", "31");
      const clicks = (await observed()).filter(({ type }) => type === "click");
      assert.equal(clicks.length, 2, "the clicks were told");
      await shopper.click("[name=no]");
      assert.deepEqual([await order("new"), await order("home")], [NEW, HOME]);
      const left = await shopper.evaluate(async () => [(await indexedDB.databases()).length, localStorage.length + sessionStorage.length, document.cookie]);
      assert.deepEqual(left, [0, 0, ""]);
    });

    test("after a Yes real clicks give the native command's order, and move nothing that is in view", async (t) => {
      await visit(t);
      const inView = () =>
        shopper.evaluate(() =>
          [...document.querySelectorAll("[name=new] li")]
            .map((card) => [card.dataset.item, card.getBoundingClientRect().left])
            .filter(([, left]) => left < innerWidth),
        );
      const first = await inView();
      assert.ok(first.length > 4 && first.length < NEW.length, `${first.length} are in view`);
      const { events } = await shopAround();
      assert.deepEqual(events.filter(({ type }) => type === "click").map(({ item }) => item), CLICKED);
      assert.deepEqual(await inView(), first);
    });

    test("the profile comes back after a reload, sealed under a key that no script can export", async (t) => {
      await visit(t);
      await shopAround();
      // Until there is nothing new to look at: what is told then is all that the device may know.
      const events = await shopper.until("all that is in view was seen", () => {
        const told = window.calls.filter(([name]) => name === "observe").map(([, event]) => event);
        const seen = new Set(told.filter(({ type }) => type === "impression").map(({ item }) => item));
        const inView = [...document.querySelectorAll("[name=new] li")].filter((card) => card.getBoundingClientRect().left < document.documentElement.clientWidth - 75);
        return inView.every((card) => seen.has(card.dataset.item)) && told;
      });
      await shopper.evaluate(() => window.kept.flush());
      const rows = await databases(shopper);
      assert.deepEqual(rows.map(([name, store, key]) => [name, store, key]).sort(), [
        ["vitrine/engines/", "keys", "guest"],
        ["vitrine/engines/", "records", "guest"],
      ]);
      const [, , , key] = rows.find(([, store]) => store === "keys");
      assert.match(key, /a key, not extractable/);
      await shopper.reload();
      await ready();
      assert.equal(await shopper.evaluate(() => window.kept.state), "kept");
      const again = await arranged();
      const fresh = await shopper.evaluate(() => window.rights.profile().events - window.calls.filter(([name]) => name === "observe").length);
      assert.equal(fresh, events.length);
      assert.deepEqual(again.shown, native(again.calls, events));
      assert.notDeepEqual(again.shown, HOME);
    });

    test("a No empties memory, storage and the other tab", async (t) => {
      const url = await visit(t);
      await shopAround();
      await shopper.evaluate(() => window.kept.flush());
      const here = await shopper.tab();
      const other = await shopper.newTab(t);
      await shopper.goto(url);
      await ready();
      assert.ok((await known(shopper)).events >= CLICKED.length, "the other tab took it up");
      await shopper.toTab(here);
      await shopper.click("[name=no]");
      await shopper.until("nothing is stored", async () => (await indexedDB.databases()).length === 0);
      assert.equal(await shopper.evaluate(() => localStorage.length + sessionStorage.length), 0);
      assert.equal((await known(shopper)).events, 0);
      assert.deepEqual(await order("home"), HOME);
      await shopper.toTab(other);
      await shopper.until("the other tab forgot", () => !window.shop.permissions.profile);
      await shopper.until("and shows the merchant's order", (home) => [...document.querySelectorAll("[name=home] li")].map((card) => card.dataset.item).join() === home, HOME.join());
      await shopper.toTab(here);
    });
  });
}
