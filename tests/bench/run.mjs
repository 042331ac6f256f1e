// `node run.mjs shop.vtr`: prints the medians in Node and in Chromium. `cargo xtask bench` calls it.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createVitrine } from "vitrine";
import { openRights } from "vitrine/rights";
import { launch } from "../browser/demo-shop.mjs";
import { DECOYS, measure } from "./measure.mjs";

const [packFile] = process.argv.slice(2);
const pack = readFileSync(packFile);
const ids = Array.from({ length: 200 }, (_, n) => `${n + 1}`);

async function inChromium() {
  const bundle = await build({
    stdin: {
      contents: 'import { createVitrine } from "vitrine"; import { openRights } from "vitrine/rights"; import { measure } from "./measure.mjs"; window.bench = (ids) => measure({ createVitrine, openRights }, () => fetch("/shop.vtr").then((r) => r.arrayBuffer()), ids);',
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    format: "esm",
    write: false,
  });
  const files = {
    "/": ["text/html", '<!doctype html><title>bench</title><script type="module" src="bench.js"></script>'],
    "/bench.js": ["text/javascript", bundle.outputFiles[0].contents],
    ...Object.fromEntries(
      ["vitrine.wasm", "rights.wasm"].map((name) => [`/${name}`, ["application/wasm", readFileSync(fileURLToPath(import.meta.resolve(`vitrine/${name}`)))]]),
    ),
    "/shop.vtr": ["application/octet-stream", pack],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? [];
    if (type === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => window.bench !== undefined);
    return { name: `Chromium ${browser.version().split(".")[0]}`, times: await page.evaluate((ids) => window.bench(ids), ids) };
  } finally {
    await browser.close();
    server.close();
  }
}

const inNode = { name: `Node ${process.versions.node.split(".")[0]}`, times: await measure({ createVitrine, openRights }, () => Uint8Array.from(pack), ids) };
const columns = [inNode, await inChromium()];
const row = (label, cells) => console.log(label.padEnd(34) + cells.map((cell) => cell.padStart(16)).join(""));
console.log(`\npack of ${pack.length} bytes; medians in microseconds`);
row("", columns.map((column) => column.name));
for (const [label, key] of [
  ["first load, wasm and pack", "firstLoad"],
  ["another pack", "load"],
  ["observe", "observe"],
  [`observe, ${DECOYS} decoys`, "observeDecoys"],
  ["rank(50), string ids", "rank"],
  [`rank(50), ${DECOYS} decoys`, "rankDecoys"],
  ["explain(50)", "explain"],
]) {
  row(label, columns.map((column) => column.times[key].toFixed(1)));
}
