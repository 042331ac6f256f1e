// The demo shop's main path: a Yes, a look at some products, the next visit, the panel, a No.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { serve } from "../../browser/demo-shop.mjs";

const LISTEN = readFileSync(new URL("../shop/errors.js", import.meta.url), "utf8");

export function demo(visit) {
  test("the demo shop: a Yes, some products, the next visit in her order, the panel, and a No that leaves nothing", async (t) => {
    const { shopper } = visit;
    const server = await serve();
    t.after(() => server.close());
    const ready = async () => {
      await shopper.until("the demo stands", () => document.documentElement.hasAttribute("data-ready"));
      await shopper.evaluate(`() => { ${LISTEN} }`);
    };
    const cards = () => shopper.evaluate(() => [...document.querySelectorAll("main [data-item]")].filter((card) => card.checkVisibility()).map((card) => card.dataset.item));
    const quiet = async () => assert.deepEqual(await shopper.evaluate(() => window.errors), [], "the console stays empty");

    await shopper.goto(server.url);
    await ready();
    const merchant = await cards();
    assert.ok(merchant.length >= 24, `${merchant.length} products are shown`);
    await shopper.click(shopper.named("Yes"));
    // The last shelf's products, which are no best-sellers of the whole shop. What she looked at may leave the shelves.
    const looked = new Set();
    for (let looks = 0; looks < 4; looks += 1) {
      const id = (await cards()).findLast((id) => !looked.has(id));
      looked.add(id);
      await shopper.click(shopper.visible(`main [data-item="${id}"] a`));
      await shopper.until(`the product ${id} is shown`, (id) => location.href.includes(`item/${id}`) && document.querySelector(`main [data-item="${id}"]`) !== null, id);
      await shopper.back();
      await shopper.until("the shelves are back", () => !location.href.includes("item/") && document.querySelectorAll("main [data-item]").length > 20);
    }
    await quiet();
    await shopper.reload();
    await ready();
    const hers = await cards();
    assert.notDeepEqual(hers, merchant, "her own order, on the next visit");
    assert.deepEqual(await visit.violations(), []);
    await shopper.click(shopper.named("What it knows about you"));
    await shopper.find("vitrine-panel >>> .row");
    assert.deepEqual(await visit.violations(), []);
    await shopper.click("vitrine-panel >>> [data-switch=profile]");
    await shopper.find("vitrine-panel >>> .receipt");
    await shopper.until("nothing is stored", async () => (await indexedDB.databases()).length === 0);
    await quiet();
    await shopper.reload();
    await ready();
    assert.deepEqual(await cards(), merchant);
    await shopper.find(shopper.named("Yes"));
    await quiet();
  });
}
