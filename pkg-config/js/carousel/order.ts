// What a carousel and its page say to each other of an order.

import type { RankRequest } from "../types.js";

/** A new order of a carousel: the detail of the event `vitrine-order`. */
export interface CarouselOrder {
  /** Indices into the cards as they stand: a permutation. */
  order: readonly number[];
  /** The ids in that order. */
  ids: readonly string[];
  /** Those of them that are not to be shown: ruled out, shown elsewhere on the page, or beyond `top`. They stand last. */
  left: readonly string[];
  /** False when this is the merchant's order. */
  personal: boolean;
  /** True when a rule `minimum` says that too few are left to show. */
  hide: boolean;
}

/** What a page may add to the requests of a carousel. */
export type CarouselRequest = Omit<RankRequest, "items" | "pins" | "slot" | "top">;
