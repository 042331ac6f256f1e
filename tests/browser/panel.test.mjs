// <vitrine-panel> in real Chromium, from the packed tarball, under a policy without 'unsafe-inline'.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { connect, ITEMS, NOW, openPanelShop } from "../support/panel-page.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("panel", () => {
  let shop;
  before(async () => {
    shop = await openPanelShop();
  });
  after(() => shop?.close());

  /** A page whose console must stay empty. */
  async function visit(t, options) {
    const page = await shop.page(t, options);
    t.after(() => assert.deepEqual(page.errors, [], "the console stays empty"));
    return page;
  }

  const panel = (page) => page.locator("vitrine-panel");
  const order = (page) => page.evaluate((items) => window.shop.rank({ items }).ids, ITEMS);

  /** What axe finds, as short lines. */
  async function violations(page) {
    await page.evaluate(AXE);
    return page.evaluate(async () => {
      const { violations, passes } = await window.axe.run(document, { resultTypes: ["violations"] });
      if (passes.length < 10) return [`axe looked at ${passes.length} rules only`];
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
    });
  }

  test("without a vitrine it says so, and without permission that nothing is known", async (t) => {
    const page = await visit(t);
    await panel(page).locator(".status").waitFor();
    assert.match(await panel(page).locator(".status").innerText(), /not connected/);
    await connect(page, { permissions: {} });
    assert.match(await panel(page).locator(".status").innerText(), /^Nothing\. You have not allowed it/);
    assert.equal(await panel(page).locator(".row, .piece").count(), 0);
  });

  test("what is known: forgetting a value or an item changes the profile, and the focus goes on", async (t) => {
    const page = await visit(t);
    await connect(page);
    const row = panel(page).locator(".row").first();
    const [field, value] = [await row.getAttribute("data-field"), await row.getAttribute("data-value")];
    await row.locator(".forget").focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(
      ([field, value]) => !window.shop.profile().values.some((one) => one.field === field && one.value === value),
      [field, value],
    );
    await panel(page).locator(`.row[data-field="${field}"][data-value="${value}"]`).waitFor({ state: "detached" });
    assert.match(await panel(page).locator("[role=status]").innerText(), /^Forgotten: /);
    const focused = await page.evaluate(() => document.querySelector("vitrine-panel").shadowRoot.activeElement?.className);
    assert.match(focused ?? "nothing", /forget/, "the next button has the focus");
    const piece = panel(page).locator(".piece").first();
    const id = await piece.getAttribute("data-item");
    await piece.locator(".forget").click();
    await panel(page).locator(`.piece[data-item="${id}"]`).waitFor({ state: "detached" });
    assert.ok(!(await page.evaluate((id) => window.shop.profile().items.some((item) => item.id === id), id)));
  });

  test("switches grant and take back, and a refusal from elsewhere is told", async (t) => {
    const page = await visit(t);
    await connect(page);
    const toggle = (name) => panel(page).locator(`[data-switch=${name}]`);
    await toggle("purchases").check();
    await toggle("measure").check();
    assert.deepEqual(await page.evaluate(() => window.shop.permissions), { persist: true, profile: true, purchases: true, measure: true });
    await toggle("profile").uncheck();
    assert.deepEqual(await page.evaluate(() => window.shop.permissions), { persist: false, profile: false, purchases: false, measure: true });
    assert.deepEqual(await order(page), ITEMS);
    assert.equal(await toggle("persist").isDisabled(), true);
    await panel(page).locator(".receipt").waitFor();
    assert.match(await panel(page).locator(".receipt").innerText(), /You took your permission back/);
    await toggle("profile").check();
    assert.equal(await page.evaluate(() => window.shop.permissions.profile), true);
  });

  test("erase everything: nothing is left, and the receipt says what was", async (t) => {
    const page = await visit(t);
    await connect(page);
    const { events } = await page.evaluate(() => window.shop.profile());
    await panel(page).locator("[data-action=erase]").click();
    const receipt = await panel(page).locator(".receipt").innerText();
    assert.match(receipt, new RegExp(`${events} events`));
    assert.match(receipt, /On this device nothing was kept/);
    assert.equal(await panel(page).locator(".row, .piece").count(), 0);
    assert.deepEqual(await order(page), ITEMS);
  });

  test("the ledger shows every byte that the host releases", async (t) => {
    const page = await visit(t);
    await connect(page, { permissions: { profile: true } });
    assert.match(await panel(page).locator("[part~=ledger]").innerText(), /Not a single byte/);
    const codes = await page.evaluate(() => {
      const code = (run) => {
        try {
          run();
          return "none";
        } catch (error) {
          return error.code;
        }
      };
      const refused = code(() => window.shop.release("report", "x"));
      window.shop.setConsent({ measure: true });
      const body = window.shop.release("report", new Uint8Array(300), { to: "shop.example" });
      window.shop.release("note", "é");
      return [refused, code(() => window.shop.release("report", 7)), body.length, window.shop.ledger.map(({ what, to, bytes }) => [what, to, bytes])];
    });
    assert.deepEqual(codes, ["no-permission", "bad-argument", 300, [["report", "shop.example", 300], ["note", null, 2]]]);
    await panel(page).locator("[data-count=released]", { hasText: "302 bytes" }).waitFor();
  });

  test("why: in sentences, as an element and as a dialog of the panel", async (t) => {
    const page = await visit(t);
    await connect(page);
    const id = (await order(page))[0];
    await page.evaluate(
      ({ items, id }) => {
        const why = document.createElement("vitrine-why");
        Object.assign(why, { vitrine: window.shop, request: { items }, item: id });
        document.querySelector("main").append(why);
        document.querySelector("vitrine-panel").why({ items }, id);
      },
      { items: ITEMS, id },
    );
    const dialog = panel(page).locator("dialog[open]");
    assert.ok((await dialog.locator("li").count()) > 0, "there is a reason");
    assert.match(await dialog.locator(".place").innerText(), /^Place 1 for you, place \d+ in the shop’s own order\.$/);
    assert.equal(await dialog.locator("ul").first().innerText(), await page.locator("vitrine-why ul").first().innerText());
    await dialog.locator("summary").click();
    const cells = await dialog.locator("tbody tr td:last-child").allInnerTexts();
    const sum = cells.reduce((total, cell) => total + Number(cell), 0);
    const score = Number(await dialog.locator("tfoot td").innerText());
    assert.ok(Math.abs(sum - score) <= 0.0005 * (cells.length + 1), `${cells.join(" + ")} = ${score}`);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("axe finds nothing, in any state, light and dark", async (t) => {
    for (const colorScheme of ["light", "dark"]) {
      const page = await visit(t, { colorScheme });
      await panel(page).locator(".status").waitFor();
      assert.deepEqual(await violations(page), [], "alone");
      for (const [state, options] of Object.entries({ refused: { permissions: {} }, empty: { viewed: [] }, known: {} })) {
        await connect(page, options);
        assert.deepEqual(await violations(page), [], `${state}, ${colorScheme}`);
      }
      await panel(page).locator("[data-action=erase]").click();
      await panel(page).locator(".receipt").waitFor();
      assert.deepEqual(await violations(page), [], `erased, ${colorScheme}`);
    }
  });
});
