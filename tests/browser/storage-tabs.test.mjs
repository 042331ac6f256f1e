// Many tabs: no update is lost and none counts twice, whatever tabs close in between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { flush, known, openTabs, standing, until, view } from "../support/tabs.mjs";
import { race } from "../support/updates.mjs";

let tabs;
before(async () => {
  tabs = await openTabs();
});
after(() => tabs?.close());

for (const [count, updates] of [
  [2, 2_000],
  [4, 3_000],
  [8, 5_000],
]) {
  test(`${count} tabs at once: 0 of ${updates} updates lost`, { timeout: 120_000 }, async (t) => {
    const { lost, inTabs, milliseconds, saves } = await race(tabs, t, { count, updates });
    t.diagnostic(`${lost} of ${updates} lost, ${saves} saves in ${milliseconds} ms`);
    assert.equal(lost, 0);
    assert.deepEqual(inTabs, new Array(count).fill(updates));
  });
}

test("what a shopper does last on a page is there on the next one, in the same tab and in another", async (t) => {
  const context = await tabs.shopper(t);
  const [page, other] = [await tabs.tab(context), await tabs.tab(context)];
  for (let round = 1; round <= 20; round += 1) {
    // A click on a link, and how long she looked, which pages tell of when they close.
    await page.evaluate((url) => {
      const dwell = (type) => addEventListener(type, () => window.shop.observe({ type: "dwell", item: "8", seconds: 4 }));
      dwell("pagehide");
      document.addEventListener("visibilitychange", () => window.shop.observe({ type: "dwell", item: "8", seconds: 4 }));
      for (let n = 1; n <= 3; n += 1) window.shop.observe({ type: "click", item: `${n}` });
      location.assign(url);
    }, `${tabs.url}?round=${round}`);
    await page.waitForURL(`**/?round=${round}`);
    await tabs.revisit(page);
    assert.equal((await known(page)).events, round * 5);
  }
  await until("the other tab knows, too", async () => (await known(other)).events === 100);
});

test("tabs that close and reload at random lose nothing, and nothing counts twice", async (t) => {
  const context = await tabs.shopper(t);
  const random = generator(7);
  let done = 0;
  const roam = async () => {
    for (let visit = 0; visit < 8; visit += 1) {
      const page = await tabs.tab(context);
      for (let burst = 0; burst < 3; burst += 1) {
        const items = Array.from({ length: 1 + Math.floor(random() * 6) }, () => `${1 + Math.floor(random() * 200)}`);
        await view(page, ...items);
        done += items.length;
        if (random() < 0.5) continue;
        await page.reload();
        await tabs.revisit(page);
      }
      await page.goto("about:blank");
      await page.close();
    }
  };
  await Promise.all([roam(), roam(), roam(), roam()]);
  const fresh = await tabs.tab(context);
  t.diagnostic(`${done} updates by 32 visits`);
  assert.equal((await known(fresh)).events, done);
  assert.deepEqual(await standing(fresh), { state: "kept", errors: [] });
});

test("tabs that draw a seed at once agree on one, and the next visit finds it", async (t) => {
  const seed = (page) => page.evaluate(() => window.rights.export().noise.seed);
  const hiding = { weights: { decoys: 5 } };
  const drawn = new Set();
  for (let round = 0; round < 4; round += 1) {
    const context = await tabs.shopper(t);
    const pages = [await tabs.tab(context, hiding), await tabs.tab(context, hiding), await tabs.tab(context, hiding)];
    // Each draws in the task of its first event, and saves after it.
    await Promise.all(pages.map((page, n) => view(page, `${n + 1}`, "29")));
    await Promise.all(pages.map(flush));
    await until("all tabs have one seed", async () => new Set(await Promise.all(pages.map(seed))).size === 1);
    await until("no update was lost", async () => (await Promise.all(pages.map(known))).every(({ events }) => events === 6));
    const one = await seed(pages[0]);
    assert.match(one, /^(?!0{16})[0-9a-f]{16}$/);
    const order = (page) => page.evaluate(() => [...window.shop.rank({ items: Array.from({ length: 60 }, (_, n) => `${n + 1}`) }).order]);
    const before = await order(pages[0]);
    for (const page of pages) assert.deepEqual(await standing(page), { state: "kept", errors: [] });
    await Promise.all(pages.map((page) => page.close()));
    const fresh = await tabs.tab(context, hiding);
    assert.deepEqual(await order(fresh), before);
    assert.equal(await seed(fresh), one);
    drawn.add(one);
  }
  assert.equal(drawn.size, 4, "every shopper has her own");
});

test("a tab that is killed takes nothing with it that was flushed, and nothing counts twice", async (t) => {
  const context = await tabs.shopper(t);
  const watching = await tabs.tab(context);
  let flushed = 0;
  let done = 0;
  for (let round = 0; round < 5; round += 1) {
    const page = await tabs.tab(context);
    await view(page, "1", "2", "3");
    await flush(page);
    done = flushed = (await known(page)).events;
    await view(page, "4", "5");
    done += 2;
    const crashed = page.waitForEvent("crash");
    page.goto("chrome://crash").catch(() => {});
    await crashed;
    await page.close();
    const fresh = await tabs.tab(context);
    const { events } = await known(fresh);
    assert.ok(events >= flushed && events <= done, `${events} of ${flushed} flushed and ${done} done`);
    await fresh.close();
  }
  assert.deepEqual(await standing(watching), { state: "kept", errors: [] });
});

test("running tabs agree, without an endless echo", async (t) => {
  const context = await tabs.shopper(t);
  const pages = [await tabs.tab(context), await tabs.tab(context), await tabs.tab(context)];
  for (const page of pages) await page.evaluate(() => window.kept.addEventListener("saved", () => window.told.push({ type: "saved" })));
  await view(pages[0], "29");
  for (const page of pages) await until("each knows", async () => (await known(page)).items.includes("29"));
  await view(pages[2], "8");
  for (const page of pages) await until("each knows", async () => (await known(page)).events === 2);
  const saves = async () => (await Promise.all(pages.map((page) => page.evaluate(() => window.told.filter(({ type }) => type === "saved").length)))).flat();
  assert.deepEqual(await saves(), [1, 0, 1]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(await saves(), [1, 0, 1]);
  const by = await pages[1].evaluate(() => window.told.filter(({ type }) => type === "change").map(({ by }) => by));
  assert.deepEqual(by, ["elsewhere", "elsewhere"]);
});

test("what one tab forgets is forgotten in all, and in no copy on the device", async (t) => {
  const context = await tabs.shopper(t);
  const [page, other] = [await tabs.tab(context), await tabs.tab(context)];
  await view(page, "29", "8");
  await flush(page);
  await until("the other knows", async () => (await known(other)).items.includes("29"));
  await other.evaluate(() => window.shop.forget({ item: "29" }));
  await flush(other);
  await until("forgotten here, too", async () => !(await known(page)).items.includes("29"));
  const kept = await page.evaluate(async () => {
    const database = await new Promise((resolve) => (indexedDB.open("vitrine/maja/").onsuccess = (event) => resolve(event.target.result)));
    const record = await new Promise((resolve) => (database.transaction("records").objectStore("records").get("guest").onsuccess = (event) => resolve(event.target.result)));
    database.close();
    return record.previous === undefined;
  });
  assert.equal(kept, true);
});

/** Random numbers from 0 to 1, the same in every run. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}
