// Every bundler and none: a small project of each, built from the packed tarball, receives real clicks in Chromium and
// shows the very order that the native command gives for the same events. With and without a strict policy.

import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../../browser/demo-shop.mjs";
import { layOut, nativeOrder, openPage, runBuild, serveFolder, startNext, unpackPackage } from "../../support/bundled.mjs";
import { packPath } from "../../support/project.mjs";

const HERE = "tests/runtimes/bundlers";
/** The cards that the shopper clicks, in this order. */
const CLICKED = ["204", "33", "110", "204", "148"];

let folder;
let browser;
before(async () => {
  folder = unpackPackage("bundlers");
  browser = await launch();
});
after(() => browser?.close());

const shown = (page) => page.locator("#shelf > li").evaluateAll((cards) => cards.map((card) => card.dataset.item));

/** Clicks cards as a shopper, and compares what is shown with what the native command says. */
async function shopIn(t, url, { panel = true } = {}) {
  const page = await openPage(t, browser, url);
  await page.waitForSelector("html[data-ready]");
  const merchant = await shown(page);
  for (const id of CLICKED) await page.locator(`[data-item="${id}"] a`).click();
  const told = await page.evaluate(() => window.told);
  assert.deepEqual(told.events.map(({ item }) => item), CLICKED);
  const native = nativeOrder(told);
  assert.notDeepEqual(native.order, merchant);
  assert.deepEqual(await shown(page), native.order);
  if (panel) await page.locator("vitrine-panel .row").first().waitFor();
  assert.deepEqual(page.errors, [], "the console stays empty");
}

/** The tests of one project: built once, opened under each policy. */
function project(name, build, options) {
  describe(name, () => {
    let site;
    before(async () => {
      site = await build(join(folder, name));
    });
    after(() => site?.close());
    test("real clicks give the native order", (t) => shopIn(t, site.url, options));
    test("and under a strict policy with trusted types", (t) => shopIn(t, `${site.url}?strict`, options));
  });
}

for (const name of ["vite", "webpack", "rollup", "esbuild", "parcel"]) {
  project(name, async (at) => {
    layOut(at, `${HERE}/shop`, `${HERE}/${name}`);
    // Parcel reads its settings where a lock file says that a project begins.
    if (name === "parcel") writeFileSync(join(at, "package-lock.json"), "{}");
    await runBuild(at);
    return serveFolder(join(at, "dist"));
  });
}

project(
  "no bundler",
  async (at) => {
    layOut(at, `${HERE}/shop`, `${HERE}/bare`);
    cpSync(join(folder, "node_modules/vitrine"), join(at, "vitrine"), { recursive: true });
    return serveFolder(at);
  },
  { panel: false },
);

project("next", async (at) => {
  layOut(at, `${HERE}/next`);
  mkdirSync(join(at, "public"));
  copyFileSync(packPath(), join(at, "public/shop.vtr"));
  writeFileSync(join(at, "public/favicon.ico"), "");
  const cards = readFileSync(join(at, "../vite/index.html"), "utf8").matchAll(/data-item="(\d+)"/g);
  writeFileSync(join(at, "candidates.json"), JSON.stringify(Array.from(cards, ([, id]) => id)));
  await runBuild(at);
  return startNext(at);
});
