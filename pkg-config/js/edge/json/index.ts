// Product lists in JSON answers, reordered while they pass.

import type { reorderJson } from "./reorder.js";

export { reorderJson } from "./reorder.js";
/** How an answer is reordered. */
export type ReorderJson = typeof reorderJson;
export type { FoundList, JsonRule, ListOrder, ReorderOptions } from "../lists.js";
