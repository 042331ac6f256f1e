// What a page brings beside what the origin sent, at its end: nothing before it waits for that.

/** The end of a page: what stands there is shown to nobody, and may wait for what comes before it. */
const END = /<\/body[\t\n\f\r ]*>(?:[\t\n\f\r ]|<\/html[\t\n\f\r ]*>|<!--[^>]*-->)*$/i;
/** It is looked for in so many bytes. */
const LONGEST = 256;

const LATIN1 = new TextDecoder("latin1");

/** A page with more bytes before its `</body>`, or behind it all where that end tag is left out. `more` is asked when all has come. */
export function endedWith(body: ReadableStream<Uint8Array>, more: () => Uint8Array | undefined): ReadableStream<Uint8Array> {
  let end: Uint8Array | undefined;
  const release = (controller: TransformStreamDefaultController<Uint8Array>): void => {
    if (end !== undefined) controller.enqueue(end);
    end = undefined;
  };
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        release(controller);
        const at = endIn(chunk);
        if (at > 0) controller.enqueue(chunk.subarray(0, at));
        if (at < chunk.length) end = chunk.subarray(at);
      },
      flush(controller) {
        const bytes = more();
        if (bytes !== undefined) controller.enqueue(bytes);
        release(controller);
      },
    }),
  );
}

/** Where the end of a page begins in what may be the last of it; its length where it does not. */
function endIn(chunk: Uint8Array): number {
  const from = Math.max(0, chunk.length - LONGEST);
  const found = LATIN1.decode(chunk.subarray(from)).search(END);
  return found < 0 ? chunk.length : from + found;
}
