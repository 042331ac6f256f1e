/**
 * `vitrine/edge/node`: the edge before Node's own http, in Node, Deno and Bun, and as a middleware.
 * @packageDocumentation
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Edge, Forward } from "./edge.js";
import { requestOf, send } from "./origin.js";

export { edgeMiddleware } from "./middleware.js";
export { toOrigin } from "./origin.js";

/** What the adapter may be told. */
export interface NodeAdapterOptions {
  /** Whether shoppers reach the shop by HTTPS. Default: `true`. */
  secure?: boolean;
}

/** A listener for `http.createServer`: asks the origin, such as `toOrigin("http://127.0.0.1:3000")`, and answers in the shopper's order. */
export function edgeListener(edge: Edge, forward: Forward, { secure = true }: NodeAdapterOptions = {}): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    const answer = async (): Promise<void> => send(await edge(requestOf(incoming, secure), forward), outgoing);
    answer().catch(() => {
      // The origin cannot be reached, or broke off.
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
  };
}
