// The rows of a page's items, written into the page by the edge: the browser fetches no slice of them, and comes to the same
// order.

import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import { launch } from "../browser/demo-shop.mjs";
import { itemsOf, layOutApp, NOW, pageOf, RUNTIMES, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";
import { IDS as ALL } from "../support/slices.mjs";

const IDS = ALL.slice(0, 24);
const VIEWS = ["59", "46", "71"];
const MORE = ALL.slice(24, 34);
/** What she looked at where the browser hears of it, too: items of the page, whose rows it brings. */
const LOOKED_AT = IDS.slice(-3);
const BLOCK = /<script type="application\/json" data-vitrine-slices>(.*?)<\/script>/;
const given = (more = {}) => settings({ pack: "sliced", slices: true, lists: [{ list: "ul.products" }, { list: "vitrine-carousel" }], ...more });

const blockOf = (body) => {
  const text = BLOCK.exec(body)?.[1];
  return text === undefined ? undefined : JSON.parse(text);
};

/** A shopper's cookie after these views. */
async function viewed(edge, views) {
  let sealed;
  for (const item of views) sealed = sealedOf(await edge.get(`/item/${item}`, { headers: shopper(sealed) })) ?? sealed;
  return sealed;
}

for (const runtime of RUNTIMES) {
  describe(`in ${runtime}`, () => {
    test("the rows stand before the end of the page, and are the same for every shopper", async (t) => {
      const origin = await startOrigin(t, { "/": sendPage(IDS), "/item/*": sendPage(IDS) });
      const edge = await startEdge(t, runtime, origin, given());
      const pages = [];
      for (const views of [VIEWS, ["136", "191", "1"], []]) {
        pages.push((await edge.get("/", { headers: shopper(await viewed(edge, views)) })).body);
      }
      const [one, other, unknown] = pages;
      assert.notDeepEqual(itemsOf(one), itemsOf(other));
      assert.equal(unknown.replace(BLOCK, ""), pageOf(IDS), "of a shopper who has no profile yet nothing is moved");
      const blocks = pages.map((body) => BLOCK.exec(body)[0]);
      assert.deepEqual(blocks, [blocks[0], blocks[0], blocks[0]]);
      const { format, pack, items, head, rows } = blockOf(one);
      assert.deepEqual([format, items], ["vitrine-inlined/1", IDS]);
      assert.match(pack, /^[0-9a-f]{16}$/);
      for (const file of [head, rows]) assert.deepEqual([...Buffer.from(file, "base64").subarray(0, 4)], [0x89, 0x56, 0x54, 0x53]);
      assert.ok(one.indexOf("</ul>") < one.indexOf("<script") && one.indexOf("</script>") < one.indexOf("</body>"));
      assert.deepEqual((await edge.state()).errors, []);
    });

    test("an item's page brings its own row, too; without permission the answer is the origin's", async (t) => {
      const origin = await startOrigin(t, { "/item/*": sendPage(IDS), "/bare": (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>no list</p>") });
      const edge = await startEdge(t, runtime, origin, given());
      const { body } = await edge.get(`/item/${MORE[0]}`, { headers: shopper() });
      assert.deepEqual(blockOf(body).items, [MORE[0], ...IDS]);
      for (const said of ["", "s", "p"]) assert.equal((await edge.get("/item/59", { headers: shopper(undefined, said) })).body, pageOf(IDS));
      assert.equal((await edge.get("/bare", { headers: shopper() })).body, "<p>no list</p>");
      assert.deepEqual((await edge.state()).errors, []);
    });

    test("no more than 256 items; a pack that cannot be cut is told once, and the order is made all the same", async (t) => {
      const many = Array.from({ length: 300 }, (_, n) => String(n + 1));
      const origin = await startOrigin(t, { "/": sendPage(many), "/item/*": sendPage(IDS) });
      const edge = await startEdge(t, runtime, origin, given());
      assert.deepEqual(blockOf((await edge.get("/", { headers: shopper() })).body).items, many.slice(0, 256));
      const whole = await startEdge(t, runtime, origin, given({ weights: { decoys: 5 } }));
      const sealed = await viewed(whole, VIEWS);
      const { body } = await whole.get("/item/46", { headers: shopper(sealed) });
      assert.equal(blockOf(body), undefined);
      assert.deepEqual([...itemsOf(body)].sort(), [...IDS].sort());
      assert.deepEqual((await whole.state()).errors.map(({ code }) => code), ["pack-unwritable"]);
    });
  });
}

const SCRIPT = `
import { createVitrine } from "vitrine";
import { connectCarousels } from "vitrine/carousel";
import { openSlices } from "vitrine/slices";
window.errors = [];
window.shifts = [];
new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifts.push(value); }).observe({ type: "layout-shift", buffered: true });
const { show, views, carousels } = JSON.parse(document.querySelector("#given").textContent);
const permissions = { profile: true, persist: false };
const opening = openSlices(createVitrine, { slices: "/slices/", show, permissions, now: () => ${NOW}, onError: ({ code }) => window.errors.push(code) });
const told = opening.then(({ vitrine }) => {
  for (const item of views) vitrine.observe({ type: "view", item, time: ${NOW} });
  // Before a carousel has been looked at for a second: that counts, too.
  window.own = vitrine.rank({ items: show, slot: "home" }).ids;
  return vitrine;
});
if (carousels) connectCarousels(told, { permissions });
Promise.all([opening, told]).then(([shop]) => (window.shop = shop), ({ code }) => (window.refused = code));
`;

describe("in Chromium, behind workerd", { timeout: 120_000 }, () => {
  let browser;
  let folder;
  before(async () => {
    folder = await layOutApp();
    await build({ stdin: { contents: SCRIPT, resolveDir: folder }, outfile: join(folder, "site/slices.js"), bundle: true, format: "esm", target: "es2022", logLevel: "error" });
    copyFileSync(join(folder, "node_modules/vitrine/dist/slices.wasm"), join(folder, "site/slices.wasm"));
    browser = await launch();
  });
  after(() => browser?.close());

  const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:";
  /** Its items, and those of the views, which the browser hears of as well. */
  const pageWith = (carousels) => `<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body><main>
<vitrine-carousel name="home"><ul>
${IDS.map((id) => `<li data-item="${id}"><a href="#${id}">${id}</a></li>`).join("\n")}
</ul></vitrine-carousel></main><script type="application/json" id="given">${JSON.stringify({ show: IDS, views: LOOKED_AT, carousels })}</script>
<script type="module" src="/page.js"></script></body></html>`;

  /** The page in a browser; `change` may spoil what the edge answered. `fetched` are the files of slices that were asked for. */
  async function open(t, { change = (body) => body, off = false, carousels = false } = {}) {
    const file = (path, type) => (_, response) => response.writeHead(200, { "content-type": type }).end(readFileSync(path));
    const origin = await startOrigin(t, {
      "/": (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": CSP }).end(pageWith(carousels)),
      "/item/*": sendPage(IDS),
      "/page.js": file(join(folder, "site/slices.js"), "text/javascript"),
      "/slices.wasm": file(join(folder, "site/slices.wasm"), "application/wasm"),
      "/slices/*": ({ url }, response) => response.writeHead(200).end(readFileSync(join(folder, url))),
    });
    const edge = await startEdge(t, "workerd", origin, given(off ? { slices: false } : {}));
    const { body } = await edge.get("/", { headers: shopper(await viewed(edge, LOOKED_AT)) });
    const context = await browser.newContext({ viewport: { width: 850, height: 600 } });
    t.after(() => context.close());
    const tab = await context.newPage();
    const fetched = [];
    tab.on("request", (request) => new URL(request.url()).pathname.startsWith("/slices/") && fetched.push(new URL(request.url()).pathname));
    await tab.route("**/*", (route) =>
      route.request().resourceType() === "document"
        ? route.fulfill({ body: change(body), contentType: "text/html; charset=utf-8", headers: { "content-security-policy": CSP } })
        : route.continue({ headers: { ...route.request().headers(), host: "shop.example" } }),
    );
    await tab.goto(`http://127.0.0.1:${edge.port}/`);
    await tab.waitForFunction(() => window.shop !== undefined || window.refused !== undefined);
    const first = () => tab.evaluate(() => window.own);
    const own = () => tab.evaluate((items) => window.shop.vitrine.rank({ items, slot: "home" }).ids, IDS);
    const standing = () => tab.evaluate(() => [...document.querySelectorAll("[data-item]")].map(({ dataset }) => dataset.item));
    return { tab, fetched, first, own, standing, served: itemsOf(body), errors: () => tab.evaluate(() => window.errors) };
  }

  test("nothing is fetched, nothing moves, and the browser's own order is the edge's", async (t) => {
    const { tab, fetched, first, standing, served, errors } = await open(t, { carousels: true });
    assert.notDeepEqual(served, IDS, "the edge moved nothing");
    assert.deepEqual([await first(), await standing(), fetched, await errors()], [served, served, [], []]);
    assert.deepEqual(await tab.evaluate(() => window.shifts), []);
  });

  test("what comes onto the page later is fetched, and nothing that the page brought", async (t) => {
    const { tab, fetched, own, served, errors } = await open(t);
    await tab.evaluate((more) => window.shop.show(more), MORE);
    const some = fetched.splice(0);
    assert.equal(some.filter((path) => path.endsWith("slices.json")).length, 1);
    assert.ok(some.length > 1 && some.every((path) => /slices\.json$|\/\d+\/\d+\.vts$/.test(path)), some.join(" "));
    assert.deepEqual([await own(), await errors()], [served, []]);
    const fetching = await open(t, { off: true });
    assert.deepEqual(await fetching.own(), served, "the slices that are fetched give the same order");
    assert.ok(fetching.fetched.length > some.length, "without the rows of the page more is fetched");
  });

  test("a block that is damaged, or of another format, is told, and the slices are fetched", async (t) => {
    const spoilt = [
      (body) => body.replace('"rows":"', '"rows":"AAAA'),
      (body) => body.replace("vitrine-inlined/1", "vitrine-inlined/9"),
      (body) => body.replace(BLOCK, (text) => text.replace(/"head":"[^"]*"/, '"head":5')),
      (body) => body.replace(BLOCK, "<script type=\"application/json\" data-vitrine-slices>{</script>"),
    ];
    for (const change of spoilt) {
      const { fetched, own, served, errors } = await open(t, { change });
      assert.deepEqual([await own(), await errors()], [served, ["slices-bad-inlined"]]);
      assert.ok(fetched.length > 1);
    }
  });

  test("rows of another pack than slices.json names are told when more is wanted, and the page goes on with the present one", async (t) => {
    const other = (body) => body.replace(BLOCK, (text) => text.replace(/"pack":"[^"]*"/, '"pack":"00000000deadbeef"'));
    const { tab, fetched, own, served, errors } = await open(t, { change: other });
    assert.deepEqual(await errors(), []);
    await tab.evaluate((more) => window.shop.show(more), MORE);
    assert.deepEqual([await own(), await errors()], [served, ["slices-inlined-other-pack"]]);
    assert.ok(fetched.some((path) => path.endsWith("/head.vts")));
  });
});
