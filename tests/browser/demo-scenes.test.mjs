// Behind the demo shop, in a real browser: the lift as sessions replay, the bench, the scores upon the shop, and what a
// shop's own broken scripts cannot break.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createVitrine } from "vitrine";
import { violations } from "../support/axe.mjs";
import { folders, launch, missing, openShop, serve, shelves } from "./demo-shop.mjs";

const SHELF = 50;
const FRONT = 4;
const lack = missing();

describe("behind the demo shop", { skip: lack ?? false }, () => {
  let browser;
  let server;
  let shop;
  let recorded;

  before(async () => {
    [browser, server] = await Promise.all([launch(), serve()]);
    const read = async (name) => JSON.parse(await readFile(join(folders().data, name), "utf8"));
    [shop, recorded] = await Promise.all([read("shop.json"), read("sessions.json")]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function visit(t, { errors = [], ...options } = {}) {
    const page = await openShop(browser, server.url, options);
    t.after(async () => {
      const { errors: found } = page;
      await page.context().close();
      assert.deepEqual(found, errors, "the console holds nothing else");
    });
    return page;
  }

  const open = async (page, name, css) => {
    await page.goto(`${page.url().split("#")[0]}#/${name}`);
    await page.waitForSelector(css);
  };
  const replayed = (page) =>
    page.waitForFunction((count) => document.querySelector("[data-progress]").textContent.startsWith(`${count} of ${count} `), recorded.sessions.length);

  /** The same replay in Node, by the package itself: means of both measures over all choices, in either order. */
  async function replay() {
    let now = 0;
    const pack = await readFile(join(folders().data, "shop.vtr"));
    const vitrine = await createVitrine({ pack, permissions: { profile: true, purchases: true }, now: () => now });
    const category = new Map(shop.items.map(({ id, attributes }) => [id, attributes.category]));
    const sums = { choices: 0, front: [0, 0], mrr: [0, 0] };
    for (const { start, events } of recorded.sessions) {
      await vitrine.erase();
      events.slice(0, -1).forEach(([item, offset, type], n) => {
        now = start + offset;
        vitrine.observe({ type, item, time: now });
        const next = events[n + 1][0];
        const items = shop.items.filter(({ id }) => category.get(id) === category.get(item)).slice(0, SHELF).map(({ id }) => id);
        const orders = [items.filter((id) => id !== item), vitrine.rank({ slot: "replay", items, exclude: [item] }).ids];
        if (next === item || !orders[0].includes(next)) return;
        sums.choices += 1;
        orders.forEach((order, which) => {
          const place = order.indexOf(next) + 1;
          sums.front[which] += place <= FRONT ? 1 : 0;
          sums.mrr[which] += 1 / place;
        });
      });
    }
    vitrine.free();
    const mean = (measure) => sums[measure].map((sum) => sum / sums.choices);
    return { choices: sums.choices, front: mean("front"), mrr: mean("mrr") };
  }

  test("the lift is drawn as sessions replay; its end is what the package gives in Node, and nothing is asked of the network", async (t) => {
    const page = await visit(t);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await open(page, "lift", ".plot canvas");
    await page.locator(".check input").check();
    await replayed(page);
    const { choices, front, mrr } = await replay();
    const progress = await page.locator("[data-progress]").innerText();
    assert.match(progress, new RegExp(`, ${choices.toLocaleString("en")} choices\\. 0 network requests`));
    assert.deepEqual(asked, []);
    const figure = (name) => page.locator(`[data-figure=${name}] strong`).innerText();
    assert.equal(await figure("front-merchant"), `${(100 * front[0]).toFixed(1)} %`);
    assert.equal(await figure("front-vitrine"), `${(100 * front[1]).toFixed(1)} %`);
    assert.equal(await figure("mrr-merchant"), mrr[0].toFixed(3));
    assert.equal(await figure("mrr-vitrine"), mrr[1].toFixed(3));
    for (const name of ["front-difference", "mrr-difference"]) {
      const range = await page.locator(`[data-figure=${name}] .small`).innerText();
      const [low, high] = range.match(/[+-]?[\d.]+/g).map(Number);
      const middle = Number.parseFloat(await figure(name));
      assert.ok(0 < low && low < middle && middle < high, `${name}: ${middle} in ${range}`);
    }
    // Something is drawn, and not of one colour.
    const colours = await page.evaluate(() => {
      const canvas = document.querySelector(".plot canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    assert.ok(colours > 10, `${colours} colours`);
  });

  test("the lift pauses and goes on, and starts over", async (t) => {
    const page = await visit(t);
    await open(page, "lift", ".plot canvas");
    const sessions = () => page.evaluate(() => Number.parseInt(document.querySelector("[data-progress]").textContent, 10));
    await page.waitForFunction(() => Number.parseInt(document.querySelector("[data-progress]").textContent, 10) > 2);
    await page.click("[data-action=play]");
    const paused = await sessions();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await sessions(), paused);
    await page.click("[data-action=play]");
    await page.waitForFunction((paused) => Number.parseInt(document.querySelector("[data-progress]").textContent, 10) > paused, paused);
    await page.locator(".check input").check();
    await replayed(page);
    assert.equal(await page.locator("[data-action=play]").isDisabled(), true);
    await page.click("[data-action=again]");
    await replayed(page);
  });

  test("the bench measures every step in this very browser", async (t) => {
    const page = await visit(t);
    await open(page, "bench", ".is-bench");
    await page.locator(".scene [role=status]", { hasText: "Done." }).waitFor();
    const rows = await page.locator(".is-bench tbody tr").evaluateAll((rows) => rows.map((row) => [row.dataset.step, Number(row.querySelector(".median").textContent.replaceAll(",", ""))]));
    assert.deepEqual(rows.map(([step]) => step), ["open", "observe", "rank", "page", "save", "restore"]);
    for (const [step, median] of rows) assert.ok(median > 0, `${step}: ${median}`);
    assert.equal(await page.evaluate(async () => (await indexedDB.databases()).length + sessionStorage.length), 0, "nothing is stored");
  });

  test("upon the shop stand the engine's own scores and reasons; the address holds the switch", async (t) => {
    // So low that no card is in sight: nothing is learned while it is compared.
    const page = await visit(t, { viewport: { width: 1280, height: 300 } });
    await page.click("[data-answer=yes]");
    const [{ items }] = shop.carousels;
    for (const id of items.slice(2, 5)) {
      await page.goto(`${server.url}#/item/${id}`);
      await page.waitForSelector(`.product[data-item="${id}"]`);
    }
    await page.click(".brand");
    await page.waitForSelector(".hero");
    assert.equal(await page.locator(".card-debug").count(), 0);
    await page.click(".foot [data-action=debug]");
    assert.match(page.url(), /\?debug#/);
    const [{ slot }] = shop.carousels;
    const cards = page.locator(`[data-slot="${slot}"] .card:not([hidden])`);
    await cards.nth(11).locator(".card-debug").waitFor();
    // A button that was pressed tells nothing of the shopper: asked again, the engine says the same.
    const said = await cards.evaluateAll((cards) => cards.map((card) => [card.dataset.item, card.querySelector(".card-debug-head strong").textContent]));
    const scores = said.map(([, score]) => Number(score));
    assert.deepEqual(said.map(([id]) => id), (await shelves(page))[slot]);
    assert.ok(scores.every(Number.isFinite) && new Set(scores).size > 3, scores.join());
    assert.deepEqual(scores, scores.toSorted((one, other) => other - one), "the best stand first");
    for (const reason of await cards.first().locator(".card-debug li").allInnerTexts()) assert.match(reason, /^[a-z-]+( · .*)?\s*[+−]\d+\.\d{3}$/);
    assert.match(await page.locator(".debug").innerText(), /took\s+\d+ µs/);
    await page.reload();
    await page.locator(".card-debug").first().waitFor();
    await page.click(".debug-close");
    assert.equal(await page.locator(".card-debug, .debug").count(), 0);
    assert.doesNotMatch(page.url(), /debug/);
  });

  test("what the shop's own scripts throw breaks nothing, and is all that the console holds", async (t) => {
    const page = await visit(t, {
      errors: ["the shop's own script failed", "a listener of the shop's failed", "the analytics failed"],
      before: (fresh) =>
        fresh.addInitScript(() => {
          // A data layer whose push fails, a listener that fails at the first click and at each order, and a script that fails.
          globalThis.dataLayer = [];
          globalThis.dataLayer.push = (entry) => {
            Array.prototype.push.call(globalThis.dataLayer, entry);
            if (entry.event === "add_to_cart") throw new Error("the analytics failed");
          };
          document.addEventListener("click", () => { throw new Error("a listener of the shop's failed"); }, { once: true });
          setTimeout(() => { throw new Error("the shop's own script failed"); });
        }),
    });
    await page.click("[data-answer=yes]");
    const merchant = await shelves(page);
    await page.locator(".card-add").nth(1).click();
    const [, second] = shop.carousels.filter(({ category }) => category);
    for (const id of second.items.slice(0, 3)) {
      await page.goto(`${server.url}#/item/${id}`);
      await page.waitForSelector(`.product[data-item="${id}"]`);
    }
    await page.click(".brand");
    await page.waitForSelector(".hero");
    assert.notDeepEqual(await shelves(page), merchant);
    await page.locator(".shelf-badge.is-personal").first().waitFor();
  });

  test("axe finds nothing on the pages behind the shop, on a category, in the cart, and under the scores", async (t) => {
    for (const [viewport, colorScheme] of [[{ width: 1280, height: 860 }, "light"], [{ width: 390, height: 844 }, "dark"]]) {
      const page = await visit(t, { viewport, colorScheme });
      const clean = async (state) => {
        assert.deepEqual(await violations(page), [], `${state}, ${colorScheme}`);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `${state} is ${wider} px wider than the screen`);
      };
      await page.click("[data-answer=yes]");
      const [{ category }] = shop.carousels.filter((carousel) => carousel.category);
      await open(page, `category/${category[0]}`, ".grid");
      await page.locator(".card-add").first().click();
      await clean("category");
      await open(page, "cart", ".cart-line");
      await clean("cart");
      await open(page, "lift", ".plot canvas");
      await page.locator(".check input").check();
      await replayed(page);
      await clean("lift");
      await open(page, "replay", ".strip-card");
      await clean("replay");
      await open(page, "bench", ".is-bench");
      await page.locator(".scene [role=status]", { hasText: "Done." }).waitFor();
      await clean("bench");
      await page.click(".scenes [data-action=debug]");
      await open(page, "", ".hero");
      await page.locator(".card-debug").first().waitFor();
      await clean("scores");
    }
  });
});
