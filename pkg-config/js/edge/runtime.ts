import { VitrineError } from "../errors.js";
import type { Vitrine } from "../vitrine.js";
import type { VitrineOptions } from "../types.js";

/** How one kind of runtime differs from the others. */
export interface EdgeRuntime {
  createVitrine: (options: VitrineOptions) => Promise<Vitrine>;
  /**
   * Whether the body of a response that says it is compressed comes decompressed, and goes out compressed again as its
   * headers say. Where not, a compressed answer passes through as it is.
   */
  decodes: boolean;
  /** The same request with other headers. */
  withHeaders: (request: Request, headers: Headers) => Request;
  /** Whether a request may wait for what another one has fetched. */
  sharesPromises: boolean;
}

/** The edge asks nothing of `vitrine/rights`, and brings no WebAssembly of it. */
export function noRights(): never {
  throw new VitrineError("wasm-unavailable", "vitrine/edge brings no rights.wasm; open vitrine/rights in the shopper's browser.");
}
