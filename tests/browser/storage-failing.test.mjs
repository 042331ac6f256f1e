// Whatever is wrong with the storage or with what lies in it: never a wrong profile, one warning, and the shop goes on.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { browserPath, FLAGS } from "./demo-shop.mjs";
import { databases, flush, known, openTabs, standing, view } from "../support/tabs.mjs";

let tabs;
before(async () => {
  tabs = await openTabs();
});
after(() => tabs?.close());

/** Two saves, so that there is a previous copy, of the items 29, then 29 and 8; then the tab leaves. */
async function keepTwo(context) {
  const page = await tabs.tab(context);
  for (const item of ["29", "8"]) {
    await view(page, item);
    await flush(page);
  }
  await page.evaluate(() => window.kept.close());
  return page;
}

/** Changes what is stored, in the page: `change(record, key, put)`. */
async function tamper(page, change) {
  await page.evaluate(
    async (change) => {
      const database = await new Promise((resolve) => (indexedDB.open("vitrine/maja/").onsuccess = ({ target }) => resolve(target.result)));
      const answer = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
      const read = database.transaction(["records", "keys"]);
      const [record, key] = await Promise.all([answer(read.objectStore("records").get("guest")), answer(read.objectStore("keys").get("guest"))]);
      const work = [];
      await change(record, key, (store, value) => work.push([store, value]));
      const write = database.transaction(["records", "keys"], "readwrite");
      for (const [store, value] of work) {
        if (value === undefined) write.objectStore(store).delete("guest");
        else write.objectStore(store).put(value, "guest");
      }
      await new Promise((resolve) => (write.oncomplete = resolve));
      database.close();
    },
    await page.evaluateHandle(`(${change.toString()})`),
  );
}

test("every single-bit flip and every truncation of what is sealed is refused", async (t) => {
  const page = await tabs.tab(await tabs.shopper(t));
  await view(page, "29", "8", "31", "12", "40");
  const counts = await page.evaluate(async () => {
    const { newKey, newTabKey, openLeft, openProfile, sealLeft, sealProfile } = window.seal;
    const key = await newKey();
    const purpose = { place: { shop: "maja", locale: "en" }, record: "guest", epoch: "e", of: 7 };
    const profile = window.shop.save();
    const sealed = await sealProfile(key, purpose, { applied: [["a", 3]], profile });
    const tab = { ...purpose, of: ["a", "key"] };
    const left = { ...purpose, of: ["a", 3] };
    const tabKey = await newTabKey(key, tab);
    const operations = [{ do: "forget", what: { item: "29", learned: false } }];
    const sealedLeft = sealLeft(tabKey, left, { first: 3, operations });
    const opened = await openProfile(key, purpose, sealed);
    const counts = {
      good: String(opened.profile) === String(profile) && (await openLeft(key, tab, left, sealedLeft)).first === 3,
      flips: 0,
      truncations: 0,
      purposes: 0,
      accepted: 0,
    };
    const ways = [
      [sealed, (bytes) => openProfile(key, purpose, bytes)],
      [sealedLeft, (bytes) => openLeft(key, tab, left, bytes)],
    ];
    for (const [bytes, open] of ways) {
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = bytes.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        counts.flips += 1;
        if ((await open(flipped)) !== undefined) counts.accepted += 1;
      }
      for (let length = 0; length < bytes.length; length += 1) {
        counts.truncations += 1;
        if ((await open(bytes.slice(0, length))) !== undefined) counts.accepted += 1;
      }
    }
    // Put anywhere else, it does not open either: another shop, locale, account, epoch, version.
    const others = [
      { place: { shop: "other", locale: "en" } },
      { place: { shop: "maja", locale: "de" } },
      { record: "other" },
      { epoch: "f" },
      { of: 6 },
    ];
    for (const other of others) {
      counts.purposes += 1;
      if ((await openProfile(key, { ...purpose, ...other }, sealed)) !== undefined) counts.accepted += 1;
    }
    return counts;
  });
  t.diagnostic(JSON.stringify(counts));
  assert.ok(counts.good && counts.flips > 5_000 && counts.truncations > 600 && counts.purposes === 5);
  assert.equal(counts.accepted, 0);
});

