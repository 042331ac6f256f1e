/**
 * Packs in slices, for shops whose whole pack is too much for one page: docs/slices.md.
 * @packageDocumentation
 */
import { opener } from "./shop.js";
import type { CreateVitrine, SlicesOptions } from "./shop.js";
import type { SlicedShop } from "./shop.js";

export { sliceOf } from "./number.js";
export { SlicedShop } from "./shop.js";
export type { CreateVitrine, SlicesOptions } from "./shop.js";

/**
 * Makes a Vitrine that ranks by the slices of the items that a page shows. Make all Vitrines of a page this way or none:
 * they share one WebAssembly.
 * @throws VitrineError where slices.json, the head or the WebAssembly cannot be had; the page then shows the merchant's order
 */
export const openSlices: (createVitrine: CreateVitrine, options: SlicesOptions) => Promise<SlicedShop> = opener(
  // Written out in full, so that bundlers find the files and bring them along.
  () => new URL("../slices.wasm", import.meta.url),
  new URL("../slices-rights.wasm", import.meta.url),
);
