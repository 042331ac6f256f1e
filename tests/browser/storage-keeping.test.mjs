// `vitrine/storage` in real Chromium: what is kept, for whom, and that nothing is touched before it is permitted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ALL, databases, flush, known, NOW, openTabs, standing, until, view } from "../support/tabs.mjs";

let tabs;
before(async () => {
  tabs = await openTabs();
});
after(() => tabs?.close());

test("a profile is there again after a reload, to the bit", async (t) => {
  const page = await tabs.tab(await tabs.shopper(t));
  assert.deepEqual(await standing(page), { state: "kept", errors: [] });
  await view(page, "29", "8", "31");
  await page.evaluate(() => window.shop.observe({ type: "cart", item: "8" }));
  await flush(page);
  const saved = await page.evaluate(() => [...window.shop.save()]);
  await tabs.visit(page);
  assert.equal((await known(page)).events, 4);
  assert.deepEqual(await page.evaluate(() => [...window.shop.save()]), saved);
  const rows = await databases(page);
  assert.deepEqual(rows.map((row) => row.slice(0, 3)).sort(), [
    ["vitrine/maja/", "keys", "guest"],
    ["vitrine/maja/", "records", "guest"],
  ]);
});

/** Every way in which a script stores, told of before any script of the page runs. */
function spy() {
  window.touched = [];
  const watch = (owner, name) => {
    const before = owner && Object.getOwnPropertyDescriptor(owner, name);
    if (before === undefined) return;
    const tell = (how, work) =>
      function (...given) {
        window.touched.push(`${owner.constructor.name}.${name} ${how}`);
        return work.apply(this, given);
      };
    const spied = { ...before };
    if (before.get) spied.get = tell("get", before.get);
    if (before.set) spied.set = tell("set", before.set);
    if (typeof before.value === "function") spied.value = tell("call", before.value);
    Object.defineProperty(owner, name, spied);
  };
  for (const name of ["indexedDB", "localStorage", "sessionStorage", "caches", "cookieStore"]) watch(window, name);
  for (const owner of [IDBFactory, IDBDatabase, IDBObjectStore, Storage, CacheStorage, StorageManager, FileSystemDirectoryHandle, window.CookieStore]) {
    for (const name of owner ? Object.getOwnPropertyNames(owner.prototype) : []) if (name !== "constructor") watch(owner.prototype, name);
  }
  watch(Document.prototype, "cookie");
  watch(Navigator.prototype, "storage");
}

test("without permission nothing is read and nothing is written, whatever the page does", async (t) => {
  const context = await tabs.shopper(t);
  await context.addInitScript(spy);
  for (const permissions of [{}, { profile: true, purchases: true, measure: true }, { persist: true, purchases: true, measure: true }]) {
    const page = await tabs.tab(context, { permissions });
    assert.deepEqual(await standing(page), { state: "waiting for permission", errors: [] });
    await view(page, "29", "8");
    await page.evaluate(async () => {
      window.shop.rank({ items: ["1", "2", "3"] });
      await window.kept.flush();
      await window.kept.switchTo("maja");
      window.shop.observe({ type: "view", item: "3" });
      window.shop.setConsent({ profile: false, persist: false });
      for (const target of [window, document]) for (const type of ["pagehide", "freeze", "resume", "visibilitychange"]) target.dispatchEvent(new Event(type));
      await window.kept.close();
    });
    assert.deepEqual(await page.evaluate(() => window.touched), []);
    await page.evaluate(() => indexedDB.databases()).then((all) => assert.deepEqual(all, []));
  }
  // The spies do see what happens with permission.
  const page = await tabs.tab(context);
  await view(page, "29");
  await flush(page);
  const touched = await page.evaluate(() => window.touched);
  for (const call of ["IDBFactory.open call", "IDBObjectStore.put call", "Window.localStorage get"]) assert.ok(touched.includes(call), call);
  assert.deepEqual(touched.filter((call) => /session|cookie|cache|StorageManager|FileSystem/i.test(call)), []);
});

test("what was done before the permission to store is stored when it is granted", async (t) => {
  const page = await tabs.tab(await tabs.shopper(t), { permissions: { profile: true } });
  await view(page, "29", "8");
  assert.deepEqual(await databases(page), []);
  await page.evaluate(() => window.shop.setConsent({ persist: true }));
  await until("kept", async () => (await standing(page)).state === "kept");
  await tabs.visit(page);
  assert.equal((await known(page)).events, 2);
});