test("a damaged copy: the one before is taken, told once, and what is stored is whole again", async (t) => {
  const damages = [
    (record, key, put) => put("records", { ...record, current: { ...record.current, bytes: record.current.bytes.map((byte, n) => (n === 40 ? byte ^ 1 : byte)) } }),
    (record, key, put) => put("records", { ...record, current: { ...record.current, bytes: record.current.bytes.slice(0, 9) } }),
    (record, key, put) => put("records", { ...record, version: record.version + 1 }),
    (record, key, put) => put("records", { ...record, current: { ...record.previous, version: record.current.version } }),
  ];
  for (const damage of damages) {
    const context = await tabs.shopper(t);
    const page = await keepTwo(context);
    await tamper(page, damage);
    await tabs.visit(page);
    assert.deepEqual((await known(page)).items, ["29"], damage.toString());
    assert.deepEqual(await standing(page), { state: "kept", errors: ["storage-damaged"] });
    await view(page, "31");
    await flush(page);
    await tabs.visit(page);
    assert.deepEqual((await known(page)).items, ["29", "31"]);
    assert.deepEqual(await standing(page), { state: "kept", errors: [] });
  }
});

test("nothing that can be read: the profile begins anew, told once", async (t) => {
  const losses = [
    (record, key, put) => put("records", { ...record, current: { version: 2, bytes: new Uint8Array(40) }, previous: { version: 1, bytes: new Uint8Array() } }),
    (record, key, put) => put("records", { ...record, current: record.previous, previous: undefined }),
    (record, key, put) => put("records", "nonsense"),
    (record, key, put) => put("records", { ...record, version: "2" }),
    (record, key, put) => put("records", { ...record, epoch: "another" }),
    (record, key, put) => put("keys", undefined),
    (record, key, put) => put("keys", { not: "a key" }),
    async (record, key, put) => put("keys", await window.seal.newKey()),
  ];
  for (const loss of losses) {
    const page = await keepTwo(await tabs.shopper(t));
    await tamper(page, loss);
    await tabs.visit(page);
    const { items } = await known(page);
    assert.deepEqual(items, [], loss.toString());
    assert.deepEqual(await standing(page), { state: "kept", errors: ["storage-damaged"] }, loss.toString());
    await view(page, "31");
    await flush(page);
    await tabs.visit(page);
    assert.deepEqual((await known(page)).items, ["31"], loss.toString());
    assert.deepEqual((await standing(page)).errors, []);
  }
});

test("what a later version made is left alone: record, profile, database", async (t) => {
  const later = [
    (record, key, put) => put("records", { ...record, format: 2, current: "whatever it is then" }),
    async (record, key, put) => {
      const place = { shop: "maja", locale: "" };
      const purpose = { place, record: "guest", epoch: record.epoch, of: record.version };
      const { applied, profile } = await window.seal.openProfile(key, purpose, record.current.bytes);
      new DataView(profile.buffer).setUint16(4, 99, true);
      const bytes = await window.seal.sealProfile(key, purpose, { applied, profile });
      put("records", { ...record, current: { version: record.version, bytes } });
    },
    async (record, key, put) => {
      indexedDB.open("vitrine/maja/", 2).onsuccess = ({ target }) => target.result.close();
    },
  ];
  for (const change of later) {
    const page = await keepTwo(await tabs.shopper(t));
    await tamper(page, change);
    const before = await databases(page);
    await tabs.visit(page);
    assert.deepEqual(await standing(page), { state: "memory only", errors: ["storage-newer"] }, change.toString());
    await view(page, "31", "12");
    await flush(page);
    assert.deepEqual((await known(page)).items, ["12", "31"]);
    assert.deepEqual(await databases(page), before);
  }
});

/** In memory only, told once, and the shop ranks. */
async function inMemoryOnly(page, code) {
  assert.deepEqual(await standing(page), { state: "memory only", errors: [code] });
  await view(page, "31", "12", "8", "29");
  await flush(page);
  assert.equal((await known(page)).events >= 4, true);
  const ranked = await page.evaluate(() => window.shop.rank({ items: ["1", "2", "31"] }).ids.length);
  assert.equal(ranked, 3);
  assert.deepEqual(await standing(page), { state: "memory only", errors: [code] });
}

test("no IndexedDB, one that throws, no WebCrypto on an insecure origin: memory only", async (t) => {
  const context = await tabs.shopper(t);
  const without = [
    () => Object.defineProperty(window, "indexedDB", { value: undefined }),
    () =>
      Object.defineProperty(window, "indexedDB", {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      }),
  ];
  for (const init of without) await inMemoryOnly(await tabs.tab(context, {}, init), "storage-unavailable");
  const page = await context.newPage();
  await tabs.visit(page, {}, tabs.insecure);
  assert.equal(await page.evaluate(() => isSecureContext), false);
  await inMemoryOnly(page, "storage-unavailable");
  assert.equal(await page.evaluate(() => window.shop.erase().then(({ cause }) => cause)), "erased");
});

