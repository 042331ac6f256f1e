// The rows of a page's items as they stand in the page itself: written by the edge, taken by `openSlices` in place of
// files. docs/slices.md is normative.

import { describe, VitrineError } from "../errors.js";

const FORMAT = "vitrine-inlined/1";
const ATTRIBUTE = "data-vitrine-slices";
/** What it stands in. No browser runs a script of this type, so no policy forbids it. */
export const BLOCK_SELECTOR = `script[${ATTRIBUTE}]`;

/** What one page brings. */
export interface Block {
  /** The content id of the pack that was cut, 16 hexadecimal digits. */
  readonly pack: string;
  /** The items whose rows it holds, and those of the page that the pack does not have. */
  readonly items: readonly string[];
  /** The head that the rows go with. */
  readonly head: Uint8Array;
  /** One slice. */
  readonly rows: Uint8Array;
}

/** A block as markup, `head` and `rows` in base64. ASCII, so that it is right in every charset that pages of the edge have. */
export function writeBlock(block: { pack: string; items: readonly string[]; head: string; rows: string }): string {
  const json = JSON.stringify({ format: FORMAT, ...block });
  // What would end the script, or make it another kind of text, is written otherwise.
  const inert = json.replace(/[<\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `<script type="application/json" ${ATTRIBUTE}>${inert}</script>`;
}

/**
 * Reads what stands in a block's element.
 * @throws VitrineError `slices-bad-inlined`
 */
export function readBlock(text: string): Block {
  try {
    const { format, pack, items, head, rows } = JSON.parse(text) as Record<string, unknown>;
    if (format !== FORMAT) throw new Error(`its format is ${String(format)}, and this package reads ${FORMAT}`);
    if (typeof pack !== "string" || !Array.isArray(items) || !items.every((id) => typeof id === "string")) throw new Error("a part of it is missing");
    return { pack, items, head: bytesOf(head), rows: bytesOf(rows) };
  } catch (thrown) {
    throw badBlock(thrown);
  }
}

/** A block that cannot be used, for whatever cause. */
export function badBlock(cause: unknown): VitrineError {
  return new VitrineError("slices-bad-inlined", `What the edge wrote into the page cannot be used: ${describe(cause)}; the slices are fetched instead.`, cause);
}

function bytesOf(base64: unknown): Uint8Array {
  if (typeof base64 !== "string") throw new Error("a part of it is missing");
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
