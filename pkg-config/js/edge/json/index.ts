// Product lists in JSON answers, reordered while they pass.

import type { JsonRule, ListOrder, ReorderOptions } from "../lists.js";

/** Reorders the arrays of a JSON answer while it passes through, as `ReorderHtml` does lists. */
export type ReorderJson = (
  body: ReadableStream<Uint8Array>,
  rules: readonly JsonRule[],
  order: ListOrder,
  options?: ReorderOptions,
) => ReadableStream<Uint8Array>;
