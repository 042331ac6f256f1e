// A shop's page with <vitrine-panel> in real Chromium: the packed tarball, bundled in pieces as a shop would, under a
// strict Content-Security-Policy, with languages loaded when they are asked for.

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";
import { gatherErrors, launch } from "../browser/demo-shop.mjs";
import { contentType } from "./content-type.mjs";
import { installPackage, packPath } from "./project.mjs";

/** No 'unsafe-inline' anywhere, and scripts that insist on trusted types. */
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

const SCRIPT = `
import { createVitrine } from "vitrine";
import { defineLanguage } from "vitrine/panel";
import { followConsent, gpc } from "vitrine/consent";
import { openRights } from "vitrine/rights";
import { keepProfile } from "vitrine/storage";
window.package = { createVitrine, defineLanguage, followConsent, gpc, keepProfile, openRights };
`;

export const NOW = 1_217_600_000;
export const ITEMS = Array.from({ length: 40 }, (_, n) => `${n + 1}`);
export const VIEWED = ["29", "8", "31", "8", "12", "40"];

/** Installs the package, bundles the page and serves it. `requests` holds the paths that were asked for. */
export async function openPanelShop() {
  const project = installPackage();
  writeFileSync(join(project.folder, "page.mjs"), SCRIPT);
  await build({
    entryPoints: [join(project.folder, "page.mjs")],
    outdir: join(project.folder, "site"),
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    logLevel: "error",
  });
  const site = join(project.folder, "site");
  for (const wasm of ["vitrine.wasm", "rights.wasm"]) copyFileSync(join(project.package, "dist", wasm), join(site, wasm));
  copyFileSync(packPath(), join(site, "shop.vtr"));
  const requests = [];
  const [browser, server] = await Promise.all([launch(), serve(site, requests)]);
  const url = `http://127.0.0.1:${server.address().port}/`;
  return {
    project,
    browser,
    url,
    requests,

    /** A fresh context with one page, `window.package` there; closed when the test ends. */
    async page(t, { lang = "en", hash = "", ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 480, height: 900 }, ...options });
      t.after(() => context.close());
      return openPage(context, `${url}?lang=${lang}${hash}`);
    },

    async close() {
      await browser.close();
      server.close();
      project.remove();
    },
  };
}

/** Opens the page in a context. What its console says, and what the policy refuses, is gathered in `page.errors`. */
export async function openPage(context, url) {
  const page = gatherErrors(await context.newPage());
  await page.goto(url);
  await page.waitForFunction(() => window.package !== undefined);
  return page;
}

/** Makes `window.shop`, a Vitrine that may what is granted, with some looks taken in, and gives it to the panel. */
export async function connect(page, { permissions = { profile: true, persist: true }, viewed = VIEWED, panel = true } = {}) {
  await page.evaluate(
    async ({ now, permissions, viewed, panel }) => {
      window.told = [];
      window.shop = await window.package.createVitrine({
        pack: "shop.vtr",
        permissions,
        now: () => now,
        onError: (error) => window.told.push(error.code),
      });
      window.rights = await window.package.openRights(window.shop);
      viewed.forEach((item, n) => window.shop.observe({ type: "view", item, time: now - 600 + n * 60 }));
      if (viewed.length > 0) window.shop.observe({ type: "cart", item: viewed[0], time: now - 10 });
      if (panel) document.querySelector("vitrine-panel").vitrine = window.shop;
    },
    { now: NOW, permissions, viewed, panel },
  );
  if (panel) await page.locator("vitrine-panel .status").waitFor();
}

async function serve(folder, requests) {
  const listening = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    requests.push(url.pathname);
    const headers = { "content-security-policy": STRICT, "cache-control": "no-store" };
    if (url.pathname === "/") {
      const lang = /^[a-zA-Z-]{2,8}$/.exec(url.searchParams.get("lang") ?? "")?.[0] ?? "en";
      response.writeHead(200, { ...headers, "content-type": contentType("index.html") });
      response.end(
        `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
          `<meta name="color-scheme" content="light dark"><title>shop</title><link rel="icon" href="data:,"><script type="module" src="page.js"></script></head>` +
          `<body><main><h1>shop</h1><vitrine-panel></vitrine-panel></main></body></html>`,
      );
      return;
    }
    try {
      const body = readFileSync(join(folder, url.pathname));
      response.writeHead(200, { ...headers, "content-type": contentType(url.pathname) });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return listening;
}
