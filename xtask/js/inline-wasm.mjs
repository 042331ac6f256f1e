// Writes the engine's wasm as a JavaScript module, for pages whose policy allows no connection at all.
// Usage: node inline-wasm.mjs FROM.wasm FOLDER

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [from, folder] = process.argv.slice(2);
const text = readFileSync(from).toString("base64");
writeFileSync(join(folder, "wasm-inline.js"), `export const wasm = "${text}";\n`);
writeFileSync(join(folder, "wasm-inline.d.ts"), "/** The engine's WebAssembly in base64. */\nexport declare const wasm: string;\n");
