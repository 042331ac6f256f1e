// As a middleware of Connect, Express and their kin: what the handlers behind it write is taken over as a standard answer.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Edge, Forward } from "./edge.js";
import type { NodeAdapterOptions } from "./node.js";
import { BODILESS, bodyOf, headersOf, requestOf, send } from "./origin.js";

type Writing = Pick<ServerResponse, "writeHead" | "write" | "end" | "flushHeaders">;
type Done = (error?: Error | null) => void;

/** A middleware before those that answer: what they answer goes out in the shopper's order. */
export function edgeMiddleware(
  edge: Edge,
  { secure = true }: NodeAdapterOptions = {},
): (incoming: IncomingMessage, outgoing: ServerResponse, next: (error?: unknown) => void) => void {
  return (incoming, outgoing, next) => {
    let captured: Captured | undefined;
    const forward: Forward = (request) => {
      hideFrom(incoming, request.headers);
      captured = new Captured(incoming, outgoing);
      next();
      return captured.response;
    };
    const answer = async (): Promise<void> => {
      const response = await edge(requestOf(incoming, secure, leftAlone(incoming)), forward);
      captured?.giveBack();
      for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
      await send(response, outgoing);
    };
    answer().catch((thrown: unknown) => {
      captured?.giveBack();
      if (outgoing.headersSent) outgoing.destroy();
      else next(thrown);
    });
  };
}

/** The body for who asks for it, which the edge does for its own requests alone; all others the handlers behind read. */
function leftAlone(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= bodyOf(incoming).getReader();
        const { value, done } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** What the handlers behind see of the request's headers: what the edge lets through. */
function hideFrom(incoming: IncomingMessage, headers: Headers): void {
  const before = headersOf(incoming.rawHeaders);
  for (const name of new Set([...before.keys(), ...headers.keys()])) {
    const value = headers.get(name);
    if (value === before.get(name)) continue;
    if (value === null) delete incoming.headers[name];
    else incoming.headers[name] = value;
    const pairs = Array.from({ length: incoming.rawHeaders.length / 2 }, (_, n) => incoming.rawHeaders.slice(n * 2, n * 2 + 2));
    const others = pairs.filter(([given]) => given?.toLowerCase() !== name);
    incoming.rawHeaders = [...others.flat(), ...(value === null ? [] : [name, value])];
  }
}

/** An answer while it is written. */
class Captured {
  readonly response: Promise<Response>;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #own: Writing;
  #tell!: (response: Response) => void;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  #begun = false;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.response = new Promise((resolve) => (this.#tell = resolve));
    const { writeHead, write, end, flushHeaders } = outgoing;
    this.#own = { writeHead, write, end, flushHeaders };
    Object.assign(outgoing, {
      writeHead: (status: number, ...rest: unknown[]) => this.#head(status, rest),
      flushHeaders: () => this.#begin(),
      write: (chunk: unknown, ...rest: unknown[]) => this.#write(chunk, rest),
      end: (...given: unknown[]) => this.#end(given),
    });
  }

  /** From here on the edge writes. What the handlers still write goes into the body. */
  giveBack(): void {
    Object.assign(this.#outgoing, this.#own);
  }

  #head(status: number, rest: readonly unknown[]): ServerResponse {
    const outgoing = this.#outgoing;
    outgoing.statusCode = status;
    if (typeof rest[0] === "string") outgoing.statusMessage = rest[0];
    const headers = rest.find((one) => typeof one === "object" && one !== null) ?? {};
    const flat: unknown[] = Array.isArray(headers) ? headers.flat() : Object.entries(headers).flat();
    for (let at = 0; at + 1 < flat.length; at += 2) {
      if (flat[at + 1] !== undefined) outgoing.setHeader(flat[at] as string, flat[at + 1] as string);
    }
    return outgoing;
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const outgoing = this.#outgoing;
    const headers = new Headers();
    for (const [name, value] of Object.entries(outgoing.getHeaders())) {
      for (const one of Array.isArray(value) ? value : [value]) headers.append(name, `${one}`);
    }
    const { statusCode: status, statusMessage: statusText = "" } = outgoing;
    const empty = BODILESS.has(status) || this.#incoming.method === "HEAD";
    const body = empty
      ? null
      : new ReadableStream<Uint8Array>({
          start: (controller) => {
            this.#body = controller;
          },
          pull: () => void outgoing.emit("drain"),
        });
    this.#tell(new Response(body, { status, statusText, headers }));
  }

  #write(chunk: unknown, rest: readonly unknown[]): boolean {
    this.#begin();
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, typeof rest[0] === "string" ? (rest[0] as BufferEncoding) : "utf8") : (chunk as Uint8Array);
    // A copy: who wrote it may use it again.
    if (bytes.length > 0) this.#body?.enqueue(new Uint8Array(bytes));
    const done = rest.find((one) => typeof one === "function") as Done | undefined;
    if (done !== undefined) queueMicrotask(() => done());
    return this.#body === undefined || (this.#body.desiredSize ?? 0) > 0;
  }

  #end(given: readonly unknown[]): ServerResponse {
    const done = given.find((one) => typeof one === "function") as (() => void) | undefined;
    if (done !== undefined) this.#outgoing.once("finish", done);
    const [chunk, encoding] = given;
    if (typeof chunk !== "function" && chunk !== undefined && chunk !== null) this.#write(chunk, [encoding]);
    this.#begin();
    this.#body?.close();
    this.#body = undefined;
    return this.#outgoing;
  }
}
