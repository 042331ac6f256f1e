// The guides for plain HTML, Next and Shopify, followed to the letter with the packed tarball and opened in Chromium: real
// clicks, and the very order that the native command gives for the same events and requests.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Liquid, Tag } from "liquidjs";
import { launch } from "../../browser/demo-shop.mjs";
import { layOut, openPage, runBuild, serveFolder, startNext, unpackPackage } from "../../support/bundled.mjs";
import { frames, listen, nativeRows, NOW } from "../../support/listening.mjs";
import { installPackage, packPath, setting } from "../../support/project.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** The cards of the row; the panel names items, too. */
const CARDS = "ul[class$=row] > li";
const shown = (page) => page.locator(CARDS).evaluateAll((cards) => cards.map((card) => card.dataset.item));
const inView = (page) => page.locator(CARDS).evaluateAll((cards) => cards.filter((card) => card.getBoundingClientRect().left < innerWidth).map((card) => card.dataset.item));

function open(t, url, before = () => {}) {
  return openPage(t, browser, url, async (page) => {
    await page.clock.setFixedTime(NOW * 1000);
    await page.addInitScript(listen);
    await before(page);
  });
}

/** Clicks without consent, then with it, and compares the row with the native command after each click. */
async function shop(page, sayYes, pack) {
  await page.waitForFunction(() => window.vitrine !== undefined);
  const merchant = await shown(page);
  const click = (place) => page.locator(`${CARDS} a`).nth(place).click();
  await click(2);
  await frames(page);
  assert.deepEqual(await page.evaluate(() => window.told), [], "nothing is told before a Yes");
  assert.deepEqual(await shown(page), merchant);
  await sayYes();
  await page.waitForFunction(() => window.vitrine.permissions.profile);
  for (const place of [1, 3, 1, 0]) {
    const before = { cards: await inView(page), told: await page.evaluate(() => window.told.filter(({ type }) => type === "click").length) };
    await click(place);
    await page.waitForFunction((told) => window.asked?.events.filter(({ type }) => type === "click").length > told, before.told);
    await frames(page);
    const row = await shown(page);
    assert.deepEqual([row], await nativeRows(page, pack));
    assert.deepEqual(row.slice(0, before.cards.length), before.cards, "what is in view stays");
  }
  const row = await shown(page);
  assert.notDeepEqual(row, merchant);
  assert.deepEqual(row.toSorted(), merchant.toSorted(), "a permutation");
  assert.deepEqual(page.errors, [], "the console stays empty");
}

/** The commands of a guide's first block of them. */
const commands = (guide) => /^```sh\n([^]*?)^```$/m.exec(readFileSync(join(ROOT, "docs/guides", guide), "utf8"))[1];

describe("plain HTML", () => {
  let project;
  let site;
  before(async () => {
    project = installPackage();
    const [install, ...others] = commands("plain-html.md").trimEnd().split("\n");
    assert.equal(install, "npm i vitrine", "done above, from the tarball");
    execFileSync("sh", ["-e"], { cwd: project.folder, input: others.join("\n") });
    layOut(join(project.folder, "public"), "examples/plain-html");
    site = await serveFolder(join(project.folder, "public"));
  });
  after(() => {
    site?.close();
    project?.remove();
  });

  for (const [policy, query] of [["without a policy", ""], ["under a strict policy", "?strict"]]) {
    test(`real clicks give the native order, ${policy}; the panel shows, and the next visit knows`, async (t) => {
      const page = await open(t, site.url + query);
      await shop(page, () => page.locator("#yes").click());
      await page.locator("vitrine-panel .row").first().waitFor();
      await page.reload();
      await page.waitForFunction(() => window.vitrine?.permissions.profile);
      await page.locator("vitrine-panel .row").first().waitFor();
      await page.locator("vitrine-panel [data-switch=profile]").uncheck();
      assert.equal(await page.evaluate(() => localStorage.getItem("personal")), null, "a No in the panel is the shop's answer, too");
    });
  }
});

