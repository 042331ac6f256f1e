import { VitrineError } from "../errors.js";
import type { Vitrine } from "../vitrine.js";
import type { VitrineOptions } from "../types.js";

/** A header's new value; `undefined` where it goes. */
export type HeaderEdit = readonly [name: string, value: string | undefined];

/** Changes headers. */
export function editHeaders(headers: Headers, edits: readonly HeaderEdit[]): void {
  for (const [name, value] of edits) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
}

/** How one kind of runtime differs from the others. */
export interface EdgeRuntime {
  createVitrine: (options: VitrineOptions) => Promise<Vitrine>;
  /**
   * Whether the body of a response that says it is compressed comes decompressed, and goes out compressed again as its
   * headers say. Where not, a compressed answer passes through as it is.
   */
  decodes: boolean;
  /** The same request with some headers changed. */
  withHeaders: (request: Request, edits: readonly HeaderEdit[]) => Request;
  /** Whether a request may wait for what another one has fetched. */
  sharesPromises: boolean;
}

/** The edge asks nothing of `vitrine/rights`, and brings no WebAssembly of it. */
export function noRights(): never {
  throw new VitrineError("wasm-unavailable", "vitrine/edge brings no rights.wasm; open vitrine/rights in the shopper's browser.");
}
