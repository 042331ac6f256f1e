// The packed tarball in real Chromium, bundled as a shop would: it loads, ranks as Node does, and lives under a strict
// policy.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openShop } from "../support/page.mjs";
import { importInstalled, packPath } from "../support/project.mjs";

const NOW = 1_217_600_000;
const ITEMS = Array.from({ length: 60 }, (_, n) => `${n + 1}`);
const VIEWED = ["29", "8", "31", "8", "12", "40"];
let shop;
before(async () => {
  shop = await openShop({ "shop.vtr": packPath() });
});
after(() => shop?.close());

/** The same steps in any runtime: what it ranks, why, and what it would store. Numbers keep all their bits in JSON. */
async function personalise({ createVitrine, openRights }, { pack, items, viewed, now }) {
  const vitrine = await createVitrine({ pack, permissions: { profile: true, persist: true }, now: () => now });
  const rights = await openRights(vitrine);
  for (const [n, item] of viewed.entries()) {
    vitrine.observe({ type: "view", item, time: now - 600 + n * 60 });
  }
  vitrine.observe({ type: "cart", item: viewed[0], time: now - 10 });
  const request = { items: [...items, { id: "new", price: 30, attributes: { colour: "blue" } }], exclude: ["3"], top: 50 };
  const ranked = vitrine.rank(request);
  const result = {
    ids: ranked.ids,
    scores: ranked.scores,
    personal: ranked.personal,
    reasons: rights.explain(request),
    profile: rights.profile(),
    saved: [...vitrine.save()],
  };
  vitrine.free();
  return JSON.stringify(result);
}

test("Chromium ranks, explains and stores to the bit as Node does", async (t) => {
  const input = { items: ITEMS, viewed: VIEWED, now: NOW };
  const inNode = await personalise(await importInstalled(shop.project), { ...input, pack: readFileSync(packPath()) });
  const page = await shop.page(t);
  await shop.addScript(page, "steps", personalise);
  const inChromium = await page.evaluate((given) => window.steps(window.vitrine, given), { ...input, pack: "shop.vtr" });
  assert.equal(inChromium, inNode);
  assert.equal(JSON.parse(inNode).personal, true);
});

test("a policy without 'wasm-unsafe-eval' is told in words, and the page lives", async (t) => {
  const page = await shop.page(t, "default-src 'none'; script-src 'self'; connect-src 'self'");
  const told = await page.evaluate(() =>
    window.vitrine.createVitrine({ pack: "shop.vtr" }).then(() => null, (error) => ({ code: error.code, message: error.message })),
  );
  assert.equal(told.code, "wasm-unavailable");
  assert.match(told.message, /wasm-unsafe-eval/);
});

test("a pack that is not there, or is none, is refused by name", async (t) => {
  const page = await shop.page(t);
  const code = (pack) => page.evaluate((pack) => window.vitrine.createVitrine({ pack }).catch((error) => error.code), pack);
  assert.equal(await code("nowhere.vtr"), "pack-unreachable");
  assert.equal(await code("page.js"), "not-a-pack");
  assert.equal(await code("http://127.0.0.1:9/shop.vtr"), "pack-unreachable");
});

test("after loading, nothing is asked of the network", async (t) => {
  const page = await shop.page(t);
  await page.evaluate(async (now) => {
    window.shop = await window.vitrine.createVitrine({ pack: "shop.vtr", permissions: { profile: true, persist: true, measure: true }, now: () => now });
    window.rights = await window.vitrine.openRights(window.shop);
  }, NOW);
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.evaluate((items) => {
    for (const item of items) window.shop.observe({ type: "view", item });
    window.shop.rank({ items });
    window.rights.explain({ items });
    window.shop.restore(window.shop.save());
    window.shop.erase();
  }, ITEMS);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(requests, []);
});
