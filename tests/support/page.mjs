// A shop's page in real Chromium: the packed tarball, bundled as a shop would, under a Content-Security-Policy.

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../browser/demo-shop.mjs";
import { contentType } from "./content-type.mjs";
import { installPackage } from "./project.mjs";

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
/** The package and what answers its shoppers, as one. */
export const SHOP = ["vitrine", "vitrine/rights"];
const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/**
 * Installs the package, bundles a page and serves it with `files` (name on the server: path) beside it. `entries` are
 * the package's entries that the page has, one or several by the name that they have on `window`; `scripts` are further modules to bundle
 * (name on the server: source).
 */
export async function serveShop(files, entries = { vitrine: SHOP }, scripts = {}) {
  const project = installPackage();
  const lines = Object.entries(entries).map(([name, given]) => {
    const modules = [given].flat().map((entry, n) => ({ entry, local: `${name}${n}` }));
    const imports = modules.map(({ entry, local }) => `import * as ${local} from "${entry}";\n`);
    return `${imports.join("")}window.${name} = { ${modules.map(({ local }) => `...${local}`).join(", ")} };\n`;
  });
  for (const [name, source] of Object.entries({ "page.js": lines.join(""), ...scripts })) {
    await build({
      stdin: { contents: source, resolveDir: project.folder },
      outfile: join(project.folder, name),
      bundle: true,
      // The shop has the package installed; what its tests need besides, the project has.
      nodePaths: [MODULES],
      format: "esm",
      logLevel: "error",
    });
  }
  for (const wasm of ["vitrine.wasm", "rights.wasm", "slices.wasm", "slices-rights.wasm"]) copyFileSync(join(project.package, "dist", wasm), join(project.folder, wasm));
  for (const [name, path] of Object.entries(files)) copyFileSync(path, join(project.folder, name));
  const html = '<!doctype html><title>shop</title><script type="module" src="page.js"></script>';
  writeFileSync(join(project.folder, "index.html"), html);
  const requests = [];
  const server = await serve(project.folder, requests);
  return {
    project,
    /** What reached the server, in order. */
    requests,
    port: server.address().port,
    close() {
      server.close();
      project.remove();
    },
  };
}

/** The shop with a browser. */
export async function openShop(files, entries, scripts) {
  const [{ project, port, requests, close }, browser] = await Promise.all([serveShop(files, entries, scripts), launch()]);
  return {
    project,
    browser,
    requests,

    /** The address of a file under a policy. */
    url: (path = "", policy = STRICT) => `http://127.0.0.1:${port}/${path}?policy=${encodeURIComponent(policy)}`,

    /** A page with the package as `window.vitrine`, under a policy; closed when the test ends. `other`: in another browser. */
    async page(t, policy = STRICT, other = browser) {
      const page = await other.newPage();
      t.after(() => page.close());
      await page.goto(this.url("", policy));
      await page.waitForFunction(() => window.vitrine !== undefined);
      return page;
    },

    /** Makes a function known to the page as `window[name]`: a strict policy forbids making it from text there. */
    async addScript(page, name, code) {
      writeFileSync(join(project.folder, `${name}.js`), `window.${name} = ${code.toString()};`);
      await page.addScriptTag({ url: `${name}.js` });
    },

    async close() {
      await browser.close();
      close();
    },
  };
}

/** Serves a folder on a port of its own, and so as an origin of its own; `?policy=…` chooses the page's Content-Security-Policy. */
export async function serve(folder, requests = []) {
  const listening = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const url = new URL(request.url, "http://localhost");
    const file = join(folder, url.pathname === "/" ? "index.html" : url.pathname);
    try {
      const body = readFileSync(file);
      const policy = url.searchParams.get("policy") ?? STRICT;
      response.writeHead(200, {
        "content-type": contentType(file),
        "content-security-policy": policy,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return listening;
}
