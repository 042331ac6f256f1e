// The shop of these tests: the packed tarball as npm installs it, behind an import map, without a bundler, under a strict
// Content-Security-Policy. Every page is an origin of its own, so that one browser serves many shoppers.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { contentType } from "../support/content-type.mjs";
import { installPackage, packPath } from "../support/project.mjs";
import { goldenPackPath } from "../support/golden.mjs";

const SHOP = fileURLToPath(new URL("shop/", import.meta.url));
export const NOW = 1_217_600_000;
/** What is new stands in view; what is for her stands below. */
export const NEW = Array.from({ length: 12 }, (_, n) => `${n + 25}`);
export const HOME = Array.from({ length: 24 }, (_, n) => `${n + 1}`);

const row = (name, ids) =>
  `<vitrine-carousel name="${name}"><ul class="row">${ids.map((id) => `<li data-item="${id}"><a href="#${id}">Item ${id}</a></li>`).join("")}</ul></vitrine-carousel>`;

const BODY = `<main><h1>Shop</h1><div id="consent"><button name="yes">Yes, for me</button><button name="no">No</button></div>
<section aria-label="New">${row("new", NEW)}</section><a id="on" href="/other.html">On</a><div class="gap"></div>
<section aria-label="For you">${row("home", HOME)}</section><vitrine-panel></vitrine-panel></main>`;

/** Installs the package. `open` gives a new origin, closed when the test ends. */
export function installSite() {
  const project = installPackage();
  const map = importMap(project);
  const policy =
    `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-${createHash("sha256").update(map).digest("base64")}'; ` +
    "connect-src 'self'; frame-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
  const page = (body, script) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">` +
    `<title>Shop</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/shop/shop.css"><script src="/shop/errors.js"></script>` +
    `<script type="importmap">${map}</script><script type="application/json" id="given">${JSON.stringify({ now: NOW })}</script>` +
    `<script type="module" src="${script}"></script></head><body>${body}</body></html>`;
  const pages = {
    "/": page(BODY, "/shop/shop.js"),
    "/phone.html": page('<main><h1>A phone</h1><iframe title="A phone" src="/"></iframe></main>', "/shop/package.js"),
    "/other.html": page("<main><h1>Another page</h1></main>", "/shop/package.js"),
  };
  return {
    async open(t) {
      const server = createServer((request, response) => {
        const { pathname } = new URL(request.url, "http://localhost");
        try {
          const file = fileOf(project, pathname);
          response.writeHead(200, {
            "content-type": contentType(pages[pathname] === undefined ? file : "page.html"),
            "content-security-policy": policy,
            "cache-control": "no-cache",
          });
          response.end(pages[pathname] ?? readFileSync(file));
        } catch {
          response.writeHead(404).end();
        }
      });
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      t.after(() => server.close());
      return `http://127.0.0.1:${server.address().port}/`;
    },
    close: () => project.remove(),
  };
}

function fileOf(project, pathname) {
  if (pathname === "/shop.vtr") return packPath();
  if (pathname === "/golden.vtr") return goldenPackPath;
  const [root, below] = pathname.startsWith("/shop/") ? [SHOP, pathname.slice(5)] : [project.folder, pathname];
  const file = normalize(join(root, below));
  if (!file.startsWith(normalize(root))) throw new Error("outside");
  return file;
}

/** Every entry of the package, and what it depends on, by the names that modules import. */
function importMap({ package: folder }) {
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entries = Object.entries(exports).flatMap(([name, entry]) => {
    const file = entry.browser ?? entry.default;
    return file === undefined || name.includes("*") ? [] : [[join("vitrine", name), join("/node_modules/vitrine", file)]];
  });
  return JSON.stringify({
    imports: {
      ...Object.fromEntries(entries),
      "lit-html": "/node_modules/lit-html/lit-html.js",
      "lit-html/": "/node_modules/lit-html/",
      "@noble/ciphers/": "/node_modules/@noble/ciphers/",
      uqr: "/node_modules/uqr/dist/index.mjs",
    },
  });
}
