/** Bundles the demo into www/dist: one script, one style sheet, the page, and what the package loads at run time. */
import { cp, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("dist/");

await mkdir(out, { recursive: true });
const made = ["main.js", "main.css", "index.html", "vitrine.wasm"];
await Promise.all(made.map((name) => rm(`${out}${name}`, { force: true })));
await build({
  entryPoints: [here("src/main.ts"), here("styles/main.css")],
  outdir: out,
  entryNames: "[name]",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: false,
  logLevel: "warning",
});
await cp(here("index.html"), `${out}index.html`);
// The package looks for its engine beside the script that it was bundled into.
await cp(fileURLToPath(import.meta.resolve("vitrine/vitrine.wasm")), `${out}vitrine.wasm`);
