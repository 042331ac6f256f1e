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
