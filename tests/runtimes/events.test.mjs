// The events of a page that need no page to be tested: GA4's data layer, Shopify's customer events, sources of one's own;
// as strangers write them. From the packed tarball, in Node.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, mock, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gtag, recorded } from "../support/recorded-events.mjs";
import { installPackage, packPath } from "../support/project.mjs";
import { assertCompiles } from "../support/types.mjs";

let project, shop;
before(async () => {
  project = installPackage();
  const entry = join(project.folder, "events.mjs");
  writeFileSync(entry, 'export * from "vitrine";\nexport * from "vitrine/events";\nexport { openRights } from "vitrine/rights";\n');
  shop = await import(pathToFileURL(entry).href);
});
after(() => project.remove());
afterEach(() => {
  delete globalThis.dataLayer;
  delete globalThis.Shopify;
});

/** A Vitrine whose events are also listed, and what followed her there. */
async function follow(sources, { permissions = { profile: true, purchases: true }, ...options } = {}) {
  const errors = [];
  const vitrine = await shop.createVitrine({ pack: readFileSync(packPath()), permissions, onError: ({ code }) => errors.push(code) });
  const events = [];
  const observe = vitrine.observe.bind(vitrine);
  vitrine.observe = (event) => {
    events.push(event);
    observe(event);
  };
  const followed = shop.followShopper(vitrine, { sources, facts: "all", ...options });
  return { vitrine, followed, events, errors, told: () => events.map(({ type, item, query }) => `${type} ${item ?? query}`) };
}

test("GA4's events, as gtag and as the tag manager push them, before us and after, say what the shopper did", async () => {
  globalThis.dataLayer = [{ "gtm.start": 1, event: "gtm.js" }, { ecommerce: null }, recorded.ga4.viewItem];
  const { told, events, errors } = await follow([shop.dataLayer()]);
  const { dataLayer } = globalThis;
  dataLayer.push({ ecommerce: null });
  dataLayer.push(recorded.ga4.viewItemList, recorded.ga4.selectItem);
  gtag("js", new Date(0));
  gtag("config", "G-XXXXXXX");
  gtag("consent", "default", { ad_storage: "denied" });
  for (const [name, parameters] of recorded.ga4.calls) gtag("event", name, parameters);
  assert.deepEqual(told(), [
    "view 29",
    "impression 8",
    "impression 31",
    "click 31",
    "cart 29",
    "wishlist 8",
    "cart-remove 29",
    "search skirt",
    "purchase 29",
    "purchase 8",
    "return 8",
  ]);
  assert.deepEqual(events[0], {
    type: "view",
    item: "29",
    price: 9.99,
    attributes: { brand: "Google", category: ["Apparel", "Adult", "Shirts", "Crew", "Short sleeve"], variant: "green" },
  });
  assert.deepEqual(errors, []);
});

test("an event takes the items that were pushed ahead of it, until they are reset", async () => {
  globalThis.dataLayer = [];
  const { told } = await follow([shop.dataLayer()]);
  const items = (id) => ({ items: [{ item_id: id }] });
  globalThis.dataLayer.push({ ecommerce: items("1") }, { event: "view_item" });
  globalThis.dataLayer.push({ ecommerce: null }, { event: "add_to_cart" });
  globalThis.dataLayer.push({ ecommerce: items("2") }, { event: "view_item", ecommerce: items("3") }, { event: "select_item" });
  globalThis.dataLayer.push({ event: "view_item", items: [{ item_id: 4 }] });
  assert.deepEqual(told(), ["view 1", "view 3", "view 4"]);
});

test("ids, fields and currency are the shop's to say; facts of items that the pack has are left to the pack", async () => {
  const item = { item_id: "SKU-29-M", item_brand: "x", item_category: "skirts", item_variant: "olive", price: "12.50" };
  const stranger = { ...item, item_id: "SKU-9999-M" };
  const layer = () => shop.dataLayer({ itemId: ({ item_id }) => item_id.split("-")[1], fields: { variant: "colour" }, currency: "EUR" });
  const push = (currency) => globalThis.dataLayer.push({ event: "view_item", ecommerce: { currency, items: [item, stranger] } });
  const attributes = { brand: "x", category: ["skirts"], colour: "olive" };
  const seen = {};
  for (const facts of ["new", "all", "none"]) {
    globalThis.dataLayer = [];
    const { events } = await follow([layer()], { facts });
    push("EUR");
    seen[facts] = events;
  }
  const full = { price: 12.5, attributes };
  assert.deepEqual(seen.new, [{ type: "view", item: "29" }, { type: "view", item: "9999", ...full }]);
  assert.deepEqual(seen.all, [{ type: "view", item: "29", ...full }, { type: "view", item: "9999", ...full }]);
  assert.deepEqual(seen.none, [{ type: "view", item: "29" }, { type: "view", item: "9999" }]);
  globalThis.dataLayer = [];
  const { events } = await follow([layer()]);
  push("USD");
  assert.deepEqual(events[0], { type: "view", item: "29", attributes });
});

