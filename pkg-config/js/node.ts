/**
 * vitrine in Node, Deno and Bun: the WebAssembly is read from the package's folder.
 * @packageDocumentation
 */
import { creator } from "./create.js";
import { compiled, readAddress } from "./node-files.js";
import type { VitrineOptions } from "./types.js";
import type { Vitrine } from "./vitrine.js";

export * from "./public.js";

/**
 * Loads the engine and opens a shop's pack.
 * @throws VitrineError when the WebAssembly or the pack cannot be had
 */
export const createVitrine: (options: VitrineOptions) => Promise<Vitrine> = creator({
  wasm: () => compiled(new URL("./vitrine.wasm", import.meta.url)),
  rightsWasm: () => compiled(new URL("./rights.wasm", import.meta.url)),
  readAddress,
});
