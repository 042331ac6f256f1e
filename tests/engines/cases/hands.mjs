// Without a mouse, and on a phone's width.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Key } from "../shopper.mjs";

export function hands(visit) {
  test("the keyboard alone: a Yes, a card, the native order, and the focus stays where it was", async (t) => {
    const { shopper } = visit;
    await visit.open(t);
    await shopper.press(Key.TAB, Key.SPACE);
    await shopper.until("the Yes is taken", () => window.shop.permissions.profile);
    const focused = () => shopper.evaluate(() => document.activeElement.closest("li")?.dataset.item ?? null);
    // A list that scrolls takes the focus itself in some engines.
    for (let presses = 0; presses < 4 && (await focused()) === null; presses += 1) await shopper.press(Key.TAB);
    const item = await focused();
    assert.equal(item, "25");
    for (const clicks of [1, 2, 3]) {
      await shopper.press(Key.ENTER);
      await visit.told(clicks);
    }
    assert.deepEqual(await visit.clicks(), [item, item, item]);
    await visit.isNative();
    assert.equal(await focused(), item);
  });

  test("on a phone's width nothing is wider than the screen, and touches give the native order", async (t) => {
    const { shopper } = visit;
    await shopper.goto(`${await visit.origin(t)}phone.html`);
    await shopper.toFrame("iframe");
    t.after(() => shopper.toTop());
    await visit.ready();
    await shopper.click("[name=yes]");
    for (const clicks of [1, 2]) {
      await shopper.tap('[data-item="26"] a');
      await visit.told(clicks);
    }
    await visit.isNative();
    await shopper.scrollTo("vitrine-panel");
    await shopper.find("vitrine-panel >>> .row");
    const { width, content } = await shopper.evaluate(() => ({ width: innerWidth, content: document.documentElement.scrollWidth }));
    assert.equal(width, 390);
    assert.ok(content <= width, `the page is ${content} wide`);
    assert.deepEqual(await shopper.evaluate(() => window.errors), []);
  });
}
