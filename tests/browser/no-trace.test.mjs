// Law 2: no permission, no trace. A shop's page with everything that the package has (a real consent tool, storage, the
// panel), under spies on every storage and every way to send, before a server that counts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ALL, DENYING, GRANTING, NONE, load } from "../support/consent-shop.mjs";
import { openShop, SHOP as PACKAGE } from "../support/page.mjs";
import { packPath } from "../support/project.mjs";
import { spyOnEverything } from "../support/spies.mjs";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src data:";

/** In the page: the whole shop, as its developer would write it. */
const SHOP = `
const { vitrine, consent, storage } = window;
window.errors = [];
window.enter = async (policy = {}) => {
  const shop = await vitrine.createVitrine({ pack: "shop.vtr", onError: (error) => errors.push(error.code) });
  window.receipts = [];
  shop.addEventListener("erased", ({ detail }) => receipts.push(detail));
  const followed = consent.followConsent(shop, { sources: [consent.tcf(), consent.gpc()], ...policy });
  const kept = await storage.keepProfile(shop, { shop: "maja", locale: "en" });
  const panel = document.createElement("vitrine-panel");
  document.body.append(panel);
  Object.assign(panel, { vitrine: shop, kept });
  Object.assign(window, { shop, followed, kept, panel });
};
// A visit: everything that a page asks of vitrine.
window.visit = async () => {
  const items = Array.from({ length: 60 }, (_, n) => String(n + 1));
  const order = () => shop.rank({ slot: "home", items }).ids;
  for (let round = 0; round < 4; round += 1) {
    for (const item of ["29", "8", "31", "12", "40"]) {
      shop.observe({ type: "impression", item });
      shop.observe({ type: "view", item });
      shop.observe({ type: "dwell", item, seconds: 20 });
    }
    shop.observe({ type: "search", query: "blue skirt" });
    shop.observe({ type: "cart", item: "29" });
    shop.observe({ type: "purchase", item: "31" });
    shop.learn({ items }, { shown: [0, 1, 2], clicked: 1 });
    shop.rankPage([{ items, top: 5 }, { items, top: 5 }]);
  }
  for (const target of [window, document]) target.dispatchEvent(new Event("visibilitychange"));
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
  await kept.flush();
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { merchant: order().join() === items.join(), permissions: { ...shop.permissions } };
};
window.ready = true;
`;

let shop;
before(async () => {
  shop = await openShop(
    { "shop.vtr": packPath() },
    { vitrine: PACKAGE, consent: "vitrine/consent", storage: "vitrine/storage", panel: "vitrine/panel" },
    {
      "shop.js": SHOP,
      "tcf.js": 'import stub from "@iabtechlabtcf/stub";\nimport { CmpApi } from "@iabtechlabtcf/cmpapi";\nstub();\nwindow.TcfCmp = CmpApi;\n',
    },
  );
});
after(() => shop?.close());

/** A shopper's first page, with the consent tool there and nothing answered. */
async function firstVisit(t, policy = {}) {
  const context = await shop.browser.newContext();
  t.after(() => context.close());
  await context.addInitScript(spyOnEverything);
  const asked = [];
  context.on("request", (request) => asked.push(request.url()));
  const page = await context.newPage();
  await page.goto(shop.url("", POLICY));
  await page.waitForFunction(() => window.panel !== undefined);
  for (const script of ["tcf.js", "shop.js"]) await load(page, script);
  await page.waitForFunction(() => window.ready && window.TcfCmp);
  await page.evaluate(async (policy) => {
    window.cmp = new window.TcfCmp(300, 7);
    await window.enter(policy);
  }, policy);
  await page.locator("vitrine-panel .panel[aria-busy=false]").waitFor();
  // The pack and the engines are here. From now on the network is quiet.
  await page.evaluate(() => {
    window.sent.length = 0;
  });
  asked.length = 0;
  shop.requests.length = 0;
  return { page, asked };
}

/** What the device holds and what was tried, as the page sees it. */
function traces(page) {
  return page.evaluate(async () => {
    const { touched, sent } = window;
    const seen = { touched: [...touched], sent: [...sent] };
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const left = { databases, keys: [...Object.keys(localStorage), ...Object.keys(sessionStorage)], cookie: document.cookie };
    touched.length = 0;
    return { ...seen, ...left };
  });
}

const NO_TRACE = { touched: [], sent: [], databases: [], keys: [], cookie: "" };

