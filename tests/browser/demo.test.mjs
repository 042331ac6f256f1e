// The demo shop in a real browser, as a shopper uses it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { violations } from "../support/axe.mjs";
import { readPicture } from "../support/qr.mjs";
import { folders, launch, missing, openShop, ready, serve, shelves } from "./demo-shop.mjs";

const SHOWN = 12;
const lack = missing();

describe("demo shop", { skip: lack ?? false }, () => {
  let browser;
  let server;
  let shop;

  before(async () => {
    [browser, server] = await Promise.all([launch(), serve()]);
    shop = JSON.parse(await readFile(join(folders().data, "shop.json"), "utf8"));
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /** What the shelves hold when nothing is known: the merchant's order, no item twice on the page. */
  function merchantShelves() {
    const taken = new Set();
    const expected = {};
    for (const { slot, items } of shop.carousels) {
      const ids = items.filter((id) => !taken.has(id)).slice(0, SHOWN);
      for (const id of ids) taken.add(id);
      expected[slot] = ids;
    }
    return expected;
  }

  /** Opens the shop, with `test` checking at its end that the page logged nothing. */
  async function visit(t, options) {
    const page = await openShop(browser, server.url, options);
    t.after(async () => {
      const { errors } = page;
      await page.context().close();
      assert.deepEqual(errors, [], "the console stays empty");
    });
    return page;
  }

  const yes = (page) => page.click("[data-answer=yes]");
  /** Waits until the shelves stand so; where they do not come to, it says how they stand. */
  const stand = async (page, expected) => {
    let now;
    for (const end = Date.now() + 10_000; Date.now() < end; ) {
      now = await shelves(page);
      if (isDeepStrictEqual(now, expected)) return;
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    assert.deepEqual(now, expected);
  };
  const home = async (page) => {
    await page.click(".brand");
    await page.waitForSelector(".hero");
  };
  const openPanel = async (page) => {
    await page.click("[data-action=panel]");
    await page.waitForSelector(".panel[open]");
  };
  const slots = () => shop.carousels.map(({ slot }) => slot);

  /** Looks at a few items of one category that is not the most popular one, as somebody with a taste would. */
  async function lookAround(page, count = 4) {
    const [, second] = shop.carousels.filter(({ category }) => category);
    for (const id of second.items.slice(0, count)) {
      await page.goto(`${server.url}#/item/${encodeURIComponent(id)}`);
      await page.waitForSelector(`.product[data-item="${id}"]`);
    }
    await home(page);
  }

  test("without an answer the merchant's order stands and nothing is stored", async (t) => {
    const page = await visit(t, {
      before: (fresh) =>
        fresh.addInitScript(() => {
          globalThis.touched = [];
          const note = (owner, name) => {
            const original = owner[name];
            owner[name] = function (...values) {
              globalThis.touched.push(name);
              return original.apply(this, values);
            };
          };
          note(IDBFactory.prototype, "open");
          note(Storage.prototype, "getItem");
          note(Storage.prototype, "setItem");
          note(CacheStorage.prototype, "open");
        }),
    });
    assert.equal(await page.locator(".ask").count(), 1, "it asks first");
    assert.deepEqual(await shelves(page), merchantShelves());
    await lookAround(page);
    await page.locator(".card-add").first().click();
    assert.deepEqual(await shelves(page), merchantShelves());
    await page.click("[data-answer=no]");
    assert.equal(await page.locator(".ask").count(), 0);
    assert.deepEqual(await shelves(page), merchantShelves());
    const stored = await page.evaluate(async () => ({
      touched: globalThis.touched,
      databases: (await indexedDB.databases()).length,
      cookie: document.cookie,
      entries: localStorage.length + sessionStorage.length,
    }));
    assert.deepEqual(stored, { touched: [], databases: 0, cookie: "", entries: 0 });
    await page.reload();
    await ready(page);
    assert.equal(await page.locator(".ask").count(), 1, "a No is not remembered");
  });

  test("an action reorders the shelves below and leaves what is in sight where it is", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    const [first, ...below] = slots();
    const visible = () =>
      page.evaluate((slot) => {
        const list = document.querySelector(`[data-slot="${slot}"] .shelf-list`);
        const right = list.getBoundingClientRect().right;
        return [...list.querySelectorAll(".card:not([hidden])")]
          .filter((card) => card.getBoundingClientRect().right <= right)
          .map((card) => [card.dataset.item, Math.round(card.getBoundingClientRect().left)]);
      }, first);
    const before = await shelves(page);
    const inSight = await visible();
    // Something quite different from what was looked at: the last of those in sight.
    await page.locator(`[data-slot="${first}"] .card-add`).nth(inSight.length - 1).click();
    await page.locator(`[data-slot="${first}"] .card-add`).nth(0).click();
    // The new order comes with the next frame.
    await page.waitForFunction(
      ([below, before]) =>
        below.some((slot) => [...document.querySelectorAll(`[data-slot="${slot}"] .card:not([hidden])`)].map(({ dataset }) => dataset.item).join() !== before[slot].join()),
      [below, before],
    );
    assert.deepEqual(await visible(), inSight, "nothing moves under the pointer");
    const all = Object.values(await shelves(page)).flat();
    assert.equal(new Set(all).size, all.length, "no item stands twice");
  });

  test("looking at items personalises the home page, and says so", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    const now = await shelves(page);
    assert.notDeepEqual(now, merchantShelves());
    assert.ok((await page.locator(".shelf-badge.is-personal").count()) > 0);
    await page.locator(".card-why").first().click();
    const why = page.locator(".why[popover]");
    await why.locator("li").first().waitFor();
    for (const sentence of await why.locator("li").allInnerTexts()) {
      assert.match(sentence, /^[A-Z].* .*\.$/, "every reason is a sentence");
      assert.doesNotMatch(sentence, /^Something else/, "and one that says something");
    }
    await why.locator("summary").click();
    const cells = await why.locator("tbody tr td:last-child").allInnerTexts();
    const sum = cells.reduce((total, cell) => total + Number(cell), 0);
    const score = Number(await why.locator("tfoot td").innerText());
    assert.ok(Math.abs(sum - score) <= 0.0005 * (cells.length + 1), `${cells.join(" + ")} = ${score}`);
    await page.keyboard.press("Escape");
    // The browser tells of the closing in a task of its own.
    await why.waitFor({ state: "detached" });
  });

  test("back shows what was there", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    const before = await shelves(page);
    const [first, second] = slots();
    await page.locator(`[data-slot="${second}"] .card-link`).nth(2).click();
    await page.waitForSelector(".product");
    await page.goBack();
    await page.waitForSelector(".hero");
    const now = await shelves(page);
    // What she could have seen of them; the far end may have followed what she has looked at since.
    for (const slot of [first, second]) assert.deepEqual(now[slot].slice(0, 5), before[slot].slice(0, 5));
  });

  test("her own sort and filter stand as she chose them, in the address and after Back, whatever she does meanwhile", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    const [{ category }] = shop.carousels.filter((carousel) => carousel.category);
    const pieces = shop.items.filter(({ attributes }) => attributes.category === category[0]);
    const grid = () => page.evaluate(() => [...document.querySelectorAll(".grid .card:not([hidden])")].map((card) => card.dataset.item));
    await page.goto(`${server.url}#/category/${category[0]}`);
    await page.waitForSelector(".grid");
    const merchant = pieces.map(({ id }) => id);
    const suggested = await grid();
    assert.notDeepEqual(suggested, merchant, "it begins in her order");
    await page.selectOption(".grid-order select >> nth=1", "cheap");
    const cheap = pieces.toSorted((a, b) => a.price - b.price).map(({ id }) => id);
    assert.deepEqual(await grid(), cheap);
    await page.locator(".grid .card-add").nth(2).click();
    await page.locator(".grid .card-link").nth(5).click();
    await page.waitForSelector(".product");
    await page.goBack();
    await page.waitForSelector(".grid");
    assert.deepEqual(await grid(), cheap, "after Back");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.deepEqual(await grid(), cheap, "and a frame later");
    const colour = pieces[0].attributes.colour;
    await page.click(`.swatch[data-colour="${colour}"]`);
    const narrowed = cheap.filter((id) => pieces.find((piece) => piece.id === id).attributes.colour === colour);
    assert.deepEqual(await grid(), narrowed);
    assert.match(page.url(), /colour=.*sort=cheap/);
    await page.reload();
    await ready(page);
    assert.deepEqual(await grid(), narrowed, "the address holds it");
    await page.selectOption(".grid-order select >> nth=1", "");
    await page.locator(".grid-choice .quiet").click();
    assert.deepEqual((await grid()).toSorted(), merchant.toSorted());
    assert.notDeepEqual(await grid(), merchant, "back to her order");
  });

  test("not interested: a note with undo in its place, and gone from the next view on", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    const [first] = slots();
    const place = (id) => page.locator(`[data-slot="${first}"] [data-item="${id}"]`);
    const [undone, gone] = (await shelves(page))[first];
    await place(undone).hover();
    await place(undone).locator(".card-dismiss").click();
    await place(undone).locator(".card-gone button").click();
    assert.equal(await place(undone).locator(".card-gone").isVisible(), false);
    await place(gone).hover();
    await place(gone).locator(".card-dismiss").click();
    assert.equal(await place(gone).locator(".card-gone").isVisible(), true);
    await home(page);
    const all = Object.values(await shelves(page)).flat();
    assert.ok(!all.includes(gone), "the dismissed item is gone");
    assert.ok(all.includes(undone), "the undone one is not");
  });

  test("the panel shows, forgets and erases; erased means the merchant's order", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    await openPanel(page);
    const rows = page.locator("vitrine-panel .row");
    await rows.first().waitFor();
    const row = rows.first();
    const same = `vitrine-panel .row[data-field="${await row.getAttribute("data-field")}"][data-value="${await row.getAttribute("data-value")}"]`;
    await row.locator(".forget").click();
    await page.locator(same).waitFor({ state: "detached" });
    const piece = page.locator("vitrine-panel .piece").first();
    const id = await piece.getAttribute("data-item");
    assert.ok(await page.locator(`vitrine-panel > .picture[slot="picture-${id}"]`).isVisible(), "with the shop's own picture");
    await piece.locator(".forget").click();
    await page.locator(`vitrine-panel .piece[data-item="${id}"]`).waitFor({ state: "detached" });
    assert.match(await page.locator("[data-count=bytes]").innerText(), /^[1-9][\d.,]* (bytes|kB) from \d+ events? in 1 visit$/);
    await page.click("[data-action=erase]");
    await page.locator("vitrine-panel .receipt").waitFor();
    assert.equal(await rows.count(), 0);
    assert.equal(await page.locator("vitrine-panel > .picture").count(), 0);
    await stand(page, merchantShelves());
  });

  test("the dial goes from the merchant's order to the shopper's", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    await page.locator(".shelf-badge.is-personal").first().waitFor();
    await openPanel(page);
    await page.locator("[data-dial]").fill("0");
    await stand(page, merchantShelves());
    assert.equal(await page.locator(".shelf-badge.is-personal").count(), 0);
    await page.locator("[data-dial]").fill("100");
    // Not the very order of before: what has been seen meanwhile counts.
    await page.locator(".shelf-badge.is-personal").first().waitFor();
    assert.notDeepEqual(await shelves(page), merchantShelves());
  });

  test("a yes is kept for the next visit, and taking it back erases everything", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    const personal = await shelves(page);
    await page.waitForSelector("html[data-remembered=yes]");
    await page.reload();
    await ready(page);
    assert.equal(await page.locator(".ask").count(), 0, "it does not ask again");
    const again = await shelves(page);
    for (const slot of slots()) assert.deepEqual(again[slot].slice(0, 5), personal[slot].slice(0, 5));
    await openPanel(page);
    await page.locator("[data-switch=profile]").uncheck();
    await stand(page, merchantShelves());
    await page.waitForFunction(async () => (await indexedDB.databases()).length === 0);
    await lookAround(page);
    const left = () => page.evaluate(async () => (await indexedDB.databases()).length + localStorage.length + sessionStorage.length);
    assert.equal(await left(), 0);
    assert.deepEqual(await shelves(page), merchantShelves());
  });

  test("a yes to purchases is kept as well, and its end", async (t) => {
    const page = await visit(t);
    await yes(page);
    await openPanel(page);
    const purchases = page.locator("[data-switch=purchases]");
    for (const on of [true, false]) {
      await purchases.setChecked(on);
      // Not before it is written: a page that goes takes along what it had only begun.
      await page.waitForSelector(`html[data-remembered="${on ? "yes purchases" : "yes"}"]`);
      await page.reload();
      await ready(page);
      await openPanel(page);
      await page.locator(`[data-switch=purchases]:${on ? "is" : "not"}(:checked)`).waitFor();
    }
  });

  test("what is known moves to another device by a picture, and the shelves stand there as here", async (t) => {
    // So low that no card is in sight: having been seen would change the order while the test looks at it.
    const low = { width: 1280, height: 330 };
    const page = await visit(t, { viewport: low });
    await yes(page);
    await lookAround(page);
    const personal = await shelves(page);
    assert.notDeepEqual(personal, merchantShelves());
    await openPanel(page);
    await page.locator("[data-action=move]").click();
    const picture = page.locator("dialog[data-name=move] .picture");
    await picture.waitFor();
    await page.setViewportSize({ width: 1280, height: 860 });
    const code = await page.locator("[data-code]").innerText();
    const link = await readPicture(page, picture);
    const other = await visit(t, { viewport: low, at: link.slice(server.url.length) });
    assert.equal(new URL(other.url()).hash, "", "it is gone from the address");
    await other.locator("dialog[data-name=arrive] [data-switch=profile]").click();
    await other.locator("dialog[data-name=arrive] [data-switch=persist]").click();
    await other.locator("[name=code]").fill(code);
    await other.locator("[data-action=arrive-open]").click();
    await other.locator("vitrine-panel [role=status]", { hasText: "Done." }).waitFor();
    await stand(other, personal);
  });

  test("axe finds nothing: the first question, the shelves, the panel over them and beside them, why", async (t) => {
    for (const [viewport, colorScheme] of [[{ width: 1280, height: 860 }, "light"], [{ width: 390, height: 844 }, "dark"]]) {
      const page = await visit(t, { viewport, colorScheme });
      const clean = async (state) => {
        assert.deepEqual(await violations(page), [], `${state}, ${colorScheme}`);
      };
      await clean("asked");
      await yes(page);
      await lookAround(page);
      await clean("shelves");
      await page.locator(".card-why").first().click();
      await page.locator("vitrine-why li").first().waitFor();
      await clean("why");
      await page.keyboard.press("Escape");
      await openPanel(page);
      await page.locator("vitrine-panel .row").first().waitFor();
      await clean("panel");
      await page.locator("[data-switch=profile]").uncheck();
      await page.locator("vitrine-panel .receipt").waitFor();
      await clean("withdrawn");
    }
  });

  test("taking a yes back in one tab erases in the other one, too", async (t) => {
    const page = await visit(t);
    await yes(page);
    const other = await page.context().newPage();
    await other.goto(server.url);
    await ready(other);
    await openPanel(page);
    await page.locator("[data-switch=profile]").uncheck();
    await openPanel(other);
    await other.waitForFunction(() => !document.querySelector("vitrine-panel").shadowRoot.querySelector("[data-switch=profile]").checked);
    await other.locator(".card-add").first().click();
    await other.waitForTimeout(500);
    assert.equal(await other.evaluate(async () => (await indexedDB.databases()).length), 0);
  });

  test("the replay steps, counts and marks, and leaves the shopper's profile alone", async (t) => {
    const page = await visit(t);
    await yes(page);
    await lookAround(page);
    const own = await shelves(page);
    await page.goto(`${server.url}#/replay`);
    await page.waitForSelector(".strip-card");
    for (let step = 0; step < 12; step += 1) await page.click("[data-action=next]");
    const counted = async () =>
      (await page.locator(".score-words").allInnerTexts()).map((words) => words.match(/\d+/g).map(Number));
    const [before, after] = await counted();
    assert.ok(before[1] > 0, "choices are counted");
    assert.equal(before[1], after[1], "both orders are judged by the same choices");
    assert.ok(before[0] <= before[1] && after[0] <= after[1]);
    await page.selectOption(".replay-controls select", "fast");
    await page.click("[data-action=play]");
    await page.waitForFunction((floor) => Number(document.querySelector(".score-words").textContent.match(/of (\d+)/)[1]) > floor + 60, before[1]);
    await page.click("[data-action=play]");
    const [merchant, personal] = await counted();
    assert.ok(personal[0] > merchant[0], `over ${merchant[1]} real choices the order helps: ${personal[0]} against ${merchant[0]}`);
    await page.waitForFunction(() => document.querySelector("[data-action=play]").textContent === "Play");
    await page.selectOption(".replay-controls select", "slow");
    const marked = page.locator(".strip-card.is-chosen");
    for (let step = 0; step < 20 && (await marked.count()) === 0; step += 1) await page.click("[data-action=next]");
    assert.ok((await marked.count()) > 0, "the next choice is marked");
    await home(page);
    const later = await shelves(page);
    for (const slot of slots()) assert.deepEqual(later[slot].slice(0, 5), own[slot].slice(0, 5));
  });

  test("the promised zero is measured: no request after loading, and a request would be counted", async (t) => {
    const page = await visit(t);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await yes(page);
    await lookAround(page);
    await page.locator(".card-add").first().click();
    await page.locator(".head nav a").first().click();
    await page.click("a[href='#/cart']");
    await page.click("a[href='#/replay']");
    await page.click("[data-action=next]");
    await openPanel(page);
    const count = page.locator("[data-count=requests]");
    assert.equal(await count.innerText(), "0");
    assert.deepEqual(asked, []);
    await page.evaluate(() => fetch("index.html").then((response) => response.text()));
    await page.waitForFunction(() => document.querySelector("[data-count=requests]").textContent === "1");
  });

  test("everything is within reach of the keyboard", async (t) => {
    const page = await visit(t);
    const tabTo = async (css) => {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press("Tab");
        const there = await page.evaluate((selector) => {
          let active = document.activeElement;
          while (active?.shadowRoot) active = active.shadowRoot.activeElement;
          return active?.matches(selector);
        }, css);
        if (there) return;
      }
      assert.fail(`${css} cannot be reached by Tab`);
    };
    await tabTo("[data-answer=yes]");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".ask").count(), 0);
    await tabTo(".card-link");
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement, "::after").outlineStyle,
    );
    assert.equal(outline, "solid", "the focus is visible");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".product");
    await tabTo("[data-action=add]");
    await page.keyboard.press("Enter");
    assert.match(await page.locator("[data-action=add]").innerText(), /In your cart/);
    await page.locator("[data-action=panel]").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".panel[open]");
    await tabTo(".panel .forget");
    await page.keyboard.press("Enter");
    assert.ok(await page.evaluate(() => document.activeElement?.closest(".panel") !== null), "the focus stays in the panel");
  });

  test("on a phone nothing scrolls sideways, and the panel closes by Escape", async (t) => {
    const page = await visit(t, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await yes(page);
    const [{ id }] = shop.items;
    for (const hash of ["#/", `#/item/${encodeURIComponent(id)}`, "#/cart", "#/replay", "#/category/none"]) {
      await page.goto(`${server.url}${hash}`);
      await page.waitForTimeout(150);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${hash} is ${wider} px wider than the screen`);
    }
    await home(page);
    await page.locator(".head nav a").first().click();
    await page.waitForSelector(".grid");
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    await openPanel(page);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".panel[open]").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.action), "panel");
  });

  test("cards glide to their places, and stand still for who wants it so", async (t) => {
    for (const reducedMotion of ["no-preference", "reduce"]) {
      const page = await visit(t, {
        reducedMotion,
        viewport: { width: 1280, height: 2400 },
        before: (fresh) =>
          fresh.addInitScript(() => {
            globalThis.glided = 0;
            const { animate } = Element.prototype;
            Element.prototype.animate = function (...values) {
              if (this.matches(".card")) globalThis.glided += 1;
              return animate.apply(this, values);
            };
          }),
      });
      await yes(page);
      await lookAround(page);
      await openPanel(page);
      await page.locator("[data-dial]").fill("0");
      await stand(page, merchantShelves());
      const glided = await page.evaluate(() => globalThis.glided);
      if (reducedMotion === "reduce") assert.equal(glided, 0);
      else assert.ok(glided > 0, "something moves");
    }
  });

  test("without WebAssembly the shop works in its own order and the panel says why", async (t) => {
    const page = await visit(t, {
      before: (fresh) => fresh.addInitScript(() => delete globalThis.WebAssembly),
    });
    assert.equal(await page.locator(".ask").count(), 0, "it asks for nothing it cannot do");
    assert.deepEqual(await shelves(page), merchantShelves());
    await lookAround(page);
    await page.locator(".card-add").first().click();
    assert.deepEqual(await shelves(page), merchantShelves());
    await openPanel(page);
    assert.match(await page.locator(".panel-status").innerText(), /not running: .*WebAssembly/);
  });

  test("a damaged pack leaves the merchant's order", async (t) => {
    const page = await visit(t, {
      before: (fresh) =>
        fresh.route("**/data/shop.vtr", (route) => route.fulfill({ body: Buffer.from("not a pack at all") })),
    });
    assert.deepEqual(await shelves(page), merchantShelves());
    await openPanel(page);
    assert.match(await page.locator(".panel-status").innerText(), /not running/);
  });

  test("another shop's data, with odd ids and names, draws plain cards and runs nothing", async (t) => {
    const items = Array.from({ length: 40 }, (_, k) => ({
      id: [`<img src=x onerror=alert(1)> ${k}`, `"q'${k}`, `${k}\n🧥`, `${k}/../#?%`][k % 4],
      name: `<b>Thing</b> "${k}"`,
      price: k % 5 === 0 ? null : 10 + k,
      attributes: { category: ["tools", ["drills", "saws"][k % 2]], brand: k % 3 ? "Äcme & Söhne" : "</script>" },
    }));
    const other = {
      ...shop,
      name: "Other & Co. <i>",
      currency: "",
      fields: [
        { name: "category", kind: "path", role: "category" },
        { name: "brand", kind: "label", role: "brand" },
        { name: "price", kind: "price", role: "price" },
      ],
      items,
      carousels: [{ slot: "home-popular", title: "Popular now", items: items.map(({ id }) => id) }],
    };
    const page = await visit(t, {
      before: (fresh) => fresh.route("**/data/shop.json", (route) => route.fulfill({ json: other })),
    });
    assert.deepEqual((await shelves(page))["home-popular"], items.slice(0, SHOWN).map(({ id }) => id));
    await yes(page);
    for (let k = 0; k < 4; k += 1) {
      await page.locator(".card-link").nth(k).click();
      await page.waitForSelector(".product");
      assert.equal(await page.locator("h1").innerText(), items[k].name);
      await home(page);
    }
    assert.equal(await page.locator("main b, main img, main script").count(), 0);
  });
});
