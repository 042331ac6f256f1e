/**
 * Packs in slices in Node, Deno and Bun: the WebAssembly is read from the package's folder.
 * @packageDocumentation
 */
import { compiled } from "../node-files.js";
import { opener } from "./shop.js";
import type { CreateVitrine, SlicesOptions } from "./shop.js";
import type { SlicedShop } from "./shop.js";

export { sliceOf } from "./number.js";
export { SlicedShop } from "./shop.js";
export type { CreateVitrine, SlicesOptions } from "./shop.js";

/** As in a browser. */
export const openSlices: (createVitrine: CreateVitrine, options: SlicesOptions) => Promise<SlicedShop> = opener(
  () => compiled(new URL("../slices.wasm", import.meta.url)),
  // Read when it is first waited for.
  { then: (done, failed) => compiled(new URL("../slices-rights.wasm", import.meta.url)).then(done, failed) },
);