for (const [what, answer] of [
  ["before an answer", []],
  ["while she is being asked", ["", true]],
  ["after a no", [DENYING]],
]) {
  test(`${what}: no read, no write, no request, and the merchant's order`, async (t) => {
    const { page, asked } = await firstVisit(t);
    if (answer.length > 0) await page.evaluate((answer) => window.cmp.update(...answer), answer);
    assert.deepEqual(await page.evaluate(() => window.visit()), { merchant: true, permissions: NONE });
    assert.deepEqual(await traces(page), NO_TRACE);
    assert.deepEqual(asked, []);
    assert.deepEqual(shop.requests, []);
    assert.deepEqual(await page.evaluate(() => window.errors), []);
  });
}

test("a memory-only profile, where the shop switches it on, leaves no trace either, and ends with a no", async (t) => {
  const { page, asked } = await firstVisit(t, { memoryOnly: true });
  const during = await page.evaluate(() => window.visit());
  assert.deepEqual(during, { merchant: false, permissions: { ...NONE, profile: true } });
  await page.evaluate((denying) => window.cmp.update(denying), DENYING);
  assert.deepEqual(await page.evaluate(() => window.visit()), { merchant: true, permissions: NONE });
  assert.deepEqual(await traces(page), NO_TRACE);
  assert.deepEqual([...asked, ...shop.requests], []);
});

test("with a yes only what is disclosed is stored; taken back, nothing is left, and nothing is touched again", async (t) => {
  const { page, asked } = await firstVisit(t);
  await page.evaluate((granting) => window.cmp.update(granting), GRANTING);
  await page.waitForFunction(() => window.kept.state === "kept");
  assert.deepEqual(await page.evaluate(() => window.visit()), { merchant: false, permissions: ALL });
  const granted = await traces(page);
  // The spies see: what a no leaves alone, a yes uses.
  assert.ok(granted.touched.includes("IDBObjectStore.put call"), "the profile is stored");
  assert.deepEqual(granted.touched.filter((one) => /session|cookie|cache|StorageManager|FileSystem/i.test(one)), []);
  const { disclosures } = JSON.parse(readFileSync(join(shop.project.package, "deviceStorage.json"), "utf8"));
  const disclosed = disclosures.map(({ identifier }) => new RegExp(`^${identifier.replaceAll("*", ".*")}$`));
  for (const name of [...granted.databases, ...granted.keys]) {
    assert.ok(disclosed.some((pattern) => pattern.test(name)), `${name} is not in deviceStorage.json`);
  }
  assert.ok(granted.databases.length > 0);

  const atOnce = await page.evaluate((denying) => {
    window.cmp.update(denying);
    const items = ["1", "2", "3", "4", "5", "6", "7", "8"];
    return { order: window.shop.rank({ items }).ids.join() === items.join(), permissions: { ...window.shop.permissions } };
  }, DENYING);
  assert.deepEqual(atOnce, { order: true, permissions: NONE });
  await page.waitForFunction(() => window.receipts.length > 0);
  const [receipt] = await page.evaluate(() => window.receipts);
  assert.equal(receipt.cause, "withdrawn");
  assert.ok(receipt.memory.events > 0 && receipt.storage.complete && receipt.storage.bytes > 0);
  await page.evaluate(() => window.kept.flush());
  const withdrawn = await traces(page);
  assert.deepEqual({ ...withdrawn, touched: [] }, NO_TRACE);
  assert.deepEqual(await page.evaluate(() => window.visit()), { merchant: true, permissions: NONE });
  assert.deepEqual(await traces(page), NO_TRACE);
  assert.deepEqual([...asked, ...shop.requests], []);
});

test("what was bought before purchases were granted never counts", async (t) => {
  const context = await shop.browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  /** A visit that buys something while the stored profile is still being taken up; then purchases are granted. */
  const visit = async (granted) => {
    await page.goto(shop.url("", POLICY));
    await page.waitForFunction(() => window.storage !== undefined);
    return page.evaluate(async (granted) => {
      const permissions = { persist: true, profile: true, purchases: granted };
      const shop = await window.vitrine.createVitrine({ pack: "shop.vtr", permissions });
      const keeping = window.storage.keepProfile(shop, { shop: "maja" });
      shop.observe({ type: "view", item: "8" });
      shop.observe({ type: "purchase", item: "31" });
      shop.setConsent({ purchases: true });
      const kept = await keeping;
      await kept.flush();
      const items = (await window.vitrine.openRights(shop)).profile().items.map(({ id }) => id).sort();
      await kept.close();
      return items;
    }, granted);
  };
  assert.deepEqual(await visit(false), ["8"]);
  assert.deepEqual(await visit(false), ["8"], "not when it is done again upon what is stored, either");
  assert.deepEqual(await visit(true), ["31", "8"]);
});
