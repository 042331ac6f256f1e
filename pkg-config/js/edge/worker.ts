/**
 * `vitrine/edge` in a worker (workerd, Edge Light): the engine is compiled when it is deployed.
 * @packageDocumentation
 */
import { creator } from "../create.js";
import engine from "../edge.wasm";
import { edgeCreator } from "./edge.js";
import type { Edge } from "./edge.js";
import type { EdgeOptions } from "./options.js";
import { editHeaders, noRights } from "./runtime.js";

export * from "./public.js";

/**
 * Makes what answers requests in the shopper's order. Nothing is loaded before the first request.
 * @throws VitrineError `bad-options`, `bad-keys`
 */
export const createEdge: (options: EdgeOptions) => Edge = edgeCreator({
  createVitrine: creator({ wasm: () => engine, rightsWasm: noRights }),
  decodes: true,
  withHeaders: (request, edits) => {
    const copy = new Request(request);
    editHeaders(copy.headers, edits);
    return copy;
  },
  sharesPromises: false,
});
