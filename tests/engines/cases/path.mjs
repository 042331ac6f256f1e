// Consent, real clicks, the native command's own order, storage, withdrawal.

import assert from "node:assert/strict";
import { test } from "node:test";
import { databases, known } from "../../support/tabs.mjs";
import { HOME, NEW } from "../site.mjs";
import { CLICKED } from "../visit.mjs";

export function path(visit) {
  test("before a Yes the merchant's order stands, and nothing is known or stored", async (t) => {
    await visit.open(t);
    await visit.click("29", "31");
    await visit.shopper.click("[name=no]");
    assert.deepEqual([await visit.order("new"), await visit.order("home")], [NEW, HOME]);
    const left = await visit.shopper.evaluate(async () => [(await indexedDB.databases()).length, localStorage.length + sessionStorage.length, document.cookie]);
    assert.deepEqual(left, [0, 0, ""]);
  });

  test("after a Yes real clicks give the native command's order, and move nothing that is in view", async (t) => {
    await visit.open(t);
    const first = await visit.inView();
    assert.ok(first.length > 4 && first.length < NEW.length, `${first.length} are in view`);
    await visit.shopAround();
    assert.deepEqual(await visit.clicks(), CLICKED);
    assert.deepEqual(await visit.inView(), first);
  });

  test("the profile comes back after a reload, sealed under a key that no script can export", async (t) => {
    const { shopper } = visit;
    await visit.open(t);
    await visit.shopAround();
    // Until there is nothing new to look at: what is told then is all that the device may know.
    const events = await shopper.until("all that is in view was seen", () => {
      const told = window.calls.filter(([name]) => name === "observe").map(([, event]) => event);
      const seen = new Set(told.filter(({ type }) => type === "impression").map(({ item }) => item));
      const right = document.documentElement.clientWidth;
      const half = (card) => card.getBoundingClientRect().left + card.offsetWidth / 2 < right;
      return [...document.querySelectorAll("[name=new] li")].filter(half).every((card) => seen.has(card.dataset.item)) && told;
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
    await visit.ready();
    assert.equal(await shopper.evaluate(() => window.kept.state), "kept");
    await visit.isNative(events);
    const restored = await shopper.evaluate(() => window.rights.profile().events - window.calls.filter(([name]) => name === "observe").length);
    assert.equal(restored, events.length);
  });

  test("a No empties memory, storage and the other tab", async (t) => {
    const { shopper } = visit;
    const url = await visit.open(t);
    await visit.shopAround();
    await shopper.evaluate(() => window.kept.flush());
    const here = await shopper.tab();
    const other = await shopper.newTab(t);
    await shopper.goto(url);
    await visit.ready();
    assert.ok((await known(shopper)).events >= CLICKED.length, "the other tab took it up");
    await shopper.toTab(here);
    await shopper.click("[name=no]");
    await shopper.until("nothing is stored", async () => (await indexedDB.databases()).length === 0);
    assert.equal(await shopper.evaluate(() => localStorage.length + sessionStorage.length), 0);
    assert.equal((await known(shopper)).events, 0);
    assert.deepEqual(await visit.order("home"), HOME);
    await shopper.toTab(other);
    await shopper.until("the other tab is not permitted any more", () => !window.shop.permissions.profile);
    const stands = (home) => [...document.querySelectorAll("[name=home] li")].map((card) => card.dataset.item).join() === home;
    await shopper.until("and shows the merchant's order", stands, HOME.join());
    assert.equal((await known(shopper)).events, 0);
    await shopper.toTab(here);
  });
}
