// What a page says of its own item, how long it is looked at, and what storefronts dispatch, in real Chromium.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./demo-shop.mjs";
import { openEventsShop } from "../support/events-shop.mjs";
import { plainBrowser } from "../support/plain-browser.mjs";

const ld = (value) => `<script type="application/ld+json">${typeof value === "string" ? value : JSON.stringify(value)}</script>`;
const offer = (price, more = {}) => ({ "@type": "Offer", price, priceCurrency: "EUR", availability: "https://schema.org/InStock", ...more });
const product = (more = {}) => ({
  "@context": "https://schema.org/",
  "@type": "Product",
  sku: "29",
  name: "Skirt",
  image: ["https://shop.example/29.jpg"],
  description: "A skirt",
  brand: { "@type": "Brand", name: "Maja" },
  category: "Women > Skirts",
  color: "olive",
  offers: offer("52.00"),
  aggregateRating: { "@type": "AggregateRating", ratingValue: "4.4", reviewCount: "89" },
  ...more,
});
const FACTS = { id: "29", inStock: true, price: 52, attributes: { brand: "Maja", category: ["Women", "Skirts"], color: "olive" } };
const bare = (id, more = {}) => ({ id, ...more });
const group = {
  "@context": "https://schema.org/",
  "@type": "ProductGroup",
  productGroupID: "29",
  name: "Skirt",
  brand: "Maja",
  variesBy: ["https://schema.org/size", "https://schema.org/color"],
  hasVariant: [
    { "@type": "Product", sku: "29-S", size: "S", color: "olive", offers: offer(52, { url: "?variant=s", availability: "OutOfStock" }) },
    { "@type": "Product", sku: "29-M", size: { "@type": "SizeSpecification", name: "M" }, color: "sand", offers: offer(49, { url: "?variant=m" }) },
  ],
};
const microdata = `
<div itemscope itemtype="http://schema.org/Product">
  <h1 itemprop="name">Skirt</h1><meta itemprop="sku" content="29">
  <p itemprop="brand" itemscope itemtype="https://schema.org/Brand"><b itemprop="name"> Maja </b></p>
  <span itemprop="category">Women > Skirts</span> <span itemprop="color">olive</span>
  <div itemprop="offers" itemscope itemtype="http://schema.org/Offer">
    <span itemprop="price" content="52.00">52 €</span><meta itemprop="priceCurrency" content="EUR">
    <link itemprop="availability" href="http://schema.org/InStock">
  </div>
  <div itemprop="isRelatedTo" itemscope itemtype="http://schema.org/Product"><meta itemprop="sku" content="31"></div>
</div>`;

/** Pages and what is read of them. */
const PAGES = {
  "a product": [ld(product()), FACTS],
  "a graph beside a page, a shop and crumbs": [
    ld({ "@context": "https://schema.org", "@graph": [{ "@type": "WebSite", name: "shop" }, { "@type": "BreadcrumbList", itemListElement: [] }, product()] }),
    FACTS,
  ],
  "a list of descriptions, of several types": [ld([{ "@type": "Organization" }, product({ "@type": ["IndividualProduct", "https://schema.org/Product"] })]), FACTS],
  "a page's main entity, referred to": [
    ld({ "@graph": [{ "@type": "ItemPage", mainEntity: { "@type": "Product", "@id": "#p" } }, product({ "@id": "#p" }), product({ "@id": "#q", sku: "31" })] }),
    FACTS,
  ],
  "several products, of which one is at the page's address": [
    `<link rel="canonical" href="https://shop.example/p/29">${ld([product({ sku: "31", url: "https://shop.example/p/31" }), product({ url: "https://shop.example/p/29#top" })])}`,
    FACTS,
  ],
  "several products: no page of one": [ld([product(), product({ sku: "31" })]), undefined],
  "a list of products: no page of one": [ld({ "@type": "ItemList", itemListElement: [{ "@type": "ListItem", item: product() }] }), undefined],
  "the same in both forms": [ld(product()) + microdata, FACTS],
  microdata: [microdata, FACTS],
  "brand as a word, a list of prices, one in another currency": [
    ld(product({ brand: "Maja", offers: [offer("60"), offer(52), offer(1, { priceCurrency: "USD" })] })),
    FACTS,
  ],
  "an offer of many": [ld(product({ offers: { "@type": "AggregateOffer", lowPrice: 52, highPrice: 70, priceCurrency: "EUR", availability: "InStock" } })), FACTS],
  "a price specification, sold out": [
    ld(product({ offers: { "@type": "Offer", priceSpecification: { price: 52, priceCurrency: "EUR" }, availability: "http://schema.org/OutOfStock" } })),
    { ...FACTS, inStock: false },
  ],
  "a variant of a group": [ld(product({ sku: "29-S", isVariantOf: { "@type": "ProductGroup", productGroupID: "29" } })), FACTS],
  "a number for a sku": [ld({ "@type": "Product", sku: 29 }), bare("29")],
  "a group, cheapest and in stock": [ld(group), bare("29", { inStock: true, price: 49, attributes: { brand: "Maja" } })],
  "something else": [ld({ "@type": "Article", name: "x" }), undefined],
  nothing: ["<p>no description</p>", undefined],
};

