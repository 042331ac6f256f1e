// The blocks that stand in the page: each is taken once, whenever it came.

import { BLOCK_SELECTOR, readBlock } from "./block.js";
import type { Block } from "./block.js";

/** See the module. Without a page there are none. */
export class PageBlocks {
  readonly #page: ParentNode | undefined;
  readonly #seen = new WeakSet<Element>();

  constructor(page: ParentNode | undefined) {
    this.#page = page;
  }

  /** Those that were not taken yet. What cannot be read is told, and passed over. */
  next(tell: (thrown: unknown) => void): Block[] {
    const blocks: Block[] = [];
    for (const element of this.#page?.querySelectorAll(BLOCK_SELECTOR) ?? []) {
      if (this.#seen.has(element)) continue;
      this.#seen.add(element);
      try {
        blocks.push(readBlock(element.textContent ?? ""));
      } catch (thrown) {
        tell(thrown);
      }
    }
    return blocks;
  }
}
