// What a page of the shop brings in the shopper's name, as the edge reads it: operations on her profile, those that are her
// own doing and no others.

import * as check from "../check.js";
import { preference } from "../choices.js";
import { VitrineError } from "../errors.js";
import type { Operation } from "../operations.js";
import type { Forgettable } from "../types.js";

/** The most bytes that are taken at once: some twenty times what a page sends. */
export const MOST_DECISIONS = 16_384;

const CODE = "choices-refused";

/**
 * The operations of a request's body, checked. Stated tastes count as of `now`: the edge's clock is that of its profiles.
 * @throws VitrineError `choices-refused`
 */
export async function readDecisions(request: Request, now: number): Promise<Operation[]> {
  const type = request.headers.get("content-type") ?? "";
  // What a form of another site cannot send.
  if (!/^application\/json\s*(?:;|$)/i.test(type)) throw refused(`its content type is ${check.named(type)}; send application/json`);
  const text = await textOf(request);
  if (text === "") throw refused("it has no body; put the edge before whatever else reads the bodies of requests");
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw refused("its body is no JSON", cause);
  }
  if (!Array.isArray(given)) throw refused(`its body is ${check.named(given)}; send an array of operations`);
  try {
    return given.map((operation: unknown) => read(operation, now));
  } catch (cause) {
    throw refused(cause instanceof VitrineError ? cause.message.replace(/\.$/, "") : "one of its operations cannot be read", cause);
  }
}

function read(given: unknown, now: number): Operation {
  const operation = check.isObject(given) ? given : {};
  switch (operation["do"]) {
    case "pause":
      return { do: "pause", on: check.flag("Whether it is paused", operation["on"]) };
    case "strength": {
      const { strength } = operation;
      return { do: "strength", strength: strength === null ? null : check.strength(CODE, strength) };
    }
    case "purpose":
      return { do: "purpose", purpose: check.purpose(operation["purpose"]), on: check.flag("Whether it is on", operation["on"]) };
    case "forget":
      return { do: "forget", what: check.forgettable(operation["what"] as Forgettable) };
    case "prefer":
      return { do: "prefer", preference: preference(operation["preference"]), time: now };
    default:
      throw refused(`an operation is ${check.named(operation["do"])}; send pause, strength, purpose, forget or prefer`);
  }
}

/** A body as text, if it is no longer than may be. */
async function textOf({ body }: Request): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let text = "";
  let length = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_DECISIONS) {
      void reader.cancel().catch(() => undefined);
      throw refused(`it has more than ${MOST_DECISIONS} bytes`);
    }
    text += decode(decoder, value);
  }
  return text + decode(decoder);
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (cause) {
    throw refused("its body is no UTF-8", cause);
  }
}

function refused(sentence: string, cause?: unknown): VitrineError {
  return new VitrineError(CODE, `What the shopper decided is not taken: ${sentence}.`, cause);
}
