// The shopper's panel.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Key } from "../shopper.mjs";
import { HOME } from "../site.mjs";

export function panel(visit) {
  test("the panel shows what is known, forgets by keyboard, and axe finds nothing", async (t) => {
    const { shopper } = visit;
    await visit.open(t);
    await visit.shopAround();
    // It asks for what it shows when it comes into sight.
    await shopper.scrollTo("vitrine-panel");
    const row = await shopper.find("vitrine-panel >>> .row");
    const [field, value] = [await row.getAttribute("data-field"), await row.getAttribute("data-value")];
    assert.deepEqual(await visit.violations(), []);
    await shopper.evaluate(() => document.querySelector("vitrine-panel").shadowRoot.querySelector(".row .forget").focus());
    await shopper.press(Key.ENTER);
    const forgotten = (field, value) => !window.rights.profile().values.some((one) => one.field === field && one.value === value);
    await shopper.until(`${value} is forgotten`, forgotten, field, value);
    const gone = (field, value) =>
      document.querySelector("vitrine-panel").shadowRoot.querySelector(`.row[data-field="${field}"][data-value="${value}"]`) === null;
    await shopper.until("its row goes", gone, field, value);
    const focused = await shopper.evaluate(() => document.querySelector("vitrine-panel").shadowRoot.activeElement?.className);
    assert.match(focused ?? "nothing", /forget/, "the next button has the focus");
  });

  test("why an item stands where it stands, in a dialog that Escape closes", async (t) => {
    const { shopper } = visit;
    await visit.open(t);
    await visit.shopAround();
    const [first] = await visit.order("home");
    await shopper.evaluate((items, first) => document.querySelector("vitrine-panel").why({ slot: "home", items }, first), HOME, first);
    await shopper.find("vitrine-panel >>> dialog[open] ul li");
    assert.deepEqual(await visit.violations(), []);
    await shopper.press(Key.ESCAPE);
    await shopper.until("it is closed", () => document.querySelector("vitrine-panel").shadowRoot.querySelector("dialog[open]") === null);
  });

  test("its switch takes the permission back: a receipt, and the merchant's order", async (t) => {
    const { shopper } = visit;
    await visit.open(t);
    await visit.shopAround();
    await shopper.click("vitrine-panel >>> [data-switch=profile]");
    await shopper.find("vitrine-panel >>> .receipt");
    assert.equal(await shopper.evaluate(() => window.shop.permissions.profile), false);
    // What she has on her screen by now stays; the rest is the merchant's again.
    await shopper.until("nothing is stored", async () => (await indexedDB.databases()).length === 0);
    assert.deepEqual(await shopper.evaluate((items) => window.shop.rank({ items }).ids, HOME), HOME);
    assert.deepEqual(await visit.violations(), []);
  });
}