test("accounts, shops and locales on one origin never mix", async (t) => {
  const context = await tabs.shopper(t);
  const places = [{ shop: "maja" }, { shop: "maja", locale: "de" }, { shop: "maja/de" }, { shop: "maja%2Fde" }, { shop: "maja", account: "ann" }, { shop: "maja", account: "guest" }];
  for (const [n, keep] of places.entries()) {
    const page = await tabs.tab(context, { keep });
    assert.equal((await known(page)).events, 0, JSON.stringify(keep));
    await view(page, `${n + 1}`);
    await flush(page);
  }
  for (const [n, keep] of places.entries()) {
    const page = await tabs.tab(context, { keep });
    assert.deepEqual(await known(page), { events: 1, items: [`${n + 1}`] });
    if (n === 0) assert.ok(!JSON.stringify(await databases(page)).includes("ann"), "an account's own name is not stored");
  }
});

test("switching accounts: the memory is empty at once, and each finds her own again", async (t) => {
  const context = await tabs.shopper(t);
  const page = await tabs.tab(context, { keep: { shop: "maja", account: "ann" } });
  await view(page, "29");
  const between = await page.evaluate(async () => {
    const switched = window.kept.switchTo("bea");
    const { events } = window.rights.profile();
    window.shop.observe({ type: "view", item: "8" });
    await switched;
    await window.kept.flush();
    return events;
  });
  assert.equal(between, 0);
  assert.deepEqual((await known(page)).items, ["8"]);
  await page.evaluate(() => window.kept.switchTo("ann"));
  assert.deepEqual((await known(page)).items, ["29"]);
  await page.evaluate(() => window.kept.switchTo(null));
  assert.deepEqual((await known(page)).items, []);
  assert.deepEqual(await standing(page), { state: "kept", errors: [] });
});

test("logging out as a withdrawal: a receipt, and the account's profile is gone, here and in other tabs", async (t) => {
  const context = await tabs.shopper(t);
  const keep = { shop: "maja", account: "ann" };
  const [page, other, bea] = [await tabs.tab(context, { keep }), await tabs.tab(context, { keep }), await tabs.tab(context, { keep: { shop: "maja", account: "bea" } })];
  await view(page, "29");
  await view(bea, "8");
  await Promise.all([flush(page), flush(bea)]);
  await until("the other tab knows", async () => (await known(other)).events === 1);
  const receipt = await page.evaluate(() => window.kept.switchTo(null, { erase: true }));
  assert.equal(receipt.cause, "signed-out");
  assert.equal(receipt.storage.complete, true);
  assert.equal(receipt.storage.erased.length, 2);
  await until("gone in the other tab", async () => (await known(other)).events === 0);
  await view(other, "40");
  await flush(other);
  await page.evaluate(() => window.kept.switchTo("ann"));
  assert.equal((await known(page)).events, 0);
  assert.equal((await known(bea)).events, 1);
});

test("shopping for someone else is not stored, also when another tab saves meanwhile", async (t) => {
  const context = await tabs.shopper(t);
  const [page, other] = [await tabs.tab(context), await tabs.tab(context)];
  await view(page, "29");
  await page.evaluate(() => window.shop.shopForSomeoneElse());
  await view(page, "8");
  await view(other, "31");
  await Promise.all([flush(page), flush(other)]);
  await page.evaluate(() => window.shop.backToMyself());
  await until("both know both", async () => (await known(page)).items.join() === "29,31" && (await known(other)).items.join() === "29,31");
  const fresh = await tabs.tab(context);
  assert.deepEqual((await known(fresh)).items, ["29", "31"]);
});

test("restored bytes take the place of what is stored", async (t) => {
  const context = await tabs.shopper(t);
  const page = await tabs.tab(context);
  await view(page, "29");
  const bytes = await page.evaluate(() => [...window.shop.save()]);
  await view(page, "8", "31");
  await flush(page);
  await page.evaluate((bytes) => window.shop.restore(new Uint8Array(bytes)), bytes);
  await flush(page);
  await tabs.visit(page);
  assert.deepEqual((await known(page)).items, ["29"]);
});

test("a clock that goes back by months, and is put right again, loses nothing", async (t) => {
  const context = await tabs.shopper(t);
  const page = await tabs.tab(context);
  await view(page, "29");
  await flush(page);
  for (const now of [NOW - 100 * 86_400, NOW]) {
    await tabs.visit(page, { now });
    assert.deepEqual((await known(page)).items, ["29"]);
    await page.evaluate((time) => window.shop.observe({ type: "view", item: "29", time }), now);
    await flush(page);
  }
});

test("options that make no sense are refused in words", async (t) => {
  const page = await tabs.tab(await tabs.shopper(t), { keep: undefined });
  const code = (options) => page.evaluate((options) => window.storage.keepProfile(window.shop, options).catch((error) => error.code), options);
  for (const options of [null, {}, { shop: "" }, { shop: 3 }, { shop: "\ud800" }, { shop: "m", locale: 3 }, { shop: "m", account: "" }, { shop: "m", account: 4 }]) {
    assert.equal(await code(options), "bad-options", JSON.stringify(options));
  }
  assert.equal(await page.evaluate(() => window.storage.keepProfile({}, { shop: "m" }).catch((error) => error.code)), "bad-options");
});
