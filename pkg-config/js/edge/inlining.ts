// The rows of a page's items, cut from the pack that the edge has and written into the page: docs/slices.md.

import { cutHead, cutRows } from "../engine.js";
import { VitrineError } from "../errors.js";
import { Writer } from "../flat.js";
import type { Host } from "../host.js";
import { writeBlock } from "../slices/block.js";

/** Of so many items at most a page brings the rows, the first that stand in it. */
const MOST_ITEMS = 256;

/** So many bytes become characters at once: each is an argument of a call. */
const PIECE = 0x6000;

const ENCODER = new TextEncoder();

/** Cuts the pack of one engine. */
export class Cutter {
  readonly #host: Host;
  readonly #packId: string;
  /** The head in base64: the same in every page. */
  #head: string | undefined;
  #refused = false;

  constructor(host: Host, packId: string) {
    this.#host = host;
    this.#packId = packId;
  }

  /**
   * The rows of items as markup; `undefined` where it was refused before.
   * @throws VitrineError once: `pack-unwritable` where the pack gives other orders in slices, `slices-no-cutter`
   */
  block(ids: readonly string[]): Uint8Array | undefined {
    if (this.#refused) return undefined;
    try {
      this.#head ??= base64(this.#cut(() => cutHead(this.#host.engine())));
      const flat = new Writer();
      flat.list(ids, (id) => flat.text(id));
      const rows = base64(this.#cut(() => cutRows(this.#host.engine(), flat.texts, flat.numbers as unknown as Float64Array)));
      return ENCODER.encode(writeBlock({ pack: this.#packId, items: ids, head: this.#head, rows }));
    } catch (thrown) {
      // Nothing of it will be otherwise with the next page.
      this.#refused = true;
      throw thrown;
    }
  }

  #cut(cut: () => Uint8Array): Uint8Array {
    return this.#host.guard(() => {
      try {
        return cut();
      } catch (thrown) {
        if (!(thrown instanceof TypeError)) throw thrown;
        const sentence = "The WebAssembly that runs here cannot cut slices; make the edge ahead of other Vitrines of this process, or leave its option wasm out.";
        throw new VitrineError("slices-no-cutter", sentence, thrown);
      }
    });
  }
}

/** The items of one page, in the order in which the shop sent them: nothing of the shopper is in it. */
export class PageItems {
  readonly #ids = new Set<string>();
  #lists = 0;

  /** The page's own item, where its address names one. */
  own(id: string): void {
    this.#ids.add(id);
  }

  /** A list that stands in the page. */
  list(ids: readonly string[]): void {
    this.#lists += 1;
    for (const id of ids) {
      if (this.#ids.size >= MOST_ITEMS) return;
      this.#ids.add(id);
    }
  }

  /** Of which items rows are wanted: none where no list was found, as it may be no page of the shop's at all. */
  get wanted(): readonly string[] {
    return this.#lists === 0 ? [] : [...this.#ids];
  }
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}
