// What each source of `vitrine/events` adds to a shop's bundle, in bytes of minified JavaScript compressed with brotli:
// `node tests/bench/events-sizes.mjs` after `cargo xtask build`. The face itself is not counted: the shop has it already.

import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const dist = fileURLToPath(new URL("../../pkg-config/dist/", import.meta.url));
const FACE = ["check", "errors", "host", "engine", "flat"].map((name) => `${dist}${name}.js`);
const brotli = (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

async function bundle(names) {
  const contents = `import { ${names.join(", ")} } from "./events/index.js";\nglobalThis.used = [${names.join(", ")}];`;
  const outside = { name: "face", setup: ({ onResolve }) => onResolve({ filter: /\.js$/ }, ({ path, resolveDir }) => {
    const file = fileURLToPath(new URL(path, `file://${resolveDir}/`));
    return FACE.includes(file) ? { path: file, external: true } : undefined;
  }) };
  const { outputFiles } = await build({ stdin: { contents, resolveDir: dist }, bundle: true, minify: true, format: "esm", target: "es2022", write: false, plugins: [outside] });
  return outputFiles[0].contents;
}

const core = brotli(await bundle(["followShopper"]));
const line = (name, bytes) => console.log(`${name.padEnd(28)}${String(bytes).padStart(6)}`);
line("followShopper", core);
for (const source of ["cards", "dwell", "dataLayer", "shopifyAnalytics", "pageItem", "shownPositions"]) {
  line(`with ${source}`, brotli(await bundle(["followShopper", source])) - core);
}
line("all of it", brotli(await bundle(["followShopper", "cards", "dwell", "dataLayer", "shopifyAnalytics", "pageItem", "readPageItem", "shownPositions", "keepPositions"])));
