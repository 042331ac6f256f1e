import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({ entryPoints: ["main.js"], outdir: "dist", bundle: true, splitting: true, minify: true, format: "esm" });
// esbuild does not follow `new URL(…, import.meta.url)`: the WebAssembly goes beside the script that names it.
for (const wasm of ["vitrine.wasm", "rights.wasm"]) copyFileSync(fileURLToPath(import.meta.resolve(`vitrine/${wasm}`)), `dist/${wasm}`);
copyFileSync("index.html", "dist/index.html");
