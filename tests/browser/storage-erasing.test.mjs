// What is erased is gone: in memory, storage and every tab, and nothing brings it back.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { browserPath, FLAGS } from "./demo-shop.mjs";
import { plainBrowser } from "../support/plain-browser.mjs";
import { databases, flush, known, openTabs, standing, until, view } from "../support/tabs.mjs";

let tabs;
before(async () => {
  tabs = await openTabs();
});
after(() => tabs?.close());

const DENIED = { persist: false, profile: false };
/** How a tab is frozen and goes on, as the browser does with tabs in the background. */
async function freezer(page, front) {
  const devtools = await page.context().newCDPSession(page);
  return {
    freeze: async () => {
      // Only what nobody sees is frozen.
      await front.bringToFront();
      await until("hidden", () => page.evaluate(() => document.visibilityState === "hidden"));
      // Nor does a browser freeze a page within a transaction that others wait for; this command would.
      await flush(page);
      await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    },
    resume: () => devtools.send("Page.setWebLifecycleState", { state: "active" }),
  };
}

/** Everything that the page's origin stores, as one text. */
async function stored(page) {
  const elsewhere = await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie);
  return { names: await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), rows: await databases(page), elsewhere };
}

const NOTHING = { names: [], rows: [], elsewhere: "{}{}" };

test("withdrawal: memory at once, storage and running tabs within 100 ms, with a receipt", async (t) => {
  const context = await tabs.shopper(t);
  const [page, other, german, elsewhere] = [
    await tabs.tab(context),
    await tabs.tab(context),
    await tabs.tab(context, { keep: { shop: "maja", locale: "de", account: "ann" } }),
    await tabs.tab(context, { keep: { shop: "another" } }),
  ];
  for (const one of [page, german, elsewhere]) {
    await view(one, "29", "8");
    await flush(one);
  }
  await until("the other tab knows", async () => (await known(other)).events === 2);
  for (const one of [other, german]) {
    await one.evaluate(() => window.shop.addEventListener("permissions", () => (window.withdrawn = performance.timeOrigin + performance.now())));
  }
  const { begun, inMemory, took, receipt } = await page.evaluate(async (denied) => {
    const receipt = new Promise((resolve) => window.shop.addEventListener("erased", ({ detail }) => resolve(detail)));
    const begun = performance.now();
    window.shop.setConsent(denied);
    let inMemory = "unreadable";
    try {
      window.rights.profile();
    } catch (error) {
      inMemory = error.code;
    }
    const told = await receipt;
    return { begun: performance.timeOrigin + begun, inMemory, took: performance.now() - begun, receipt: told };
  }, DENIED);
  assert.equal(inMemory, "no-permission");
  assert.equal(receipt.cause, "withdrawn");
  assert.deepEqual({ ...receipt.memory, bytes: 0 }, { events: 2, bytes: 0 });
  assert.equal(receipt.storage.complete, true);
  assert.ok(receipt.storage.bytes > 100);
  assert.equal(receipt.storage.erased.filter((name) => name.startsWith("vitrine/maja/de ")).length, 2);
  for (const one of [other, german]) {
    await until("withdrawn there, too", async () => (await known(one)).events === 0);
    t.diagnostic(`another tab was empty after ${((await one.evaluate(() => window.withdrawn)) - begun).toFixed(1)} ms`);
    assert.equal((await standing(one)).state, "waiting for permission");
    assert.equal(await one.evaluate(() => window.shop.permissions.profile), false);
    await view(one, "31");
    assert.equal((await known(one)).events, 0);
  }
  t.diagnostic(`the receipt came after ${took.toFixed(1)} ms`);
  // The aim is 100 ms; a busy machine may take its time.
  assert.ok(took < 2_000);
  await until("only the other shop's is left", async () => (await stored(page)).names.join() === "vitrine/another/");
  assert.equal((await known(elsewhere)).events, 2);
});

test("what carousels left in the tab goes with the profile, on pages without carousels too", async (t) => {
  const context = await tabs.shopper(t);
  const [page, other] = [await tabs.tab(context), await tabs.tab(context)];
  // As a page with carousels left it before the shopper came here.
  const leave = (one) => one.evaluate(() => sessionStorage.setItem("vitrine-order", "{}"));
  const left = (one) => one.evaluate(() => sessionStorage.getItem("vitrine-order"));
  await Promise.all([page, other].map(leave));
  await view(page, "29");
  await flush(page);
  assert.equal(await left(page), "{}");
  await page.evaluate(() => window.shop.erase());
  await until("both are erased", async () => (await left(page)) === null && (await left(other)) === null);
  await Promise.all([page, other].map(leave));
  await page.evaluate((denied) => window.shop.setConsent(denied), DENIED);
  await until("both are withdrawn", async () => (await left(page)) === null && (await left(other)) === null);
});

