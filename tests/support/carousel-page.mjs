// Pages with <vitrine-carousel> in real Chromium: the packed tarball, bundled as a shop would, under a strict
// Content-Security-Policy, HTML as a server renders it. What the engine says of the same events is asked in Node.

import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../browser/demo-shop.mjs";
import { contentType } from "./content-type.mjs";
import { importInstalled, installPackage, packPath } from "./project.mjs";

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "frame-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

export const NOW = 1_217_600_000;
export const ITEMS = Array.from({ length: 24 }, (_, n) => `${n + 1}`);
/** What the shopper looked at before; enough for an order of her own. */
export const VIEWED = ["29", "8", "31", "8", "12", "40"];
export const PAST = [...VIEWED.map((item, n) => ({ type: "view", item, time: NOW - 600 + n * 60 })), { type: "cart", item: "29", time: NOW - 10 }];

/** Cards are 150 wide with gaps of 10: of a row in a window of 850, five and a piece are in view. */
const STYLE = `
body { margin: 0; font: 16px/1.4 sans-serif; }
vitrine-carousel { display: block; }
.row { display: flex; gap: 10px; margin: 0; padding: 0; overflow-x: auto; list-style: none; }
.row > li { flex: 0 0 150px; height: 200px; background: #eee; }
.column { margin: 0; padding: 0; list-style: none; }
.column > li { height: 150px; margin-bottom: 10px; background: #eee; }
.inline > li { display: inline-block; width: 100px; height: 90px; background: #eee; }
.embla { overflow: hidden; }
.embla__container { display: flex; }
.embla__slide { flex: 0 0 20%; min-width: 0; }
.swiper-slide, .embla__slide, .splide__slide { height: 200px; }
.gap { height: 2000px; }
a { color: #024; }
`;

/** What every page has: the package, the shopper's past, and the layout shifts that Chromium measured, all of them. */
const SCRIPT = `
import { createVitrine } from "vitrine";
import { connectCarousels, VitrineCarousel } from "vitrine/carousel";
import { openRights } from "vitrine/rights";
const given = JSON.parse(document.querySelector("#given")?.textContent ?? "{}");
const calls = (window.calls = []);
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) window.shifts.push({ value, sources: sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "gone") });
}).observe({ type: "layout-shift", buffered: true });
Object.assign(window, { connectCarousels, openRights });
window.open_ = async (options = {}) => {
  const vitrine = await createVitrine({ pack: "/shop.vtr", permissions: { profile: true, persist: false }, now: () => given.now, onError: (error) => calls.push(["error", error.code + ": " + error.message]), ...options });
  for (const name of ["observe", "learn"]) {
    const real = vitrine[name].bind(vitrine);
    vitrine[name] = (...args) => (calls.push([name, ...args]), real(...args));
  }
  const real = vitrine.rankPage.bind(vitrine);
  vitrine.rankPage = (requests) => (calls.push(["rankPage", requests.length]), real(requests));
  for (const event of given.past ?? []) vitrine.observe(event);
  return (window.shop = vitrine);
};
if (given.connect) connectCarousels(window.open_(given.options), { permissions: given.options?.permissions });
window.ready = true;
`;

/** Cards as a server renders them. */
export const cards = (ids, more = () => "") => ids.map((id) => `<li data-item="${id}"${more(id)}><a href="#${id}">Item ${id}</a></li>`).join("\n  ");

