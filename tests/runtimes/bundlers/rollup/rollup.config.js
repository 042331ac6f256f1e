import { copyFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { nodeResolve } from "@rollup/plugin-node-resolve";

/** Rollup does not follow `new URL(…, import.meta.url)`: the WebAssembly goes beside the script that names it. */
const wasm = {
  name: "vitrine-wasm",
  async generateBundle() {
    for (const fileName of ["vitrine.wasm", "rights.wasm"]) {
      const { id } = await this.resolve(`vitrine/${fileName}`, "main.js");
      this.emitFile({ type: "asset", fileName, source: await readFile(id) });
    }
  },
};

export default {
  input: "main.js",
  output: { dir: "dist", format: "es" },
  plugins: [
    nodeResolve({ browser: true }),
    wasm,
    { name: "page", writeBundle: () => copyFileSync("index.html", "dist/index.html") },
  ],
  onwarn(warning) {
    throw new Error(warning.message);
  },
};
