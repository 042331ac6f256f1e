/**
 * vitrine with its WebAssembly inside the script, for pages whose policy allows no connection (`connect-src 'none'`), or
 * that are one file. A third more to load than the other entries; give `pack` as bytes.
 * @packageDocumentation
 */
import { creator } from "./create.js";
import type { VitrineOptions } from "./types.js";
import type { Vitrine } from "./vitrine.js";
import { wasm } from "./wasm-inline.js";

export * from "./public.js";

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * Starts the engine and opens a shop's pack.
 * @throws VitrineError when the WebAssembly or the pack cannot be had; the page then shows the merchant's order
 */
export const createVitrine: (options: VitrineOptions) => Promise<Vitrine> = creator({
  wasm: () => bytes(wasm),
  // Only where it is asked for; a bundler that makes one file takes it in.
  rightsWasm: async () => bytes((await import("./rights-inline.js")).wasm),
});
