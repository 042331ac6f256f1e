// <vitrine-panel> in real Chromium, from the packed tarball, under a policy without 'unsafe-inline'.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { violations } from "../support/axe.mjs";
import { connect, ITEMS, openPanelShop } from "../support/panel-page.mjs";
import { readPicture } from "../support/qr.mjs";


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
      ([field, value]) => !window.rights.profile().values.some((one) => one.field === field && one.value === value),
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
    assert.ok(!(await page.evaluate((id) => window.rights.profile().items.some((item) => item.id === id), id)));
  });

  test("switches grant and take back", async (t) => {
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

  test("where the browser says no, a switch stays off and says why", async (t) => {
    const page = await visit(t);
    await page.evaluate(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
    await connect(page, { permissions: {} });
    await page.evaluate(() => window.package.followConsent(window.shop, { sources: [window.package.gpc()], gpc: "neutral" }));
    const toggle = panel(page).locator("[data-switch=profile]");
    await toggle.click();
    assert.match(await panel(page).locator(".held").innerText(), /^This stays off: your browser/);
    assert.equal(await toggle.isChecked(), false);
    assert.equal(await page.evaluate(() => window.shop.permissions.profile), false);
    assert.deepEqual(await violations(page), []);
  });

  test("erase everything: nothing is left, and the receipt says what was", async (t) => {
    const page = await visit(t);
    await connect(page);
    const { events } = await page.evaluate(() => window.rights.profile());
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

  test("her own choices: more, less, the dial, purposes, a pause, somebody else", async (t) => {
    const page = await visit(t);
    await connect(page);
    const personal = await order(page);
    assert.notDeepEqual(personal, ITEMS);
    const toggle = (name) => panel(page).locator(`[data-switch=${name}]`);
    const row = panel(page).locator(".row[data-field=colour]").last();
    const value = await row.getAttribute("data-value");
    const long = () => page.evaluate((value) => window.rights.profile().values.find((one) => one.value === value)?.long ?? 0, value);
    const before = await long();
    await row.locator("button.more").click();
    assert.ok((await long()) > before, "more of it");
    await panel(page).locator(`.row[data-value="${value}"] button.less`).click();
    assert.ok((await long()) < 0, "less of it");
    await panel(page).locator("[data-dial]").fill("0");
    assert.equal(await page.evaluate(() => window.shop.strength), 0);
    assert.deepEqual(await order(page), ITEMS);
    await panel(page).locator("[data-dial]").fill("100");
    assert.notDeepEqual(await order(page), ITEMS);
    await toggle("pause").check();
    assert.match(await panel(page).locator(".status").innerText(), /^Paused/);
    assert.deepEqual(await order(page), ITEMS);
    await toggle("pause").uncheck();
    await toggle("someone-else").check();
    assert.equal(await panel(page).locator(".row, .piece").count(), 0);
    assert.match(await panel(page).locator(".status").innerText(), /someone else/);
    await toggle("someone-else").uncheck();
    assert.ok((await panel(page).locator(".row").count()) > 0, "she is back");
    await toggle("cart").uncheck();
    assert.equal(await page.evaluate(() => window.rights.profile().items.some(({ inCart }) => inCart)), false);
    assert.equal(await page.evaluate(() => window.shop.purposes.find(({ purpose }) => purpose === "cart").on), false);
    assert.deepEqual(await page.evaluate(() => window.told), []);
  });

  test("kept on the device: it says until when, and the receipt names what was erased there", async (t) => {
    const page = await visit(t);
    await connect(page);
    await page.evaluate(async () => {
      window.kept = await window.package.keepProfile(window.shop, { shop: "panel test" });
      window.shop.observe({ type: "view", item: "29" });
      await window.kept.flush();
      document.querySelector("vitrine-panel").kept = window.kept;
    });
    const kept = panel(page).locator("[part~=kept]");
    assert.match(await kept.innerText(), /sealed with a key/);
    // Day 0 is 1 August 2008; looks are kept for 180 days.
    assert.match(await kept.innerText(), /What I look at\s+until January 28, 2009/);
    await panel(page).locator("[data-action=erase]").click();
    await panel(page).locator(".receipt", { hasText: /From this device: .*vitrine/ }).waitFor();
  });

  test("a language is loaded when it is asked for, and follows the page", async (t) => {
    const page = await visit(t, { lang: "de-AT" });
    await connect(page);
    assert.equal(await panel(page).locator("h2").first().innerText(), "Was dieser Laden über dich weiß");
    const languages = () => page.evaluate(() => performance.getEntriesByType("resource").flatMap(({ name }) => /\/(en|de|fr|es|pt|ro|vi|gu|fa)-\w+\.js$/.exec(name)?.[1] ?? []));
    assert.deepEqual(await languages(), ["de"]);
    await page.evaluate(() => document.documentElement.setAttribute("lang", "fa"));
    await panel(page).locator("h2", { hasText: "این فروشگاه" }).waitFor();
    const [dir, panelRight, knobRight] = await page.evaluate(() => {
      const root = document.querySelector("vitrine-panel").shadowRoot;
      const box = (css) => root.querySelector(css).getBoundingClientRect();
      return [getComputedStyle(root.querySelector(".panel")).direction, box(".panel").right - box(".switch label").right, box(".switch input").left - box(".switch").left];
    });
    assert.deepEqual([dir, panelRight, knobRight], ["rtl", 0, 0], "labels begin at the right edge, switches end at the left one");
    await page.evaluate(() => document.querySelector("vitrine-panel").setAttribute("lang", "xx"));
    await panel(page).locator("h2", { hasText: "What this shop knows" }).waitFor();
    assert.deepEqual(await languages(), ["de", "fa", "en"]);
    await page.evaluate(() => {
      document.querySelector("vitrine-panel").words = { title: "My own heading" };
    });
    await panel(page).locator("h2", { hasText: "My own heading" }).waitFor();
  });

  test("every language fits a phone", async (t) => {
    for (const lang of ["en", "de", "fr", "es", "pt", "ro", "vi", "gu", "fa"]) {
      const page = await visit(t, { lang, viewport: { width: 320, height: 640 } });
      await connect(page);
      await panel(page).locator("[data-action=arrive]").click();
      const [wider, untranslated] = await page.evaluate(() => {
        const root = document.querySelector("vitrine-panel").shadowRoot;
        return [document.documentElement.scrollWidth - innerWidth, root.textContent.match(/\{\w+\}|undefined|NaN/g)];
      });
      assert.ok(wider <= 0, `${lang}: ${wider} px wider than the screen`);
      assert.equal(untranslated, null, lang);
    }
  });

  test("everything is large enough to be touched, and within reach of the keyboard", async (t) => {
    const page = await visit(t, { viewport: { width: 360, height: 740 } });
    await connect(page);
    const small = await page.evaluate(() => {
      const root = document.querySelector("vitrine-panel").shadowRoot;
      return [...root.querySelectorAll("button, input, summary")].filter((each) => each.checkVisibility()).flatMap((each) => {
        const { width, height } = each.getBoundingClientRect();
        return width < 24 || height < 24 ? [`${each.outerHTML.slice(0, 80)}: ${width} x ${height}`] : [];
      });
    });
    assert.deepEqual(small, []);
    const wanted = await page.evaluate(
      () => [...document.querySelector("vitrine-panel").shadowRoot.querySelectorAll("button, input")].filter((each) => each.checkVisibility() && !each.disabled).length,
    );
    const reached = new Set();
    for (let presses = 0; presses < wanted + 2; presses += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const { shadowRoot } = document.querySelector("vitrine-panel");
        return [...shadowRoot.querySelectorAll("button, input")].indexOf(shadowRoot.activeElement);
      });
      if (at >= 0) reached.add(at);
    }
    assert.equal(reached.size, wanted);
  });

  test("a broken engine is told in one sentence, and the page lives", async (t) => {
    const page = await shop.page(t);
    await connect(page);
    await page.evaluate(() => window.shop.free());
    await page.evaluate(() => document.querySelector("vitrine-panel").refresh());
    assert.match(await panel(page).locator(".status").innerText(), /not running/);
    assert.equal(await panel(page).locator("button").filter({ visible: true }).count(), 0);
    assert.equal(await page.evaluate(() => 1 + 1), 2);
    assert.deepEqual(page.errors, []);
  });

  test("moved by a picture: photographed, opened on a second device, the code typed, the same order", async (t) => {
    const page = await visit(t, { viewport: { width: 800, height: 1000 }, deviceScaleFactor: 2 });
    await connect(page);
    await panel(page).locator("[data-action=move]").click();
    const picture = panel(page).locator(".picture");
    await picture.waitFor();
    assert.deepEqual(await violations(page), []);
    const code = await panel(page).locator("[data-code]").innerText();
    const link = await readPicture(page, picture);
    assert.ok(link?.startsWith(`${shop.url}#vitrine=`), `the picture says ${link?.slice(0, 60)}`);
    assert.ok(!link.includes(code) && !link.includes(code.replaceAll("-", "")), "the code is not in it");
    const asked = shop.requests.length;
    const other = await visit(t, { hash: link.slice(link.indexOf("#")) });
    await connect(other, { viewed: [] });
    assert.equal(await other.evaluate(() => document.querySelector("vitrine-panel").arrive()), true);
    assert.equal(await other.evaluate(() => location.hash), "", "it no longer stands in the address");
    const typed = panel(other).locator("[name=code]");
    await typed.fill(code.replace(/^./, (sign) => (sign === "A" ? "B" : "A")));
    await panel(other).locator("[data-action=arrive-open]").click();
    await panel(other).locator("[role=alert]", { hasText: "does not fit" }).waitFor();
    assert.deepEqual(await violations(other), []);
    assert.equal((await other.evaluate(() => window.rights.profile())).events, 0, "nothing has changed");
    await typed.fill(code.toLowerCase());
    await panel(other).locator("[data-action=arrive-open]").click();
    await panel(other).locator("[role=status]", { hasText: "Done." }).waitFor();
    assert.deepEqual(await order(other), await order(page));
    assert.deepEqual(shop.requests.slice(asked).filter((path) => path.includes("vitrine=")), [], "the server never saw it");
    const ledger = await page.evaluate(() => window.shop.ledger.map(({ what, to }) => [what, to]));
    assert.deepEqual(ledger, [["transfer", "shopper"], ["transfer", "shopper"]]);
  });

  test("moved by a file", async (t) => {
    const page = await visit(t);
    await connect(page);
    await panel(page).locator("[data-action=move]").click();
    const code = await panel(page).locator("[data-code]").innerText();
    const [download] = await Promise.all([page.waitForEvent("download"), panel(page).locator("[data-action=move-file]").click()]);
    const file = await download.path();
    const other = await visit(t);
    await connect(other, { permissions: {}, viewed: [] });
    await panel(other).locator("[data-action=arrive]").click();
    assert.equal(await panel(other).locator("[name=code]").isDisabled(), true);
    const dialog = panel(other).locator("dialog[open]");
    await dialog.locator("[data-switch=profile]").click();
    await dialog.locator("[data-switch=persist]").click();
    await dialog.locator("[name=file]").setInputFiles(file);
    await dialog.locator("[name=code]").fill(code);
    await dialog.locator("[data-action=arrive-open]").click();
    await panel(other).locator("[role=status]", { hasText: "Done." }).waitFor();
    assert.deepEqual(await order(other), await order(page));
    assert.equal(await panel(other).locator("dialog[open]").count(), 0);
  });

  test("axe finds nothing, in any state, light and dark, from left and from right", async (t) => {
    for (const [lang, colorScheme] of [["en", "light"], ["en", "dark"], ["fa", "light"], ["fa", "dark"]]) {
      const page = await visit(t, { lang, colorScheme });
      await panel(page).locator(".status").waitFor();
      assert.deepEqual(await violations(page), [], "alone");
      for (const [state, options] of Object.entries({ refused: { permissions: {} }, empty: { viewed: [] }, known: {} })) {
        await connect(page, options);
        assert.deepEqual(await violations(page), [], `${state}, ${lang}, ${colorScheme}`);
      }
      await panel(page).locator("[data-action=arrive]").click();
      assert.deepEqual(await violations(page), [], `arriving, ${lang}, ${colorScheme}`);
      await page.keyboard.press("Escape");
      await panel(page).locator("[data-action=erase]").click();
      await panel(page).locator(".receipt").waitFor();
      assert.deepEqual(await violations(page), [], `erased, ${lang}, ${colorScheme}`);
    }
  });
});
