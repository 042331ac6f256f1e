/**
 * vitrine in an edge worker (workerd, Edge Light): these compile WebAssembly when they are deployed, never at run time,
 * so it is a static import.
 * @packageDocumentation
 */
import { creator } from "./create.js";
import rights from "./rights.wasm";
import type { VitrineOptions } from "./types.js";
import type { Vitrine } from "./vitrine.js";
import engine from "./vitrine.wasm";

export * from "./public.js";

/**
 * Opens a shop's pack.
 * @throws VitrineError when the pack cannot be had
 */
export const createVitrine: (options: VitrineOptions) => Promise<Vitrine> = creator({
  wasm: () => engine,
  rightsWasm: () => rights,
});
