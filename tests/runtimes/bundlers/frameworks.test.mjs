// The examples for frameworks, built from the packed tarball and opened in Chromium: real clicks, and the very order that
// the native command gives for the same events and requests. What was seen stays; a server's HTML is taken over as it is.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch } from "../../browser/demo-shop.mjs";
import { layOut, openPage, runBuild, serveFolder, unpackPackage } from "../../support/bundled.mjs";
import { frames, listen, nativeRows, NOW } from "../../support/listening.mjs";

const shown = (page, row) => page.locator("ul.row").nth(row).locator("li").evaluateAll((cards) => cards.map((card) => card.dataset.item));
const inView = (page, row) =>
  page.locator("ul.row").nth(row).locator("li").evaluateAll((cards) => cards.filter((card) => card.getBoundingClientRect().left < innerWidth).map((card) => card.dataset.item));

let folder;
let browser;
before(async () => {
  folder = layOut(unpackPackage("examples"), "examples");
  browser = await launch();
});
after(() => browser?.close());

const catalogue = (name) => JSON.parse(readFileSync(new URL(`../../../examples/catalogue/${name}.json`, import.meta.url), "utf8")).map(({ id }) => id);
const products = catalogue("products");
const stories = catalogue("stories");

/** Opens an example; `consent`: she says yes at once. */
async function open(t, url, { consent = true } = {}) {
  const page = await openPage(t, browser, url, async (page) => {
    await page.clock.setFixedTime(NOW * 1000);
    await page.addInitScript(listen);
  });
  await page.locator("button:enabled").waitFor();
  if (consent) await page.locator("button").click();
  return page;
}

/** Clicks through both rows, and compares them with the native command after each click. */
async function shop(page) {
  for (const [row, place] of [[0, 1], [1, 2], [0, 3], [0, 1], [1, 0]]) {
    const before = [await inView(page, 0), await inView(page, 1)];
    await page.locator("ul.row").nth(row).locator("li a").nth(place).click();
    await frames(page);
    const rows = [await shown(page, 0), await shown(page, 1)];
    assert.deepEqual(rows, await nativeRows(page), "the order of the native command");
    before.forEach((cards, row) => assert.deepEqual(rows[row].slice(0, cards.length), cards, "what is in view stays"));
  }
  const [first, second] = [await shown(page, 0), await shown(page, 1)];
  assert.notDeepEqual(first, products);
  assert.deepEqual(first.toSorted(), products.toSorted(), "a permutation");
  assert.equal(second.length, 6);
  assert.notDeepEqual(second, stories.slice(0, 6), "content cards are ranked by what they are about");
  assert.deepEqual(page.errors, [], "the console stays empty");
}

for (const name of ["react", "vue"]) {
  describe(name, () => {
    let site;
    let rendered;
    const at = () => join(folder, name);
    before(async () => {
      await runBuild(at());
      const html = await (await import(pathToFileURL(join(at(), "server/server.js")).href)).render();
      rendered = html;
      const page = join(at(), "dist/index.html");
      writeFileSync(join(at(), "dist/rendered.html"), readFileSync(page, "utf8").replace('<div id="root"></div>', `<div id="root">${html}</div>`));
      site = await serveFolder(join(at(), "dist"));
    });
    after(() => site?.close());

    test("real clicks give the native order, and move only what has not been seen", async (t) => shop(await open(t, site.url)));

    test("and under a strict policy with trusted types", async (t) => shop(await open(t, `${site.url}?strict`)));

    test("a server renders the merchant's order, and hydrating finds no difference", async (t) => {
      const ids = Array.from(rendered.matchAll(/data-item="([^"]+)"/g), ([, id]) => id);
      assert.deepEqual(ids, [...products, ...stories.slice(0, 6)]);
      const page = await open(t, `${site.url}rendered.html`, { consent: false });
      const cards = await page.locator("ul.row li").elementHandles();
      await page.locator("button").click();
      assert.deepEqual(await shown(page, 0), products);
      await shop(page);
      // The very nodes that the server sent are the ones that moved.
      for (const card of cards.slice(0, products.length)) assert.equal(await card.evaluate((node) => node.isConnected), true);
    });

    test("without consent nothing is told, and the merchant's order stays", async (t) => {
      const page = await open(t, site.url, { consent: false });
      for (const place of [0, 2, 4]) await page.locator("ul.row").first().locator("li a").nth(place).click();
      await frames(page);
      assert.deepEqual(await page.evaluate(() => window.told), []);
      assert.deepEqual(await shown(page, 0), products);
      assert.deepEqual(page.errors, []);
    });

    test("where the pack cannot be had, the shop stands as the merchant made it", async (t) => {
      const page = await openPage(t, browser, site.url, (page) => page.route("**/shop.vtr", (route) => route.fulfill({ status: 404 })));
      await page.waitForSelector("ul.row li");
      while (!page.errors.some((error) => error.startsWith("vitrine:"))) await frames(page);
      assert.deepEqual(await shown(page, 0), products);
      assert.deepEqual(await shown(page, 1), stories.slice(0, 6));
      assert.ok(page.errors.some((error) => /vitrine: .*404/.test(error)), page.errors.join("\n"));
    });

    test("its types are strict", () => {
      // TypeScript does not read .vue files: their scripts are checked as files of their own.
      for (const file of readdirSync(join(at(), "src"))) {
        const script = file.endsWith(".vue") && /<script setup lang="ts">([^]*?)<\/script>/.exec(readFileSync(join(at(), "src", file), "utf8"))?.[1];
        if (script) writeFileSync(join(at(), "src", file.replace(".vue", ".script.ts")), script);
      }
      const tsc = join(import.meta.dirname, "../../../node_modules/.bin/tsc");
      const check = spawnSync(tsc, ["-p", at()], { encoding: "utf8" });
      assert.equal(check.status, 0, check.stdout + check.stderr);
    });
  });
}