test("others' push goes on as before: its this, its answer, what it throws, whoever wraps it when, also after we stop", async () => {
  const calls = [];
  const layer = (globalThis.dataLayer = []);
  layer.push = function (...entries) {
    calls.push([this === layer, entries.length]);
    if (entries[0] === "throw") throw new Error("theirs");
    Array.prototype.push.apply(this, entries);
    return "theirs";
  };
  const theirs = layer.push;
  const { followed, told } = await follow([shop.dataLayer()]);
  assert.notEqual(layer.push, theirs);
  assert.equal(layer.push(recorded.ga4.viewItem, { other: 1 }), "theirs");
  assert.throws(() => layer.push("throw"), /theirs/);
  assert.deepEqual(calls, [[true, 2], [true, 1]]);
  assert.equal(layer[0], recorded.ga4.viewItem, "the very entry is passed on");
  // Somebody wraps ours.
  const ours = layer.push;
  layer.push = function (...entries) {
    return ours.apply(this, entries);
  };
  const wrapper = layer.push;
  layer.push(recorded.ga4.selectItem);
  followed.stop();
  assert.equal(layer.push, wrapper, "somebody else's is left alone");
  assert.equal(layer.push(recorded.ga4.calls), "theirs");
  layer.push({ event: "view_item", ecommerce: { items: [{ item_id: "77" }] } });
  assert.deepEqual(told(), ["view 29", "click 31"]);
  // Where ours is still on top, what was there comes back.
  const plain = (globalThis.dataLayer = []);
  const second = await follow([shop.dataLayer()]);
  assert.ok(Object.hasOwn(plain, "push"));
  second.followed.stop();
  assert.ok(!Object.hasOwn(plain, "push"));
});

test("without the permission nothing is read: no getter runs, nothing is wrapped, nothing subscribed; nor after it is taken back", async () => {
  let reads = 0;
  const entry = (id) => ({
    get event() {
      reads += 1;
      return "view_item";
    },
    ecommerce: { items: [{ item_id: id }] },
  });
  const layer = (globalThis.dataLayer = [entry("1")]);
  let subscribed = 0;
  let unsubscribed = 0;
  const analytics = { subscribe: () => ((subscribed += 1), () => void (unsubscribed += 1)) };
  const { vitrine, followed, told } = await follow([shop.dataLayer(), shop.shopifyAnalytics({ analytics })], { permissions: {} });
  layer.push(entry("2"));
  assert.deepEqual([reads, subscribed, followed.listening, Object.hasOwn(layer, "push")], [0, 0, false, false]);
  vitrine.setConsent({ profile: true });
  assert.equal(followed.listening, true);
  assert.equal(reads, 0, "what was pushed before the permission is not read");
  layer.push(entry("3"));
  assert.ok(reads > 0 && subscribed > 0);
  vitrine.setConsent({ profile: false });
  const until = reads;
  layer.push(entry("4"));
  assert.deepEqual([reads, subscribed - unsubscribed, followed.listening, Object.hasOwn(layer, "push")], [until, 0, false, false]);
  vitrine.setConsent({ profile: true });
  layer.push(entry("5"));
  assert.deepEqual(told(), ["view 3", "view 5"]);
  vitrine.free();
  assert.equal(Object.hasOwn(layer, "push"), false);
});

test("where the shop says so, what was pushed before a late yes is read as well", async () => {
  globalThis.dataLayer = [recorded.ga4.viewItem];
  const { vitrine, told } = await follow([shop.dataLayer({ earlier: true })], { permissions: {} });
  assert.deepEqual(told(), []);
  vitrine.setConsent({ profile: true });
  assert.deepEqual(told(), ["view 29"]);
});

