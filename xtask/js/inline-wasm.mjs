// Writes wasm as a JavaScript module, for pages whose policy allows no connection at all.
// Usage: node inline-wasm.mjs FROM.wasm FOLDER NAME

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [from, folder, name] = process.argv.slice(2);
const text = readFileSync(from).toString("base64");
writeFileSync(join(folder, `${name}.js`), `export const wasm = "${text}";\n`);
writeFileSync(join(folder, `${name}.d.ts`), "/** WebAssembly in base64. */\nexport declare const wasm: string;\n");
