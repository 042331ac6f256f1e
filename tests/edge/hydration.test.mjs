// A page that the edge put in order, in real Chromium: the browser keeps that order until the shopper does something, and
// comes to the same order itself.

import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import { launch } from "../browser/demo-shop.mjs";
import { goldenPackPath } from "../support/golden.mjs";
import { layOutApp, NOW, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82", "46", "39", "158", "88", "1", "2", "3", "4", "5", "6"];
const VIEWS = ["59", "46", "71"];

const SCRIPT = `
import { createVitrine } from "vitrine";
import { connectCarousels } from "vitrine/carousel";
const views = JSON.parse(document.querySelector("#views").textContent);
window.shifts = [];
window.mutations = [];
window.errors = [];
new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifts.push(value); }).observe({ type: "layout-shift", buffered: true });
new MutationObserver((records) => { for (const { type, attributeName } of records) window.mutations.push(attributeName ?? type); }).observe(document.querySelector("main"), { subtree: true, childList: true, attributes: true, characterData: true });
const opening = createVitrine({ pack: "/shop.vtr", permissions: { profile: true, persist: false }, now: () => ${NOW}, onError: ({ code, message }) => window.errors.push(code + ": " + message) });
window.ranked = 0;
connectCarousels(opening.then((vitrine) => {
  for (const item of views) vitrine.observe({ type: "view", item, time: ${NOW} });
  const rank = vitrine.rankPage.bind(vitrine);
  vitrine.rankPage = (requests) => { window.asked = requests; window.ranked += 1; return rank(requests); };
  return (window.vitrine = vitrine);
}));
`;

/** Two carousels: one in view, one far below. */
const page = (views) => `<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"><style>vitrine-carousel { display: block } ul { display: flex; padding: 0; overflow: hidden } li { flex: 0 0 150px; height: 200px; list-style: none } .gap { height: 3000px }</style></head><body><main>
<vitrine-carousel name="home"><ul>
${IDS.map((id) => `<li data-item="${id}"><a href="#${id}">${id}</a></li>`).join("\n")}
</ul></vitrine-carousel><div class="gap"></div>
<vitrine-carousel name="more" item-attribute="data-sku"><ul>
${IDS.map((id) => `<li data-sku="2${id}"><a href="#${id}">${id}</a></li>`).join("\n")}
</ul></vitrine-carousel></main>
<script type="application/json" id="views">${JSON.stringify(views)}</script><script type="module" src="/page.js"></script></body></html>`;

describe("hydration", { timeout: 120_000 }, () => {
  let browser;
  let folder;
  before(async () => {
    folder = await layOutApp();
    await build({ stdin: { contents: SCRIPT, resolveDir: folder }, outfile: join(folder, "site/page.js"), bundle: true, format: "esm", logLevel: "error" });
    copyFileSync(join(folder, "node_modules/vitrine/dist/vitrine.wasm"), join(folder, "site/vitrine.wasm"));
    browser = await launch();
  });
  after(() => browser?.close());

  /** The page from workerd in Chromium, for a shopper whose browser knows `views`. */
  async function open(t, views) {
    const file = (path, type) => (_, response) => response.writeHead(200, { "content-type": type }).end(readFileSync(path));
    const origin = await startOrigin(t, {
      "/item/*": sendPage(["1", "2"]),
      "/": (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page(views)),
      "/page.js": file(join(folder, "site/page.js"), "text/javascript"),
      "/vitrine.wasm": file(join(folder, "site/vitrine.wasm"), "application/wasm"),
      "/shop.vtr": file(goldenPackPath, "application/octet-stream"),
    });
    const edge = await startEdge(t, "workerd", origin, settings({ lists: [{ list: "vitrine-carousel" }] }));
    let sealed;
    for (const item of VIEWS) sealed = sealedOf(await edge.get(`/item/${item}`, { headers: shopper(sealed) }));
    const { body } = await edge.get("/", { headers: shopper(sealed) });
    const context = await browser.newContext({ viewport: { width: 850, height: 600 } });
    t.after(() => context.close());
    const tab = await context.newPage();
    // The browser sees what the edge answered to this shopper; everything else it asks the edge for itself.
    await tab.route("**/*", (route) => (route.request().resourceType() === "document" ? route.fulfill({ body, contentType: "text/html; charset=utf-8" }) : route.continue({ headers: { ...route.request().headers(), host: "shop.example" } })));
    await tab.goto(`http://127.0.0.1:${edge.port}/`);
    await tab.waitForFunction(() => window.ranked > 0);
    await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.deepEqual(await tab.evaluate(() => window.errors), []);
    const served = [...body.matchAll(/data-item="([^"]+)"/g)].map(([, id]) => id);
    assert.deepEqual([...served].sort(), [...IDS].sort());
    assert.notDeepEqual(served, IDS, "the edge moved nothing");
    return { tab, served };
  }
  const standing = (tab) => tab.evaluate(() => [...document.querySelectorAll("[data-item]")].map(({ dataset }) => dataset.item));

  for (const [who, views] of [["the same profile", VIEWS], ["another profile", ["136", "191", "1"]], ["no profile", []]]) {
    test(`a browser with ${who} keeps what the edge made, and nothing moves`, async (t) => {
      const { tab, served } = await open(t, views);
      assert.deepEqual(await standing(tab), served);
      assert.deepEqual(await tab.evaluate(() => [window.shifts, window.mutations]), [[], []]);
      const own = await tab.evaluate((items) => window.vitrine.rank({ items, slot: "home" }).ids, IDS);
      if (views === VIEWS) assert.deepEqual(own, served, "the same profile and pack give the same order");
      else assert.notDeepEqual(own, served, "this browser would have had another order");
      assert.deepEqual(await tab.evaluate(() => window.asked.map(({ items }) => items)), [IDS, IDS.map((id) => `2${id}`)], "the browser knows the merchant's order");
    });
  }

  test("what the shopper does next brings her own order to what she has not seen", async (t) => {
    const { tab, served } = await open(t, ["136", "191", "1"]);
    await tab.locator(`[data-item="${served[1]}"] a`).click();
    await tab.waitForFunction((before) => [...document.querySelectorAll("[data-item]")].map(({ dataset }) => dataset.item).join() !== before, served.join());
    const now = await standing(tab);
    assert.deepEqual(now.slice(0, 5), served.slice(0, 5), "what is in view stays");
    assert.equal(await tab.evaluate(() => document.querySelector("vitrine-carousel").hasAttribute("data-vitrine-order")), false);
    assert.deepEqual(await tab.evaluate(() => window.shifts), []);
  });
});