test("hostile entries are passed over, told once, and the next one counts", async () => {
  const throws = () => {
    throw new Error("hostile");
  };
  const cyclic = { event: "view_item" };
  cyclic.ecommerce = cyclic;
  cyclic.items = [cyclic];
  const proxy = new Proxy({}, { get: throws, has: throws, getOwnPropertyDescriptor: throws });
  const items = (...of) => ({ event: "view_item", ecommerce: { items: of } });
  globalThis.dataLayer = [];
  const { told, errors } = await follow([shop.dataLayer()]);
  const { dataLayer } = globalThis;
  Object.prototype.item_id = "polluted";
  Object.prototype.event = "view_item";
  Object.prototype.ecommerce = { items: [{ item_id: "polluted" }] };
  try {
    for (const entry of [
      null, undefined, 0, "view_item", Symbol("x"), () => {}, [], ["event", "view_item", {}], cyclic, proxy,
      { get event() { return throws(); } },
      { event: "view_item", ecommerce: { get items() { return throws(); } } },
      { event: "view_item", ecommerce: "items" },
      { event: "view_item", ecommerce: { items: { 0: { item_id: "1" }, length: 1 } } },
      { event: { toString: throws }, ecommerce: { items: [{ item_id: "1" }] } },
      { event: "constructor", ecommerce: { items: [{ item_id: "1" }] } },
      { event: "__proto__", ecommerce: { items: [{ item_id: "1" }] } },
      {},
      items(null, 3, "x", [], {}, { item_id: {} }, { item_id: Number.NaN }, { item_id: "" }, { item_id: "x".repeat(10_000) }, { get item_id() { return throws(); } }),
      items(Object.create({ item_id: "inherited" })),
      items({ item_id: "5", price: "free", item_brand: {}, item_category: 7, item_category2: "x" }),
      items({ item_id: "6", price: Number.NEGATIVE_INFINITY, item_category: "a" }),
    ]) {
      dataLayer.push(entry);
    }
  } finally {
    delete Object.prototype.item_id;
    delete Object.prototype.event;
    delete Object.prototype.ecommerce;
  }
  assert.deepEqual(told(), ["view 5", "view 6"]);
  assert.deepEqual(errors, ["events-source-failed"]);
});

test("a huge list is cut, and more of a kind than a day's number does not count", async () => {
  globalThis.dataLayer = [];
  mock.timers.enable({ apis: ["Date"], now: 86_400_000 * 20_000 });
  try {
    const { told, errors } = await follow([shop.dataLayer()], { perDay: { view: 250 } });
    const many = Array.from({ length: 100_000 }, (_, n) => ({ item_id: n }));
    globalThis.dataLayer.push({ event: "view_item", ecommerce: { items: many } });
    assert.equal(told().length, 200);
    for (let n = 0; n < 200; n += 1) gtag("event", "view_item", { items: [{ item_id: `v${n}` }] });
    for (let n = 0; n < 200; n += 1) gtag("event", "add_to_cart", { items: [{ item_id: `c${n}` }] });
    const count = (type) => told().filter((each) => each.startsWith(`${type} `)).length;
    assert.deepEqual([count("view"), count("cart")], [250, 100]);
    assert.deepEqual(errors, ["events-capped", "events-capped"]);
    mock.timers.tick(86_400_000);
    gtag("event", "view_item", { items: [{ item_id: "next" }] });
    assert.equal(told().at(-1), "view next");
  } finally {
    mock.timers.reset();
  }
});

test("what is told twice is counted once: of two sources, or fired twice; later it counts again", async () => {
  globalThis.dataLayer = [];
  let heard;
  const analytics = { subscribe: (name, tell) => void (name === "product_viewed" && (heard = tell)) };
  mock.timers.enable({ apis: ["Date"], now: 1_700_000_000_000 });
  try {
    const { told } = await follow([shop.dataLayer(), shop.shopifyAnalytics({ analytics })]);
    const push = () => gtag("event", "view_item", { items: [{ item_id: "41007189622" }] });
    push();
    push();
    heard(recorded.shopify.productViewed);
    assert.deepEqual(told(), ["view 41007189622"]);
    mock.timers.tick(6_000);
    push();
    assert.equal(told().length, 2);
  } finally {
    mock.timers.reset();
  }
});

test("Shopify's customer events, with ids by product, by variant and by sku", async () => {
  const expected = {
    product: ["view 41007189622", "impression 6786188247105", "impression 41007189622", "search potion", "cart 41007189622", "cart-remove 41007189622", "purchase 41007189622", "purchase 6786188247105"],
    variant: ["view 41007189000", "impression 39897499828289", "impression 41007189000", "search potion", "cart 41007189000", "cart-remove 41007189000", "purchase 41007189000", "purchase 39897499828289"],
    sku: ["view HB-M", "impression HP", "impression HB-M", "search potion", "cart HB-M", "cart-remove HB-M", "purchase HB-M", "purchase HP"],
  };
  for (const [by, names] of Object.entries(expected)) {
    const heard = new Map();
    globalThis.Shopify = { analytics: { subscribe: (name, tell) => void heard.set(name, tell) } };
    const { told, events, errors } = await follow([shop.shopifyAnalytics(by === "product" ? {} : { itemId: (item) => item[by] })]);
    for (const event of recorded.shopify.all) heard.get(event.name)(event);
    assert.deepEqual(told(), names);
    assert.deepEqual(errors, []);
    assert.deepEqual(events[0].attributes, { brand: "Polina's Potent Potions", category: "Health", variant: "Medium" });
    assert.equal(events[0].price, 19.5);
  }
});

