/**
 * `vitrine/edge/hono`: the edge as a middleware of Hono.
 * @packageDocumentation
 */
import type { Edge } from "./edge.js";

/** The part of Hono's context that is used. */
export interface HonoContext {
  req: { raw: Request };
  get res(): Response;
  set res(response: Response | undefined);
}

/** A middleware before those that answer: what they answer goes out in the shopper's order. */
export function edgeOf(edge: Edge): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    const response = await edge(context.req.raw, async (request) => {
      context.req.raw = request;
      await next();
      return context.res;
    });
    if (response === context.res) return;
    // Hono adds the headers of the answer before to those of the next one.
    context.res = undefined;
    context.res = response;
  };
}
