// What a browser says for its shopper: that she prefers dark, and Global Privacy Control.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ENGINES } from "../drivers.mjs";
import { HOME } from "../site.mjs";

export function appearance(visit) {
  test("the panel is dark, and can be read", async (t) => {
    const { shopper } = visit;
    await visit.open(t);
    await shopper.click("[name=yes]");
    await shopper.find("vitrine-panel >>> .status");
    assert.equal(await shopper.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches), true);
    const [red] = await shopper.evaluate(() => getComputedStyle(document.querySelector("vitrine-panel").shadowRoot.querySelector(".panel")).backgroundColor.match(/\d+/g).map(Number));
    assert.ok(red < 80, `${red} of 255`);
    assert.deepEqual(await visit.violations(), []);
  });

  if (ENGINES[visit.engine].hasGpc) {
    test("Global Privacy Control outweighs a Yes: the merchant's order, and nothing is stored", async (t) => {
      const { shopper } = visit;
      await visit.open(t);
      assert.equal(await shopper.evaluate(() => navigator.globalPrivacyControl), true);
      await shopper.click("[name=yes]");
      await visit.click("29", "31");
      assert.equal(await shopper.evaluate(() => window.shop.permissions.profile), false);
      assert.deepEqual(await visit.order("home"), HOME);
      assert.equal(await shopper.evaluate(async () => (await indexedDB.databases()).length), 0);
      await shopper.click("vitrine-panel >>> [data-switch=profile]");
      assert.match(await (await shopper.find("vitrine-panel >>> .held")).getText(), /^This stays off: your browser/);
    });
  } else {
    test("a browser without Global Privacy Control denies nothing", async (t) => {
      const { shopper } = visit;
      await visit.open(t);
      assert.ok((await shopper.evaluate(() => navigator.globalPrivacyControl ?? null)) !== true);
      await visit.shopAround();
    });
  }
}