test("the permission to store alone withdrawn: the storage is erased, the memory stays", async (t) => {
  const context = await tabs.shopper(t);
  const [page, other] = [await tabs.tab(context), await tabs.tab(context)];
  await view(page, "29");
  await flush(page);
  await until("the other tab knows", async () => (await known(other)).events === 1);
  await page.evaluate(() => window.shop.setConsent({ persist: false }));
  await until("erased", async () => (await stored(page)).names.length === 0);
  assert.equal((await known(page)).events, 1);
  assert.equal((await known(other)).events, 1);
  assert.equal((await standing(other)).state, "waiting for permission");
  await view(other, "8");
  await flush(other);
  assert.deepEqual(await stored(page), NOTHING);
});

test("after an erasure nothing of it is in any storage of the origin, and what comes next is kept", async (t) => {
  const context = await tabs.shopper(t);
  const page = await tabs.tab(context);
  await view(page, "canary-29");
  await flush(page);
  const before = await stored(page);
  const sealed = before.rows.find(([, store]) => store === "records")[3];
  const receipt = await page.evaluate(() => window.shop.erase());
  assert.equal(receipt.cause, "erased");
  assert.deepEqual(receipt.storage.erased, ["vitrine/maja/ keys guest", "vitrine/maja/ records guest", "vitrine/maja/"]);
  assert.deepEqual(await stored(page), NOTHING);
  assert.ok(sealed.length > 100 && !sealed.includes("canary"));
  await view(page, "8");
  await flush(page);
  await tabs.visit(page);
  assert.deepEqual((await known(page)).items, ["8"]);
});

test("an explicit erasure without permission deletes what an earlier visit kept", async (t) => {
  const context = await tabs.shopper(t);
  const page = await tabs.tab(context);
  await view(page, "29");
  await flush(page);
  await tabs.visit(page, { permissions: {} });
  await page.evaluate(() => window.shop.erase());
  assert.deepEqual(await stored(page), NOTHING);
});