describe("Next", () => {
  let site;
  before(async () => {
    const at = layOut(join(unpackPackage("platforms"), "next"), "examples/next");
    mkdirSync(join(at, "public"));
    copyFileSync(packPath(), join(at, "public/shop.vtr"));
    writeFileSync(join(at, "public/favicon.ico"), "");
    await runBuild(at);
    site = await startNext(at);
  });
  after(() => site?.close());

  test("the server sends the merchant's order; real clicks give the native order", async (t) => {
    const products = JSON.parse(readFileSync(join(ROOT, "examples/next/app/products.json"), "utf8")).map(({ id }) => id);
    const html = await (await fetch(site.url)).text();
    assert.deepEqual(Array.from(html.matchAll(/<li data-item="([^"]+)"/g), ([, id]) => id), products);
    const page = await open(t, site.url);
    await page.locator("button:enabled").waitFor();
    await shop(page, () => page.locator("button").click());
  });
});

describe("Shopify", () => {
  let site;
  let pack;
  before(async () => {
    const at = layOut(join(unpackPackage("shopify"), "theme"), "examples/shopify");
    await runBuild(at);
    copyFileSync(join(ROOT, "tests/feeds/shopify-products.json"), join(at, "products.json"));
    const [, ...options] = commands("shopify.md").trim().split(" ");
    execFileSync(setting("VITRINE_COMMAND"), options, { cwd: at, stdio: "ignore" });
    pack = join(at, "shop.vtr");
    const html = await rendered(at, "/pack/maja.vtr");
    const out = join(at, "out");
    cpSync(join(at, "assets"), join(out, "assets"), { recursive: true });
    mkdirSync(join(out, "pack"));
    copyFileSync(pack, join(out, "pack/maja.vtr"));
    writeFileSync(join(out, "index.html"), `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="stylesheet" href="/assets/section.css"></head><body>${html}</body></html>`);
    site = await serveFolder(out);
  });
  after(() => site?.close());

  for (const [policy, query] of [["without a policy", ""], ["under a strict policy", "?strict"]]) {
    test(`the section, rendered, takes real clicks to the native order, ${policy}`, async (t) => {
      const page = await open(t, site.url + query, (page) => page.addInitScript(customerPrivacy));
      await shop(page, () => page.evaluate(() => window.sayYes()), pack);
      assert.equal(await page.evaluate(() => window.loaded), "consent-tracking-api", "Shopify's script was asked for");
    });
  }
});

/** The section as Shopify would render it, with stand-ins for what is Shopify's own: its filters, its blocks, its data. */
async function rendered(at, address) {
  const engine = new Liquid({ strictVariables: true, strictFilters: true });
  engine.registerFilter("asset_url", (file) => `/assets/${file}`);
  engine.registerFilter("money", (cents) => `€${(cents / 100).toFixed(2)}`);
  const blocks = {};
  for (const name of ["schema", "stylesheet"]) engine.registerTag(name, block(name, (text) => (blocks[name] = text)));
  const section = readFileSync(join(at, "sections/vitrine-carousel.liquid"), "utf8");
  const { products } = JSON.parse(readFileSync(join(at, "products.json"), "utf8"));
  const offered = products.slice(0, 40).map(({ id, handle, title, variants: [{ price }] }) => ({ id, title, url: `#${handle}`, price: Number(price) * 100 }));
  const settings = { heading: "For you", pack: address, collection: { products: offered } };
  const html = await engine.parseAndRender(section, { section: { id: "template--1__for_you", settings } });
  const { settings: known } = JSON.parse(blocks.schema);
  assert.deepEqual(known.map(({ id }) => id).sort(), Object.keys(settings).sort());
  writeFileSync(join(at, "assets/section.css"), blocks.stylesheet);
  return html;
}

/** A block whose text is Shopify's, and is not rendered. */
function block(name, take) {
  return class extends Tag {
    constructor(token, rest, liquid) {
      super(token, rest, liquid);
      let text = "";
      while (rest.length > 0) {
        const next = rest.shift();
        if (next.name === `end${name}`) break;
        text += next.getText();
      }
      take(text);
    }
    render() {}
  };
}

/** Runs in the page before it: Shopify's customer privacy API in its documented form, which answers no until it is told yes. */
function customerPrivacy() {
  let yes = false;
  const customerPrivacy = { preferencesProcessingAllowed: () => yes, analyticsProcessingAllowed: () => yes };
  window.Shopify = {
    loadFeatures([{ name }], done) {
      window.loaded = name;
      window.Shopify.customerPrivacy = customerPrivacy;
      done();
    },
  };
  window.sayYes = () => {
    yes = true;
    const detail = { preferencesAllowed: true, analyticsAllowed: true, marketingAllowed: false, saleOfDataAllowed: false };
    document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail }));
  };
}