test("Hydrogen's own form of the same events", async () => {
  const heard = new Map();
  const analytics = { subscribe: (name, tell) => void heard.set(name, tell) };
  const { told, events } = await follow([shop.shopifyAnalytics({ analytics })]);
  for (const [name, payload] of recorded.hydrogen) heard.get(name)(payload);
  assert.deepEqual(told(), ["view 7981566525496", "search lamp", "cart 7981566525496", "cart-remove 7981566525496"]);
  assert.deepEqual(events[0], { type: "view", item: "7981566525496", price: 100, attributes: { brand: "abc", variant: "DEF" } });
});

test("a source of one's own; one that fails does not keep the others; bad options are refused", async () => {
  const source = { from: "own", listen: (page) => (page.tell({ type: "view", item: "29" }), () => {}) };
  const broken = { from: "broken", listen: () => { throw new Error("broken"); } };
  const heard = [];
  const listener = { from: "listener", listen: (page) => page.onTold(({ item }) => heard.push(item)) };
  const unstoppable = { from: "unstoppable", listen: () => () => { throw new Error("goes on"); } };
  const { vitrine, told, errors } = await follow([broken, unstoppable, source, listener]);
  assert.deepEqual([told(), heard, errors], [["view 29"], ["29"], ["events-source-failed"]]);
  assert.equal((await shop.openRights(vitrine)).profile().events, 1);
  vitrine.setConsent({ profile: false });
  assert.deepEqual(errors, ["events-source-failed", "events-source-failed"]);
  for (const [argument, options, code] of [
    [{}, { sources: [] }, "bad-argument"],
    [undefined, { sources: [] }, "bad-argument"],
    [vitrine, undefined, "bad-options"],
    [vitrine, { sources: {} }, "bad-options"],
    [vitrine, { sources: [{ from: "x" }] }, "bad-options"],
  ]) {
    assert.throws(() => shop.followShopper(argument, options), { code });
  }
  vitrine.free();
  assert.throws(() => shop.followShopper(vitrine, { sources: [] }), { code: "freed" });
});

test("where there is no page, the sources of pages are silent", async () => {
  const { told, errors } = await follow([shop.cards(), shop.dwell(), shop.pageItem(), shop.dataLayer(), shop.shopifyAnalytics()]);
  assert.deepEqual([told(), errors, shop.readPageItem()], [[], [], undefined]);
});

test("the entry's types are complete and strict", () => {
  assertCompiles(
    project,
    "events.ts",
    `import { createVitrine } from "vitrine";
     import { cards, dataLayer, dwell, followShopper, keepPositions, pageItem, readPageItem, shopifyAnalytics, shownPositions } from "vitrine/events";
     import type { DataLayerItem, FollowedShopper, ShopperSource, ShopifyItem, StructuredProduct } from "vitrine/events";
     const vitrine = await createVitrine({ pack: "/shop.vtr" });
     const own: ShopperSource = { from: "own", listen: (page) => { page.tell({ type: "view", item: "1" }); return () => {}; } };
     const followed: FollowedShopper = followShopper(vitrine, {
       sources: [
         cards({ selector: ".card", item: (card) => card.id, opens: "h3" }),
         dwell(),
         dataLayer({ name: "layer", itemId: (item: DataLayerItem) => String(item["item_id"]), currency: "EUR", fields: { variant: "colour" }, earlier: true }),
         shopifyAnalytics({ itemId: ({ handle }: ShopifyItem) => handle }),
         pageItem({ itemId: (product: StructuredProduct) => String(product["mpn"]) }),
         own,
       ],
       perDay: { view: 10 },
       facts: "all",
     });
     followed.listening satisfies boolean;
     const item = readPageItem();
     if (item !== undefined) vitrine.rank({ items: [item] });
     shownPositions(document.body).map(({ item, index }) => [item satisfies string, index satisfies number]);
     keepPositions(document.body, "data-index", { first: 1 })();
     // @ts-expect-error: a kind that there is not
     followShopper(vitrine, { sources: [own], perDay: { look: 1 } });
     followed.stop();`,
  );
});