test("a tab with an erased profile cannot bring it back, whatever it was about to save", async (t) => {
  for (const how of ["erase", "withdraw"]) {
    const context = await tabs.shopper(t);
    const page = await tabs.tab(context);
    await view(page, "29");
    await flush(page);
    // It hears nothing of what other tabs say.
    const stale = await tabs.tab(context, {}, () => delete window.BroadcastChannel);
    assert.equal((await known(stale)).events, 1);
    await Promise.all([
      // Saves are under way in both, before and while the other erases.
      stale.evaluate(async () => {
        for (let n = 0; n < 200; n += 1) {
          if (window.rights.profile().items.every(({ id }) => id !== "29") && n > 0) break;
          window.shop.observe({ type: "view", item: "8" });
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        await window.kept.flush();
      }),
      page.evaluate((how) => (how === "erase" ? window.shop.erase() : window.shop.setConsent({ persist: false, profile: false })), how),
    ]);
    await until("forgotten there", async () => !(await known(stale)).items.includes("29"));
    const fresh = await tabs.tab(context);
    assert.ok(!(await known(fresh)).items.includes("29"), how);
    await Promise.all([page, stale, fresh].map((one) => one.close()));
  }
});

test("a save that is under way when its own tab erases is not stored after it", async (t) => {
  const page = await tabs.tab(await tabs.shopper(t));
  for (let round = 0; round < 30; round += 1) {
    await page.evaluate(async (wait) => {
      window.shop.observe({ type: "view", item: "29" });
      for (let n = 0; n < wait; n += 1) await new Promise((resolve) => setTimeout(resolve, 0));
      await window.shop.erase();
    }, round % 6);
    assert.deepEqual(await stored(page), NOTHING);
  }
});

test("a frozen tab has no memory, and takes the profile up again only where it still stands", { timeout: 60_000 }, async (t) => {
  const context = await plainBrowser(t);
  const [page, frozen] = [await tabs.tab(context), await tabs.tab(context)];
  const { freeze, resume } = await freezer(frozen, page);
  await frozen.evaluate(() => {
    document.addEventListener("freeze", () => (window.whenFrozen = window.rights.profile().events));
    document.addEventListener("resume", () => (window.whenResumed = window.rights.profile().events));
  });
  await view(frozen, "29");
  await freeze();
  await view(page, "8");
  await flush(page);
  await resume();
  await until("taken up again, with what came meanwhile", async () => (await known(frozen)).events === 2);
  assert.equal(await frozen.evaluate(() => window.whenFrozen), 0);
  await freeze();
  await page.evaluate(() => window.shop.erase());
  await view(page, "40");
  await flush(page);
  await resume();
  await until("only the new profile", async () => (await known(frozen)).items.join() === "40");
  await freeze();
  await page.evaluate((denied) => window.shop.setConsent(denied), DENIED);
  await until("erased", async () => (await stored(page)).names.length === 0);
  await resume();
  await until("not permitted", () => frozen.evaluate(() => window.shop.permissions.profile === false));
  assert.equal(await frozen.evaluate(() => window.whenResumed), 0);
  await view(frozen, "31");
  assert.equal((await known(frozen)).events, 0);
  assert.deepEqual(await stored(page), NOTHING);
  // A source that says something new lifts it.
  await frozen.evaluate(() => window.shop.setConsent({ persist: true, profile: true }));
  await view(frozen, "31");
  await flush(frozen);
  assert.equal((await standing(frozen)).state, "kept");
});

test("a page in the back/forward cache has no memory, and takes up only what still stands", { timeout: 60_000 }, async (t) => {
  const context = await plainBrowser(t);
  const [page, other] = [await tabs.tab(context), await tabs.tab(context)];
  await page.evaluate(() => {
    addEventListener("pageshow", ({ persisted }) => (window.shown = { persisted, events: window.rights.profile().events }));
  });
  const awayAndBack = async (meanwhile) => {
    await page.goto("data:text/html,elsewhere");
    await meanwhile();
    await page.goBack({ waitUntil: "commit" });
    await page.waitForFunction(() => window.shown?.persisted === true);
  };
  await view(page, "29");
  await awayAndBack(async () => {
    await until("left for others", async () => (await known(other)).items.includes("29"));
    await view(other, "8");
    await flush(other);
  });
  assert.deepEqual(await page.evaluate(() => window.shown), { persisted: true, events: 0 });
  await until("taken up again", async () => (await known(page)).events === 2);
  await awayAndBack(async () => {
    await other.evaluate((denied) => window.shop.setConsent(denied), DENIED);
    await until("erased", async () => (await stored(other)).names.length === 0);
  });
  await until("not permitted", () => page.evaluate(() => window.shop.permissions.profile === false));
  assert.equal((await known(page)).events, 0);
  assert.deepEqual(await stored(other), NOTHING);
});

test("on the disk the profile is never in clear; what an erased database leaves there is sealed", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-shopper-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const open = () => chromium.launchPersistentContext(folder, { executablePath: browserPath(), args: FLAGS });
  let context = await open();
  const page = await tabs.tab(context);
  await view(page, "29", "8", "31", "canary-item");
  await flush(page);
  const { sealed, clear } = await page.evaluate(async () => {
    const opened = await new Promise((resolve) => (indexedDB.open("vitrine/maja/").onsuccess = ({ target }) => resolve(target.result)));
    const get = opened.transaction("records").objectStore("records").get("guest");
    const record = await new Promise((resolve) => (get.onsuccess = () => resolve(get.result)));
    opened.close();
    // That this search finds what there is: the same kind of database, with the profile in clear.
    const control = await new Promise((resolve) => {
      const request = indexedDB.open("control");
      request.onupgradeneeded = () => request.result.createObjectStore("clear");
      request.onsuccess = () => resolve(request.result);
    });
    const put = control.transaction("clear", "readwrite");
    put.objectStore("clear").put(window.shop.save().slice(0, 64).map((byte) => byte ^ 0xff), 1);
    await new Promise((resolve) => (put.oncomplete = resolve));
    control.close();
    return { sealed: [...record.current.bytes.slice(12, 44)], clear: [...window.shop.save().slice(0, 6)] };
  });
  const inverted = Buffer.from(clear.map((byte) => byte ^ 0xff));
  await context.close();
  const whileKept = { sealed: onDisk(folder, Buffer.from(sealed)), clear: onDisk(folder, Buffer.from(clear)), control: onDisk(folder, inverted) };
  context = await open();
  const again = await tabs.tab(context);
  assert.equal((await known(again)).events, 4);
  await again.evaluate(() => window.shop.erase());
  await context.close();
  const afterErasure = { sealed: onDisk(folder, Buffer.from(sealed)), clear: onDisk(folder, Buffer.from(clear)), word: onDisk(folder, Buffer.from("canary-item")) };
  t.diagnostic(`files with the sealed profile: ${whileKept.sealed} while kept, ${afterErasure.sealed} after its erasure; with the clear one: ${whileKept.clear} and ${afterErasure.clear}`);
  assert.ok(whileKept.control > 0, "the search finds what is in clear");
  assert.ok(whileKept.sealed > 0, "the search finds the sealed profile");
  assert.equal(whileKept.clear, 0);
  assert.equal(afterErasure.clear, 0);
  assert.equal(afterErasure.word, 0);
});

/** How many files below a folder hold these bytes. */
function onDisk(folder, bytes) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() && readFileSync(path).includes(bytes)).length;
}
