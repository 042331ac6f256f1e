/**
 * vitrine in a browser: the WebAssembly is fetched from beside this module.
 * @packageDocumentation
 */
import { creator } from "./create.js";
import type { VitrineOptions } from "./types.js";
import type { Vitrine } from "./vitrine.js";

export * from "./public.js";

/**
 * Loads the engine and opens a shop's pack.
 * @throws VitrineError when the WebAssembly or the pack cannot be had; the page then shows the merchant's order
 */
export const createVitrine: (options: VitrineOptions) => Promise<Vitrine> = creator({
  // Written out in full, so that bundlers find the file and bring it along.
  wasm: () => new URL("./vitrine.wasm", import.meta.url),
  rightsWasm: () => new URL("./rights.wasm", import.meta.url),
});
