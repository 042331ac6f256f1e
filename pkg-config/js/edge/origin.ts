// Requests and answers between Node's own http and the standard ones. The bytes pass as they are: `fetch` would decompress
// them and leave headers that are no longer true.

import { request as overHttp } from "node:http";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { request as overHttps } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import type { Forward } from "./edge.js";

/** What is between two neighbours and no further (RFC 9110, section 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set(["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);
/** These answers have no body. */
export const BODILESS: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/** Gets answers from an origin, such as `http://127.0.0.1:3000`. Redirects pass to the shopper. */
export function toOrigin(origin: string | URL): Forward {
  const base = new URL(origin);
  const send = base.protocol === "https:" ? overHttps : overHttp;
  return (request) =>
    new Promise((resolve, reject) => {
      const url = new URL(request.url);
      const headers: OutgoingHttpHeaders = {};
      request.headers.forEach((value, name) => {
        if (!HOP_BY_HOP.has(name)) headers[name] = value;
      });
      headers["x-forwarded-host"] ??= url.host;
      headers["x-forwarded-proto"] ??= url.protocol.slice(0, -1);
      headers["host"] = base.host;
      const outgoing = send(new URL(`${url.pathname}${url.search}`, base), { method: request.method, headers });
      outgoing.once("response", (incoming) => {
        try {
          resolve(responseOf(incoming));
        } catch (thrown) {
          incoming.destroy();
          reject(thrown);
        }
      });
      outgoing.once("error", reject);
      if (request.body === null) outgoing.end();
      else pipeline(Readable.fromWeb(request.body as NodeStream), outgoing).catch(reject);
    });
}

function responseOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 502;
  const headers = headersOf(incoming.rawHeaders);
  const empty = BODILESS.has(status) || incoming.method === "HEAD";
  if (empty) incoming.resume();
  const body = empty ? null : bodyOf(incoming);
  return new Response(body, { status, statusText: incoming.statusMessage ?? "", headers });
}

/** Names and values as they came, one after the other, without those of this connection alone. */
export function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] as string).toLowerCase();
    if (!HOP_BY_HOP.has(name) && !name.startsWith(":")) headers.append(name, raw[at + 1] as string);
  }
  return headers;
}

/** The body as it comes. From here on it is read. */
export function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
}

/** A request of Node's as a standard one. `secure`: whether the shopper reached you by HTTPS; `body`: in place of its own. */
export function requestOf(incoming: IncomingMessage, secure: boolean, body?: ReadableStream<Uint8Array>): Request {
  const method = incoming.method ?? "GET";
  const url = new URL(incoming.url ?? "/", `${secure ? "https" : "http"}://${incoming.headers.host ?? "localhost"}`);
  const bodiless = method === "GET" || method === "HEAD";
  // A body that is still coming needs `duplex` in Node, which the types of browsers do not have.
  const init: RequestInit & { duplex?: "half" } = {
    method,
    headers: headersOf(incoming.rawHeaders),
    body: bodiless ? null : (body ?? bodyOf(incoming)),
    redirect: "manual",
    duplex: "half",
  };
  return new Request(url, init);
}

/** Sends a standard answer by Node's own http. */
export async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  outgoing.statusMessage = response.statusText;
  response.headers.forEach((value, name) => {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  });
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  await pipeline(Readable.fromWeb(response.body as NodeStream), outgoing);
}
