// Product lists in HTML, reordered while it passes.

import type { ListOrder, ListRule, ReorderOptions } from "../lists.js";

/**
 * Reorders the lists of a page while it passes through. Cards are moved as the bytes that they are, and nothing else changes
 * but for the attribute `data-vitrine-order` on what a rule found; whatever goes wrong, the page passes as it is.
 */
export type ReorderHtml = (
  body: ReadableStream<Uint8Array>,
  rules: readonly ListRule[],
  order: ListOrder,
  options?: ReorderOptions,
) => ReadableStream<Uint8Array>;
