// The worker as one script beside the engine and the pack, as `wrangler deploy` makes it from wrangler.toml.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here("src/worker.js")],
  outdir: here("dist"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  conditions: ["workerd", "worker"],
  loader: { ".wasm": "copy", ".vtr": "copy" },
  assetNames: "[name]",
  logLevel: "warning",
});
