// What the edge reorders: which lists, by which order. One contract for HTML and JSON.

import { describe, VitrineError } from "../errors.js";

/** Which lists of a page are to be reordered; the names are those of `<vitrine-carousel>`. */
export interface ListRule {
  /**
   * A CSS selector of the element that is the list, or that wraps it, such as `vitrine-carousel` or `ul.products`. Types,
   * classes, ids, attributes, `:not()`, `:is()`, and what is within what (a space, `>`).
   */
  list: string;
  /** The carousel's place in the shop. Default: the element's attribute `name`, or its `id`. */
  slot?: string;
  /** A selector of what to take for cards. Default: the element's attribute `cards`, or all that has an item's id. */
  cards?: string;
  /** The attribute that holds an item's id, on a card or on something in it. Default: the element's `item-attribute`, or `data-item`. */
  itemAttribute?: string;
  /** A selector of the cards that keep their places. Default: `[data-pinned], [data-sponsored]`. */
  fixed?: string;
}

/** Which lists of a JSON answer are to be reordered. */
export interface JsonRule {
  /** The JSONPath of the arrays, such as `$.shelves[*].products`: names, indices and `*`. */
  path: string;
  /** Where an element holds its id: names from the element on, such as `id` or `product.sku`. An element that is a text or a number itself needs none. */
  id?: string;
  /** The carousel's place in the shop. */
  slot?: string;
  /** Where an element says that it keeps its place, by anything but `false`, `null`, `0` and `""`. Default: `pinned`. */
  pinned?: string;
}

/** A list as it was found, in the merchant's order. */
export interface FoundList {
  /** The carousel's place in the shop; empty where nothing names it. */
  slot: string;
  /** The items' ids. */
  ids: readonly string[];
  /** For each place, whether what stands there must stay there. */
  pinned: readonly boolean[];
  /** How many are shown, by the element's attribute `top`; the rest is a pool. */
  top?: number;
}

/**
 * The order of a list: for each place the index of what comes to stand there, a permutation in which the pinned stay; or
 * null to leave the list, and its bytes, as they are.
 */
export type ListOrder = (list: FoundList) => readonly number[] | null;

/** How to reorder in flight. */
export interface ReorderOptions {
  /** How many bytes may be held back at most; a longer list passes as it is. Default: 262,144. */
  mostHeld?: number;
  /** The charset of the body, as its `content-type` says. Default: `utf-8`. One that is no superset of ASCII passes as it is. */
  charset?: string;
  /** Runs the reading of each chunk, and with it the orders that are asked for in it: for whoever gets ready to be asked. */
  around?: <T>(read: () => T) => T;
  /** Hears of what went wrong; the bytes concerned passed as they were. */
  onError?: (error: VitrineError) => void;
}

/** Bytes that are held back at most. */
export const MOST_HELD = 256 * 1024;

/** The order of a list as asked for and checked; null where it stays as it is, for whatever cause. */
export function orderOf(list: FoundList, order: ListOrder, tell: (error: VitrineError) => void): readonly number[] | null {
  try {
    const places = order(list);
    if (places === null || permutes(places, list)) return places;
    const { length } = list.ids;
    tell(new VitrineError("bad-order", `The order of the list "${list.slot}" is no permutation of its ${length} places in which the pinned stay; the merchant's order stands.`));
  } catch (thrown) {
    tell(asError(thrown));
  }
  return null;
}

/** Whether it is a permutation of a list's places in which the pinned stay. */
function permutes(places: readonly number[], { ids: { length }, pinned }: FoundList): boolean {
  if (places.length !== length) return false;
  const taken = new Uint8Array(length);
  for (let to = 0; to < length; to += 1) {
    const from = places[to] as number;
    // What is no index at all is `undefined` here, and no 0 either.
    if (taken[from] !== 0 || typeof from !== "number" || (pinned[to] === true && from !== to)) return false;
    taken[from] = 1;
  }
  return true;
}

/** Whatever was thrown, with a code. */
export function asError(thrown: unknown): VitrineError {
  return thrown instanceof VitrineError ? thrown : new VitrineError("broken", `The body passes as it is: ${describe(thrown)}`, thrown);
}