/** Serves pages; opens them in one browser. */
export async function openCarouselShop(scripts = {}, files = {}) {
  const project = installPackage();
  // What a page brings beside its own script begins with `import "./page.mjs"`.
  writeFileSync(join(project.folder, "page.mjs"), SCRIPT);
  for (const [name, contents] of Object.entries({ "page.js": 'import "./page.mjs";', ...scripts })) {
    await build({
      stdin: { contents, resolveDir: project.folder },
      outfile: join(project.folder, "site", name),
      bundle: true,
      nodePaths: [MODULES],
      format: "esm",
      logLevel: "error",
    });
  }
  const site = join(project.folder, "site");
  for (const wasm of ["vitrine.wasm", "rights.wasm"]) copyFileSync(join(project.package, "dist", wasm), join(site, wasm));
  copyFileSync(packPath(), join(site, "shop.vtr"));
  writeFileSync(join(site, "style.css"), STYLE);
  for (const [name, path] of Object.entries(files)) copyFileSync(path, join(site, name));
  const pages = new Map();
  const [browser, server, { createVitrine }] = await Promise.all([launch(), serve(site, pages), importInstalled(project)]);
  const url = `http://127.0.0.1:${server.address().port}`;
  const pack = Uint8Array.from(readFileSync(packPath()));
  return {
    project,
    browser,
    url,
    createVitrine,

    /** Opens a page with this body; closed when the test ends, with an empty console. `connect`: the page connects its carousels by itself. */
    async open(t, body, { connect = true, past = PAST, options, head = "", width = 850, height = 600, script = "page.js", errors = [], before, other = browser, ...context } = {}) {
      const path = `/${pages.size}.html`;
      const given = JSON.stringify({ connect, past, now: NOW, options });
      pages.set(
        path,
        `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>shop</title><link rel="icon" href="data:,">` +
          `<link rel="stylesheet" href="/style.css">${head}<script type="application/json" id="given">${given}</script></head>` +
          `<body><main><h1>Shop</h1>${body}</main><script type="module" src="/${script}"></script></body></html>`,
      );
      const opened = await other.newContext({ viewport: { width, height }, ...context });
      const page = await opened.newPage();
      page.errors = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) page.errors.push(message.text());
      });
      page.on("pageerror", (error) => page.errors.push(error.message));
      t.after(async () => {
        await opened.close();
        onlyThese(page.errors, errors);
      });
      await before?.(page);
      await page.goto(url + path);
      await page.waitForFunction(() => window.ready);
      if (connect) await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
      return page;
    },

    /** A Vitrine in Node that was told the same events. */
    async told(events, options = {}) {
      const vitrine = await createVitrine({ pack, permissions: { profile: true }, now: () => NOW, ...options });
      for (const [name, ...args] of events) vitrine[name](...args);
      return vitrine;
    },

    /** The order that the engine gives in Node to a shopper who did this; the first `held` keep their places. */
    async ranked(items, { events = PAST.map((event) => ["observe", event]), pins = [], ...request } = {}, options = {}) {
      const vitrine = await this.told(events, options);
      return vitrine.rank({ items, pins, ...request }).ids;
    },

    async close() {
      await browser.close();
      server.close();
      project.remove();
    },
  };
}

function onlyThese(found, expected) {
  const fits = (text, sample) => (typeof sample === "string" ? text === sample : sample.test(text));
  const same = found.length === expected.length && found.every((text, n) => fits(text, expected[n]));
  assert.ok(same, `the console says ${JSON.stringify(found)}`);
}

/** These ids keep the places that they have. */
export const pinned = (ids, from = 0) => ids.map((id, place) => ({ id, position: from + place }));

/** The ids of the cards in the order of the document; hidden ones are left out. */
export const order = (page, selector = "vitrine-carousel") =>
  page.evaluate(
    (selector) => [...document.querySelectorAll(`${selector} [data-item]`)].filter((card) => card.checkVisibility()).map((card) => card.dataset.item),
    selector,
  );

/** Two frames later: what was due has happened and stands on the screen. */
export const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

/** Everything that moved without being asked to, as Chromium measured it. */
export const shifts = async (page) => {
  await settled(page);
  return page.evaluate(() => window.shifts);
};

/** What the page told the engine, for the engine in Node; up to the last thing that the shopper did. */
export async function toldUntilLast(page) {
  const calls = await page.evaluate(() => window.calls);
  const told = calls.filter(([name]) => name === "observe" || name === "learn");
  const last = told.findLastIndex(([name, event]) => name === "observe" && event.type !== "impression");
  return told.slice(0, last + 1);
}

async function serve(folder, pages) {
  const listening = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const headers = { "content-security-policy": STRICT, "cache-control": "max-age=600" };
    try {
      const body = pages.get(pathname) ?? readFileSync(join(folder, pathname));
      // A page is asked for again when she comes back, as shops' pages are.
      if (pages.has(pathname)) headers["cache-control"] = "no-cache";
      response.writeHead(200, { ...headers, "content-type": contentType(pathname) });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return listening;
}
