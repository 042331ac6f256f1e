/**
 * `vitrine/edge` in Node, Deno and Bun.
 * @packageDocumentation
 */
import { creator } from "../create.js";
import { compiled, readAddress } from "../node-files.js";
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
  createVitrine: creator({ wasm: () => compiled(new URL("../edge.wasm", import.meta.url)), rightsWasm: noRights, readAddress }),
  decodes: false,
  withHeaders: ({ url, method, body, redirect, headers: given }, edits) => {
    const headers = new Headers(given);
    editHeaders(headers, edits);
    // In parts: Deno complains of whoever asks a request for its signal, as a copy does. `duplex` is not in the types of browsers.
    const init: RequestInit & { duplex: "half" } = { method, headers, body, redirect, duplex: "half" };
    return new Request(url, init);
  },
  sharesPromises: true,
});