/**
 * The browser's own limit of what the shop may store, in bytes; none lifts it. Only before a browser first touches the
 * shop's databases: it remembers for a while how much room there was.
 */
async function setQuota(context, quotaSize) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin: tabs.url, quotaSize });
  return async () => {
    await devtools.send("Storage.overrideQuotaForOrigin", { origin: tabs.url });
    await page.close();
  };
}

test("no room from the beginning: memory only, told once; once there is room, the next visit keeps", async (t) => {
  const context = await tabs.shopper(t);
  const lift = await setQuota(context, 1_000);
  const page = await tabs.tab(context);
  await view(page, "29");
  await flush(page);
  await inMemoryOnly(page, "storage-full");
  assert.ok((await known(page)).items.includes("29"));
  assert.ok(!(await databases(page)).some(([, store]) => store === "records"));
  await lift();
  await view(page, "40");
  await flush(page);
  assert.deepEqual(await standing(page), { state: "memory only", errors: ["storage-full"] }, "for as long as this visit lasts");
  await tabs.visit(page);
  assert.deepEqual(await known(page), { events: 0, items: [] });
  await view(page, "8");
  await flush(page);
  assert.deepEqual(await standing(page), { state: "kept", errors: [] });
  await tabs.visit(page);
  assert.deepEqual((await known(page)).items, ["8"]);
});

test("a disk that is full by the next visit: memory only, told once, and what was stored before stays", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-full-"));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  const visits = async (work) => {
    const context = await chromium.launchPersistentContext(folder, { executablePath: browserPath(), args: FLAGS });
    await work(context).finally(() => context.close());
  };
  await visits(async (context) => {
    const page = await tabs.tab(context);
    await view(page, "29");
    await flush(page);
  });
  await visits(async (context) => {
    const lift = await setQuota(context, 1_000);
    const page = await tabs.tab(context);
    assert.deepEqual((await known(page)).items, ["29"], "reading takes no room");
    await view(page, "8");
    await flush(page);
    await inMemoryOnly(page, "storage-full");
    await tabs.visit(page);
    assert.deepEqual((await known(page)).items, ["29"]);
    await view(page, "31");
    await lift();
    await tabs.visit(page);
    await view(page, "12");
    await flush(page);
    assert.deepEqual(await standing(page), { state: "kept", errors: [] });
    await tabs.visit(page);
    const { items } = await known(page);
    assert.ok(items.includes("29") && items.includes("12"), items.join());
  });
});

test("a database that another page holds: memory only, and a later visit keeps again", async (t) => {
  const context = await tabs.shopper(t);
  const holding = await keepTwo(context);
  await holding.evaluate(async () => {
    // It does not give way to who wants to delete, and so nobody else can open.
    window.held = await new Promise((resolve) => (indexedDB.open("vitrine/maja/").onsuccess = ({ target }) => resolve(target.result)));
    indexedDB.deleteDatabase("vitrine/maja/");
  });
  const page = await tabs.tab(context);
  await inMemoryOnly(page, "storage-blocked");
  await holding.evaluate(() => window.held.close());
  await tabs.visit(page);
  assert.deepEqual(await standing(page), { state: "kept", errors: [] });
});

test("a Vitrine that is freed, or closed, is kept no longer, without a word", async (t) => {
  const page = await tabs.tab(await tabs.shopper(t));
  await view(page, "29");
  await page.evaluate(() => window.kept.close());
  await view(page, "8");
  assert.equal((await standing(page)).state, "closed");
  assert.equal(await page.evaluate(() => window.kept.switchTo("ann").catch((error) => error.code)), "closed");
  await tabs.visit(page);
  assert.deepEqual((await known(page)).items, ["29"]);
  await view(page, "8");
  await page.evaluate(() => window.shop.free());
  await page.evaluate(() => document.dispatchEvent(new Event("freeze")) && document.dispatchEvent(new Event("resume")));
  assert.deepEqual(await standing(page), { state: "closed", errors: [] });
  await tabs.visit(page);
  assert.deepEqual((await known(page)).items, ["29", "8"]);
});
