// A body that passes through something of ours, and passes whatever becomes of that.

import { asError } from "./lists.js";
import type { ReorderOptions } from "./lists.js";

/** What changes a body as it passes. Each byte that was written comes out once. */
export interface Rewriter {
  /** What must have come before the first write; undefined for nothing. */
  ready?(): Promise<void> | undefined;
  /** Takes in what was read; gives what may be sent on. */
  write(chunk: Uint8Array): Uint8Array[];
  /** All that was taken in and not given yet, as it was. */
  rest(): Uint8Array[];
}

/** How many bytes are read at once where one must say. */
const READ = 64 * 1024;
/** So many rooms of that size wait for the next read: to make one takes as long as to read 8 KB. */
const MOST_ROOMS = 8;

/** The body as it comes out of a rewriter. When that fails, the rest passes as it is; when the body fails, what was held is sent before. */
export function flowThrough(body: ReadableStream<Uint8Array>, rewriter: Rewriter, { onError, around = (read) => read() }: ReorderOptions): ReadableStream<Uint8Array> {
  const source = sourceOf(body);
  let rewrites = true;
  let begun = false;
  let failure: { reason: unknown } | undefined;
  const stop = (thrown: unknown): void => {
    rewrites = false;
    report(onError, thrown);
  };
  const passed = (chunk: Uint8Array): Uint8Array[] => {
    if (!rewrites) return [chunk];
    try {
      return around(() => rewriter.write(chunk));
    } catch (thrown) {
      stop(thrown);
      return rewriter.rest();
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (failure !== undefined) return controller.error(failure.reason);
        if (!begun) {
          begun = true;
          const ready = rewriter.ready?.();
          if (ready !== undefined) await ready.catch(stop);
        }
        for (;;) {
          let chunk: Uint8Array | undefined;
          try {
            chunk = await source.read();
          } catch (reason) {
            failure = { reason };
          }
          const pieces = (chunk !== undefined ? passed(chunk) : rewrites ? rewriter.rest() : []).filter(({ length }) => length > 0);
          for (const piece of pieces) controller.enqueue(piece);
          if (failure !== undefined) {
            // An error would empty the queue: what is in it is sent first.
            if (pieces.length === 0) controller.error(failure.reason);
            return;
          }
          if (chunk === undefined) return controller.close();
          if (pieces.length > 0) return;
        }
      },
      cancel: (reason) => source.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Tells of an error; who hears of it may not break the body either. */
export function report(onError: ReorderOptions["onError"], thrown: unknown): void {
  try {
    onError?.(asError(thrown));
  } catch {
    // It was told.
  }
}

interface Source {
  read(): Promise<Uint8Array | undefined>;
  cancel(reason: unknown): Promise<void>;
}

function sourceOf(body: ReadableStream<Uint8Array>): Source {
  // workerd reads 4 KB at a time unless it is given room for more, and each read costs.
  if (globalThis.navigator?.userAgent === "Cloudflare-Workers") {
    try {
      return roomySource(body.getReader({ mode: "byob" }));
    } catch {
      // A stream that a script made of whole chunks.
    }
  }
  const reader = body.getReader();
  return { read: () => reader.read().then(({ value }) => value), cancel: (reason) => reader.cancel(reason) };
}

/** Room for the reads of whatever body, and nothing in it. */
const rooms: Uint8Array<ArrayBuffer>[] = [];

function roomySource(reader: ReadableStreamBYOBReader): Source {
  const taken = ({ value, done }: ReadableStreamReadResult<Uint8Array>): Uint8Array | undefined => {
    if (value === undefined) return undefined;
    // A copy: a body that drips would fill memory with rooms that are empty but for some bytes.
    const chunk = done ? undefined : value.slice();
    if (rooms.length < MOST_ROOMS) {
      // Nothing of one shopper's page is left to the next.
      value.fill(0);
      rooms.push(new Uint8Array(value.buffer as ArrayBuffer));
    }
    return chunk;
  };
  return {
    read: () => reader.read(rooms.pop() ?? new Uint8Array(READ)).then(taken),
    cancel: (reason) => reader.cancel(reason),
  };
}
