// How a list stands that a framework draws. Pure: the same while rendering on a server, in a browser, twice in a row.

import { follow } from "../carousel/follow.js";

/** How a list stands. Never changed: another order is another object. */
export interface Standing {
  /** The ids in the merchant's order. */
  readonly merchant: readonly string[];
  /** The ids in the order in which they stand. */
  readonly ids: readonly string[];
  /** Those of them that are not to be shown: ruled out, shown elsewhere on the page, or beyond `top`. */
  readonly left: ReadonlySet<string>;
  /** How many are shown at most. */
  readonly top: number | undefined;
  /** Whether the shopper's own order stands: nothing is ranked. */
  readonly sorted: boolean;
  /** Whether an id is there twice: nothing is ranked. */
  readonly doubled: boolean;
  /** False where this is the merchant's order. */
  readonly personal: boolean;
  /** True where a rule `minimum` says that too few are left to show, and none has been seen. */
  readonly hide: boolean;
}

/** What a framework gives to be drawn. */
export interface GivenList {
  /** The ids in the order in which the page has them. */
  ids: readonly string[];
  /** How many are shown at most. */
  top?: number | undefined;
  /** The shopper chose this order herself. */
  shopperOrder?: boolean | undefined;
}

/**
 * How a list stands when it is given anew: in the merchant's order at first; as it stood with what has come and without
 * what has gone; and as it was given where the shopper sorted it, which is found out where the page does not say so.
 */
export function stand(before: Standing | undefined, given: GivenList): Standing {
  const { ids, top, shopperOrder } = given;
  // Nobody can tell two of one id apart.
  const doubled = new Set(ids).size !== ids.length;
  const none: ReadonlySet<string> = new Set();
  if (before === undefined || doubled !== before.doubled) return cut({ ...FIRST, ids, merchant: ids, sorted: shopperOrder === true, doubled, left: none }, top);
  const { merchant, how } = follow({ merchant: before.merchant, left: before.merchant }, ids);
  const sorted = shopperOrder === true || how === "sorted";
  const as = sorted || doubled ? before.ids : before.merchant;
  if (sorted === before.sorted && top === before.top && equal(as, ids)) return before;
  if (doubled || sorted) return cut({ ...FIRST, ids, merchant, sorted, doubled, left: none }, top);
  if (before.sorted) return cut({ ...FIRST, ids, merchant: ids, left: none }, top);
  const now = follow({ merchant: before.ids, left: before.ids }, ids).merchant;
  return cut({ ...before, ids: now, merchant: ids, left: top === before.top ? before.left : none }, top);
}

const FIRST = { sorted: false, doubled: false, personal: false, hide: false };

/** Leaves out what is gone, and what is beyond `top`. */
function cut(standing: Omit<Standing, "top">, top: number | undefined): Standing {
  const { ids, left } = standing;
  const beyond = top === undefined ? [] : shownOf(standing).slice(top);
  return { ...standing, top, left: new Set([...ids.filter((id) => left.has(id)), ...beyond]) };
}

/** The ids that are to be shown, in their order. */
export function shownOf({ ids, left }: Pick<Standing, "ids" | "left">): string[] {
  return ids.filter((id) => !left.has(id));
}

/** Whether both say the same. */
export function equal(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, place) => id === other[place]);
}
