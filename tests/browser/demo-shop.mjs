// The demo shop for tests and pictures: a small static server over the built page and its data, and a browser.
// The folders and the browser come from the environment; `cargo xtask test` sets them.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { contentType } from "../support/content-type.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'";
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The folders of the built page and of the shop's data. */
export function folders() {
  const page = process.env.VITRINE_DEMO_PAGE ?? join(ROOT, "www/dist");
  const data = process.env.VITRINE_DEMO_DATA ?? join(page, "data");
  return { page, data };
}

/** What is missing to open the demo shop, in a sentence; null if nothing is. */
export function missing() {
  const { page, data } = folders();
  for (const file of [join(page, "index.html"), join(page, "vitrine.wasm"), join(page, "rights.wasm"), join(data, "shop.json")]) {
    if (!existsSync(file)) return `${file} is not there: run the tests by "cargo xtask test --only browser"`;
  }
  if (!browserPath()) return "no Chromium: name one in the environment variable CHROMIUM";
  return null;
}

/** The browser of these tests. */
export function browserPath() {
  return process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path));
}

/** Serves the demo on a free port of this machine, under the policy that a careful shop would send; `compress`: as hosts do. */
export async function serve({ compress = false } = {}) {
  const { page, data } = folders();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = path === "/" ? "/index.html" : path;
    const [root, below] = file.startsWith("/data/") ? [data, file.slice(5)] : [page, file];
    const full = normalize(join(root, below));
    try {
      if (!full.startsWith(normalize(root))) throw new Error("outside");
      const body = await readFile(full);
      response.writeHead(200, {
        "content-type": contentType(full),
        "content-security-policy": POLICY,
        "cache-control": "no-store",
        ...(compress ? { "content-encoding": "gzip" } : {}),
      });
      response.end(compress ? gzipSync(body) : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** How a browser is started without a window, and without a word to anybody. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser without a window; `options` are those of playwright's `launch`. */
export function launch(options = {}) {
  return chromium.launch({ ...options, executablePath: browserPath(), args: FLAGS });
}

/** Gathers what a page's console and its policy complain of as `page.errors`. Returns the page. */
export function gatherErrors(page) {
  page.errors = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.errors.push(message.text());
  });
  page.on("pageerror", (error) => page.errors.push(error.message));
  return page;
}

/** Opens the demo in a fresh profile and waits until it is ready. Errors of the page are gathered in `page.errors`. */
export async function openShop(browser, url, options = {}) {
  const { before, at = "", ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...contextOptions });
  const page = gatherErrors(await context.newPage());
  await before?.(page);
  await page.goto(`${url}${at}`);
  await ready(page);
  return page;
}

/** Waits until the shop stands. */
export async function ready(page) {
  await page.waitForSelector("html[data-ready]");
}

/** The ids that every shelf of the page shows, by slot. */
export function shelves(page) {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll(".shelf")].map((shelf) => [
        shelf.dataset.slot,
        [...shelf.querySelectorAll(".card:not([hidden])")].map((card) => card.dataset.item),
      ]),
    ),
  );
}
