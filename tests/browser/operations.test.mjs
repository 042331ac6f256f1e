// Running a shop, in real Chromium before a real server: switching off, rolling out, counting, and packs that change.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { openShop, SHOP } from "../support/page.mjs";
import { packPath } from "../support/project.mjs";
import { IDS, vitrine } from "../support/slices.mjs";

const SHELF = IDS.slice(0, 40);
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src *";

describe("operations", () => {
  let shop;
  let server;
  /** What the shop's server answers now: by path, a body, a status, or nothing at all for ever. */
  let files;
  const hanging = new Set();
  let today;
  let yesterday;
  let address;
  before(async () => {
    shop = await openShop({}, { vitrine: [...SHOP, "vitrine/operations", "vitrine/carousel"] });
    today = readFileSync(packPath());
    const older = join(shop.project.folder, "older.vtr");
    vitrine("pack", "--catalogue", "data/eshop_clothing_2008/items.csv.gz", "--out", older);
    yesterday = readFileSync(older);
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url, "http://localhost");
      const answer = files[pathname];
      if (answer === "never") return void hanging.add(response);
      // A server that says that its files may be kept for a year, which they must not be.
      const headers = { "access-control-allow-origin": "*", "cache-control": "public, max-age=31536000" };
      if (answer === undefined) response.writeHead(404, headers).end();
      else response.writeHead(200, headers).end(answer instanceof Buffer ? answer : JSON.stringify(answer));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${server.address().port}/`;
  });
  after(async () => {
    for (const response of hanging) response.destroy();
    server?.closeAllConnections();
    server?.close();
    await shop?.close();
  });
  beforeEach(() => {
    files = { "/today.vtr": today, "/yesterday.vtr": yesterday, "/control.json": control() };
  });

  const control = (more) => ({ format: "vitrine-control/1", pack: "today.vtr", ...more });

  /** Opens a page whose `window.begin(options)` operates, and gives state and counters. */
  async function open(t, context) {
    const page = await shop.page(t, POLICY, context);
    await page.evaluate((address) => {
      window.begin = async (options = {}) => {
        window.told = [];
        window.shop = await window.vitrine.operate(window.vitrine.createVitrine, {
          control: `${address}control.json`,
          permissions: { profile: true },
          now: () => 1_700_000_000,
          onError: (error) => window.told.push(error.code),
          ...options,
        });
        return { state: window.shop.state, counters: window.shop.counters(), pack: window.shop.vitrine?.packId };
      };
    }, address);
    return page;
  }
  const begin = (page, options) => page.evaluate((given) => window.begin(given), options);

  test("the control file names the pack, and switches all off", async (t) => {
    const page = await open(t);
    const on = await begin(page);
    assert.deepEqual([on.state, on.counters], ["on", {}]);
    assert.match(on.pack, /^[0-9a-f]{16}$/);
    files["/control.json"] = control({ off: true });
    assert.deepEqual(await begin(page), { state: "off", counters: {}, pack: undefined });
  });

  test("a package that is too old for the control file stays off", async (t) => {
    const page = await open(t);
    const { version } = JSON.parse(readFileSync(join(shop.project.package, "package.json"), "utf8"));
    const [major, minor, patch] = version.split(".").map(Number);
    for (const [least, state] of [
      [version, "on"],
      [`${major}.${minor}.${patch + 1}`, "off"],
      [`${major}.${minor + 1}`, "off"],
      [`${major + 1}`, "off"],
      ["0.0.9", "on"],
    ]) {
      files["/control.json"] = control({ least });
      assert.equal((await begin(page)).state, state, least);
    }
  });

  test("a control file that cannot be had or read is counted, and the page's own pack holds, if it has one", async (t) => {
    const page = await open(t);
    for (const [answer, code] of [
      [undefined, "control-unreachable"],
      ["never", "control-unreachable"],
      [Buffer.from("<html>"), "control-unreadable"],
      [{ format: "vitrine-control/9" }, "control-unreadable"],
      [control({ rollout: "half" }), "control-unreadable"],
      [control({ off: "yes" }), "control-unreadable"],
    ]) {
      files["/control.json"] = answer;
      const timeout = answer === "never" ? 200 : 2000;
      assert.deepEqual(await begin(page, { timeout }), { state: "failed", counters: { [code]: 1 }, pack: undefined });
      const own = await begin(page, { timeout, pack: `${address}yesterday.vtr` });
      assert.deepEqual([own.state, own.counters], ["on", { [code]: 1 }]);
    }
  });

  test("a share of devices is on, a share is held out, and a larger share keeps those who are on", async (t) => {
    const page = await open(t);
    const stateOf = async (rollout, holdout, lot) => {
      files["/control.json"] = control({ rollout, holdout });
      return page.evaluate(async (lot) => {
        const real = crypto.getRandomValues;
        crypto.getRandomValues = (array) => array.fill(lot);
        try {
          return (await window.begin()).state;
        } finally {
          crypto.getRandomValues = real;
        }
      }, lot);
    };
    const lots = [0, 99, 100, 324, 325, 549, 550, 999];
    const states = async (rollout, holdout) => {
      const all = [];
      for (const lot of lots) all.push(await stateOf(rollout, holdout, lot));
      return all;
    };
    const [h, o, w] = ["holdout", "on", "waiting"];
    assert.deepEqual(await states(0, 0.1), [h, h, w, w, w, w, w, w]);
    assert.deepEqual(await states(0.25, 0.1), [h, h, o, o, w, w, w, w]);
    assert.deepEqual(await states(0.5, 0.1), [h, h, o, o, o, o, w, w]);
    assert.deepEqual(await states(1, 0.1), [h, h, o, o, o, o, o, o]);
    assert.deepEqual(await states(1, 0), lots.map(() => o));
  });

  test("the lot is kept only while the shopper permits it, and is no identifier", async (t) => {
    const context = await shop.browser.newContext();
    t.after(() => context.close());
    const page = await open(t, context);
    files["/control.json"] = control({ rollout: 0.999 });
    const kept = () => page.evaluate(() => [localStorage.length, localStorage.getItem("vitrine-lot")]);
    const lot = (value) => page.evaluate((value) => (crypto.getRandomValues = (array) => array.fill(value)), value);
    await lot(4_294_000_123);
    await begin(page);
    assert.deepEqual(await kept(), [0, null]);
    // She says yes later, and no again.
    await page.evaluate(() => window.shop.vitrine.setConsent({ persist: true }));
    assert.deepEqual(await kept(), [1, "123"]);
    await page.evaluate(() => window.shop.vitrine.setConsent({ persist: false }));
    assert.deepEqual(await kept(), [0, null]);
    await begin(page, { permissions: { profile: true, persist: true } });
    assert.deepEqual(await kept(), [1, "123"]);
    // Drawn once: the next page has the same.
    await lot(999);
    assert.equal((await begin(page, { permissions: { profile: true, persist: true } })).state, "on");
    assert.deepEqual(await kept(), [1, "123"]);
    await page.evaluate(() => window.shop.vitrine.erase());
    assert.deepEqual(await kept(), [0, null]);
  });

  test("a new pack comes in the middle of a visit: the profile goes on, and what is seen stays until the shopper acts", async (t) => {
    const page = await open(t);
    await begin(page);
    await page.evaluate(async (shelf) => {
      document.body.innerHTML = `<vitrine-carousel name="home"><ul>${shelf.map((id) => `<li data-item="${id}"><a href="#">${id}</a></li>`).join("")}</ul></vitrine-carousel>`;
      const { vitrine } = window.shop;
      vitrine.observe({ type: "click", item: shelf[30] });
      window.events = [];
      for (const type of ["change", "permissions", "erased"]) vitrine.addEventListener(type, () => window.events.push(type));
      window.vitrine.connectCarousels(vitrine, { permissions: { profile: true } });
      // Two frames: the first order stands.
      for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => requestAnimationFrame(done));
      window.cards = () => [...document.querySelectorAll("li")].map((card) => card.dataset.item);
    }, SHELF);
    const look = () =>
      page.evaluate(async (shelf) => {
        const { vitrine } = window.shop;
        const rights = await window.vitrine.openRights(vitrine);
        const { events, items } = rights.profile();
        return { pack: vitrine.packId, cards: window.cards(), events, items: items.map(({ id }) => id), told: window.told, order: vitrine.rank({ items: shelf }).ids };
      }, SHELF);
    const before = await look();
    assert.equal(await page.evaluate(() => window.shop.check()), "same");
    files["/control.json"] = control({ pack: "yesterday.vtr" });
    await page.evaluate(() => (window.events = []));
    assert.equal(await page.evaluate(() => window.shop.check()), "replaced");
    await page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => requestAnimationFrame(done));
    });
    const during = await look();
    assert.notEqual(during.pack, before.pack);
    assert.deepEqual(await page.evaluate(() => window.events), []);
    assert.deepEqual(during.cards, before.cards);
    assert.deepEqual([during.events, during.items], [before.events, before.items]);
    assert.notDeepEqual(during.order, before.order);
    // Back to the other, which the browser has in its cache.
    files["/control.json"] = control();
    assert.equal(await page.evaluate(() => window.shop.check()), "replaced");
    const after = await look();
    assert.deepEqual([after.pack, after.order], [before.pack, before.order]);
    assert.deepEqual(after.told, []);
  });

  test("yesterday's pack under today's name is taken, though the browser has today's", async (t) => {
    const page = await open(t);
    const { pack } = await begin(page);
    files["/today.vtr"] = yesterday;
    assert.equal(await page.evaluate(() => window.shop.check()), "replaced");
    assert.notEqual(await page.evaluate(() => window.shop.vitrine.packId), pack);
    const again = await begin(page);
    assert.notEqual(again.pack, pack);
  });

  test("a pack that cannot be had or opened changes nothing, and is counted", async (t) => {
    const page = await open(t);
    const { pack } = await begin(page);
    const newer = Buffer.from(today);
    newer[8] = 9;
    const damaged = Buffer.from(today);
    damaged[damaged.length - 5] ^= 1;
    files["/newer.vtr"] = newer;
    files["/damaged.vtr"] = damaged;
    for (const name of ["nowhere.vtr", "newer.vtr", "newer.vtr", "damaged.vtr"]) {
      files["/control.json"] = control({ pack: name });
      assert.equal(await page.evaluate(() => window.shop.check()), "failed");
    }
    const counters = { "pack-damaged-content": 1, "pack-newer-version": 2, "pack-unreachable": 1 };
    assert.deepEqual(await page.evaluate(() => window.shop.counters()), counters);
    assert.equal(await page.evaluate(() => window.shop.vitrine.packId), pack);
    // A page that begins with such a pack has the merchant's order.
    assert.deepEqual((await begin(page)).state, "failed");
  });

  test("counters count by code alone, and what the engine refuses is among it", async (t) => {
    const page = await open(t);
    await begin(page);
    const counters = await page.evaluate(() => {
      const { vitrine } = window.shop;
      vitrine.observe({ type: "view" });
      vitrine.observe({ type: "somersault", item: "secret" });
      for (let n = 0; n < 10_050; n += 1) vitrine.rank({ items: [7] });
      return window.shop.counters();
    });
    assert.equal(counters["bad-request"], 9999);
    assert.ok(!JSON.stringify(counters).includes("secret"));
    for (const code of Object.keys(counters)) assert.match(code, /^[a-z-]+$/);
    assert.ok(Object.keys(counters).length >= 2);
  });

  test("switched off in the middle of a visit, the merchant's order comes from then on", async (t) => {
    const page = await open(t);
    await begin(page);
    files["/control.json"] = control({ off: true });
    const told = await page.evaluate(async (shelf) => {
      const { vitrine } = window.shop;
      vitrine.observe({ type: "click", item: shelf[30] });
      const before = vitrine.rank({ items: shelf }).ids;
      const checked = await window.shop.check();
      return { checked, before, after: vitrine.rank({ items: shelf }).ids, state: window.shop.state, vitrine: window.shop.vitrine, again: await window.shop.check() };
    }, SHELF);
    assert.notDeepEqual(told.before, SHELF);
    assert.deepEqual(told.after, SHELF);
    assert.deepEqual([told.checked, told.state, told.vitrine, told.again], ["off", "off", undefined, "same"]);
  });
});
