/** Bundles the demo into www/dist: one script, one style sheet, the page, and what the package loads at run time. */
import { cp, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("dist/");

await mkdir(out, { recursive: true });
await Promise.all(["main.js", "main.css", "main.js.map", "index.html"].map((name) => rm(`${out}${name}`, { force: true })));
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
