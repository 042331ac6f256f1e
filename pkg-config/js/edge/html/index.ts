// Product lists in HTML, reordered while it passes.

import type { reorderHtml } from "./reorder.js";

export { reorderHtml } from "./reorder.js";
/** How a page is reordered. */
export type ReorderHtml = typeof reorderHtml;
export type { FoundList, ListOrder, ListRule, ReorderOptions } from "../lists.js";