/** What cannot be read, and is passed over with a code. */
const BROKEN = {
  "no JSON": ['{ "@type": "Product", "sku": "29", }', []],
  "a comment around it": ["<!-- {} -->", []],
  "one after a broken one": [`</script>${ld("{")}<script type="application/ld+json">${JSON.stringify({ "@type": "Product", sku: "29" })}`, ["view 29"]],
  "no id": [JSON.stringify({ "@type": "Product", name: "x", sku: { a: 1 } }), []],
};

const QUIET = [
  "null", "3", '"Product"', "[]", "[[[]]]", '{"@type": 7}', '{"@type": {"Product": 1}}', '{"@graph": 5}', '{"@graph": [null, 1, "x"]}',
  '{"__proto__": {"@type": "Product", "sku": "9"}}', '{"@type": "Product", "sku": "29", "offers": "x", "brand": [[1]], "category": {"name": 5}, "color": 3}',
];

describe("a page's own item", () => {
  let shop;
  before(async () => {
    const pages = Object.fromEntries(Object.values(PAGES).map(([html], n) => [`item-${n}.html`, html]));
    const broken = Object.fromEntries(Object.values(BROKEN).map(([text], n) => [`broken-${n}.html`, ld(text)]));
    const quiet = Object.fromEntries(QUIET.map((text, n) => [`quiet-${n}.html`, ld(text)]));
    shop = await openEventsShop({ ...pages, ...broken, ...quiet, "item.html": ld(product()), "group.html": ld(group), "empty.html": "<main></main>" });
  });
  after(() => shop?.close());

  const names = (page) => page.evaluate(() => window.names());
  const start = (page, sources, options) => page.evaluate(([sources, options]) => window.follow(sources, options), [sources, options]);

  test("is read from JSON-LD and microdata, as pages write them", async (t) => {
    const page = await shop.visit(t, "empty.html");
    for (const [n, [name, [, facts]]] of Object.entries(PAGES).entries()) {
      await shop.open(page, `item-${n}.html`);
      assert.deepEqual(await page.evaluate(() => window.events.readPageItem({ currency: "EUR" })), facts, name);
      await start(page, [["pageItem", { currency: "EUR" }]]);
      const { id, inStock, ...rest } = facts ?? {};
      assert.deepEqual(await page.evaluate(() => window.told), facts ? [{ type: "view", item: id, ...rest }] : [], name);
      assert.deepEqual(await page.evaluate(() => window.errors), [], name);
    }
  });

  test("a group of variants at the address of one of them", async (t) => {
    const page = await shop.visit(t, "empty.html");
    await page.goto(`${shop.url("group.html").split("?")[0]}?variant=m`);
    await page.waitForFunction(() => window.follow !== undefined);
    assert.deepEqual(await page.evaluate(() => window.events.readPageItem()), {
      id: "29",
      inStock: true,
      price: 49,
      attributes: { brand: "Maja", color: "sand", size: "M" },
    });
  });

  test("what is broken is passed over with a code, what is strange without one", async (t) => {
    const page = await shop.visit(t, "empty.html");
    for (const [n, [name, [, told]]] of Object.entries(BROKEN).entries()) {
      await shop.open(page, `broken-${n}.html`);
      await start(page, [["pageItem"]]);
      assert.deepEqual(await page.evaluate(() => [window.names(), window.errors]), [told, ["bad-structured-data"]], name);
    }
    for (const [n, text] of QUIET.entries()) {
      await shop.open(page, `quiet-${n}.html`);
      await start(page, [["pageItem"]]);
      assert.deepEqual(await page.evaluate(() => [window.told, window.errors]), [text.includes('"29"') ? [{ type: "view", item: "29" }] : [], []], text);
    }
  });

  test("a page that loads the next item in place: a view for each, of a description that changes and one that comes", async (t) => {
    const page = await shop.visit(t, "empty.html");
    await start(page, [["pageItem"]]);
    const show = (sku) =>
      page.evaluate((sku) => {
        document.querySelector("script[type*=ld]")?.remove();
        const script = Object.assign(document.createElement("script"), { type: "application/ld+json" });
        document.head.append(script);
        script.append(JSON.stringify({ "@type": "Product", sku }));
      }, sku);
    for (const sku of ["29", "8", "8", "29"]) {
      await show(sku);
      await page.evaluate(() => new Promise((done) => setTimeout(done, 20)));
    }
    // The last one is the first one again within a few seconds: the same look.
    assert.deepEqual(await names(page), ["view 29", "view 8"]);
    assert.deepEqual(await page.evaluate(() => window.errors), []);
  });

  test("a second look at the same item counts: where its description went and came, and where the browser brings the page back", async (t) => {
    const browser = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    t.after(() => browser.close());
    const page = await shop.visit(t, "empty.html", browser);
    await page.evaluate(() => {
      // Time goes by as the test says, also while the page is kept.
      const now = Date.now;
      let ahead = 0;
      Date.now = () => now() + ahead;
      window.later = () => (ahead += 6_000);
      addEventListener("pagehide", window.later);
      addEventListener("pageshow", ({ persisted }) => (window.kept = persisted));
      window.describeItem = (sku) => {
        document.querySelector("script[type*=ld]")?.remove();
        if (sku === null) return;
        const script = Object.assign(document.createElement("script"), { type: "application/ld+json" });
        script.append(JSON.stringify({ "@type": "Product", sku }));
        document.head.append(script);
      };
    });
    await start(page, [["pageItem"]]);
    /** The page describes an item, or none; read when it pauses. */
    const describes = async (sku) => {
      await page.evaluate((sku) => (window.describeItem(sku), new Promise((done) => setTimeout(() => setTimeout(done)))), sku);
      await page.evaluate(() => window.later());
    };
    await describes("29");
    assert.deepEqual(await names(page), ["view 29"]);
    await describes("29");
    assert.deepEqual(await names(page), ["view 29"], "drawn anew, it is the same look");
    await describes(null);
    await describes("29");
    assert.deepEqual(await names(page), ["view 29", "view 29"], "she was elsewhere, and came again");
    await page.goto(shop.url("empty.html", "default-src 'none'"));
    await page.goBack({ waitUntil: "commit" });
    await page.waitForFunction(() => window.kept === true);
    assert.deepEqual(await names(page), ["view 29", "view 29", "view 29"]);
    assert.deepEqual(await page.evaluate(() => window.errors), []);
    // Loaded again, it is a page like any other.
    await shop.open(page, "item.html");
    for (const _ of [1, 2]) {
      await page.reload();
      await page.waitForFunction(() => window.follow !== undefined);
      await start(page, [["pageItem"]]);
      assert.deepEqual((await names(page)), ["view 29"]);
    }
  });

  test("how long it is looked at: not in the background, told as the page goes, no longer than it counts", async (t) => {
    const context = await plainBrowser(t);
    const page = await context.newPage();
    await page.clock.install({ time: 1_700_000_000_000 });
    await shop.open(page, "item.html");
    await page.clock.pauseAt(1_700_000_100_000);
    const other = await context.newPage();
    const front = async (which, state) => {
      await which.bringToFront();
      await page.waitForFunction((state) => document.visibilityState === state, state, { polling: 20 });
    };
    const dwells = () => page.evaluate(() => window.told.filter(({ type }) => type === "dwell"));
    await front(page, "visible");
    await start(page, [["dwell"], ["pageItem"]]);
    await page.clock.runFor(1_000);
    await front(other, "hidden");
    assert.deepEqual(await dwells(), [], "a glance is none");
    await page.clock.runFor(60_000);
    await front(page, "visible");
    await page.clock.runFor(11_000);
    await front(other, "hidden");
    assert.deepEqual(await dwells(), [{ type: "dwell", item: "29", seconds: 12 }]);
    await front(page, "visible");
    await page.clock.runFor(600_000);
    await page.evaluate(() => {
      addEventListener("pagehide", () => sessionStorage.setItem("told", JSON.stringify(window.told.filter(({ type }) => type === "dwell"))));
    });
    await shop.open(page, "empty.html");
    const told = JSON.parse(await page.evaluate(() => sessionStorage.getItem("told")));
    assert.deepEqual(told, [{ type: "dwell", item: "29", seconds: 12 }, { type: "dwell", item: "29", seconds: 18 }]);
  });

  test("what a Shopify theme dispatches: the page's product, the cart once it has it, a search; other people's promises fail alone", async (t) => {
    const page = await shop.visit(t, "empty.html");
    const failures = [];
    page.on("pageerror", (error) => failures.push(error.message));
    await start(page, [["shopifyAnalytics"]]);
    const told = await page.evaluate(async () => {
      const main = document.querySelector("main");
      const dispatch = (type, payload) => main.dispatchEvent(Object.assign(new Event(type, { bubbles: true }), payload));
      const variant = (id, price) => ({ id, title: "M", availableForSale: true, price: { amount: price, currencyCode: "EUR" }, selectedOptions: [] });
      const skirt = { id: "gid://shopify/Product/29", title: "Skirt", handle: "skirt" };
      const gid = (id) => `gid://shopify/ProductVariant/${id}`;
      dispatch("shopify:product:view", { context: "page", selectedOptions: [], product: { ...skirt, selectedVariant: variant(gid(291), "52.0") } });
      dispatch("shopify:product:view", { context: "collection", product: { id: 8, title: "x", handle: "x", selectedVariant: null } });
      dispatch("shopify:product:select", { product: skirt, selectedOptions: [], promise: Promise.resolve({ variant: variant(gid(292), "55.0") }) });
      await null;
      const add = (id, promise) => dispatch("shopify:cart:lines-update", { action: "add", context: "product", lines: [{ merchandiseId: id, quantity: 1 }], promise });
      add(gid(291), Promise.resolve({ cart: null, userErrors: [{ message: "sold out" }] }));
      add(gid(291), Promise.reject(new Error("no network")));
      add(gid(777), Promise.resolve({ cart: {} }));
      let done;
      add(gid(292), new Promise((resolve) => (done = resolve)));
      await new Promise((resolve) => setTimeout(resolve));
      const before = window.names();
      done({ cart: {}, userErrors: [] });
      dispatch("shopify:cart:lines-update", { action: "remove", context: "cart", lines: [{ id: "gid://shopify/CartLine/1", quantity: 0 }], promise: Promise.resolve({}) });
      dispatch("shopify:search:update", { search: { query: "skirt" }, promise: Promise.resolve({ totalCount: 3 }) });
      const hostile = () => {
        throw new Error("hostile");
      };
      main.dispatchEvent(Object.defineProperty(new Event("shopify:product:view", { bubbles: true }), "product", { get: hostile }));
      add(gid(291), Promise.resolve(Object.defineProperty({}, "userErrors", { get: hostile })));
      dispatch("shopify:product:view", {});
      await new Promise((resolve) => setTimeout(resolve));
      return { before, after: window.told, errors: window.errors };
    });
    assert.deepEqual(told.before, ["view 29", "impression 8"]);
    assert.deepEqual(told.after, [
      { type: "view", item: "29", price: 52, attributes: { variant: "M" } },
      { type: "impression", item: "8" },
      { type: "search", query: "skirt" },
      { type: "cart", item: "29", price: 55, attributes: { variant: "M" } },
    ]);
    assert.deepEqual(told.errors, ["events-source-failed"]);
    assert.deepEqual(failures, [], "the rejection is the theme's own, and handled");
  });
});
