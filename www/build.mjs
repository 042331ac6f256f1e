/**
 * Bundles the demo into www/dist: one script, one style sheet, the page, and what the package loads at run time.
 *
 * `--embed DATA --out FOLDER` builds another page into FOLDER that holds the engine and the shop's files of DATA as well,
 * so that it works where a policy allows no connection at all.
 */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { embed, out } = parseArgs({
  options: { embed: { type: "string" }, out: { type: "string", default: here("dist/") } },
}).values;

/** The entry of the package that holds the engine itself; its other entries stay as they are. */
const inlineEngine = {
  name: "inline-engine",
  setup: (bundle) =>
    bundle.onResolve({ filter: /^vitrine$/ }, () => ({ path: fileURLToPath(import.meta.resolve("vitrine/inline")) })),
};

await mkdir(out, { recursive: true });
const wasms = ["vitrine.wasm", "rights.wasm"];
const made = ["main.js", "main.css", "index.html", ...wasms];
await Promise.all(made.map((name) => rm(join(out, name), { force: true })));
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
  plugins: embed === undefined ? [] : [inlineEngine],
});
const page = await readFile(here("index.html"), "utf8");
if (embed === undefined) {
  await writeFile(join(out, "index.html"), page);
  // The package looks for its engines beside the script that it was bundled into.
  await Promise.all(wasms.map((name) => cp(fileURLToPath(import.meta.resolve(`vitrine/${name}`)), join(out, name))));
} else {
  const files = await Promise.all(
    ["shop.json", "sessions.json", "shop.vtr"].map(async (name) => {
      const text = (await readFile(join(embed, name))).toString("base64");
      // A block of data: no policy counts it as a script.
      return `<script type="text/plain" data-file="${name}">${text}</script>`;
    }),
  );
  const closed = page.replace("connect-src 'self'", "connect-src 'none'");
  await writeFile(join(out, "index.html"), closed.replace("</head>", `${files.join("\n")}\n</head>`));
}
