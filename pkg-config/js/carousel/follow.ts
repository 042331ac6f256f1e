// What the shop does to its own list: it grows, shrinks, is drawn again, or is sorted by the shopper. Pure.

/** A list as the element knows it, in ids. */
export interface Known {
  /** The merchant's own order. */
  merchant: readonly string[];
  /** The order in which the element, or whoever moves the cards for it, left the list. */
  left: readonly string[];
}

/** What became of it. */
export interface Followed {
  /** The merchant's order now. */
  merchant: string[];
  /** `grown`: cards came or went. `redrawn`: it stands in the merchant's order again. `sorted`: in one of the shopper's. */
  how: "grown" | "redrawn" | "sorted";
}

/** Reads what happened from the order in which the list stands `now`. */
export function follow({ merchant, left }: Known, now: readonly string[]): Followed {
  if (sameOrder(left, now)) return { merchant: grown(merchant, now), how: "grown" };
  if (sameOrder(merchant, now)) return { merchant: [...now], how: "redrawn" };
  // She may go back to the merchant's order: what it was is not forgotten.
  return { merchant: grown(merchant, now), how: "sorted" };
}

/** Whether the ids that both have stand in the same order in both. */
function sameOrder(one: readonly string[], other: readonly string[]): boolean {
  const ones = new Set(one);
  const others = new Set(other);
  const common = one.filter((id) => others.has(id));
  return other.filter((id) => ones.has(id)).every((id, place) => id === common[place]);
}

/** The merchant's order without what is gone; what is new stands behind what it came behind, and new ones at the end at the end. */
function grown(merchant: readonly string[], now: readonly string[]): string[] {
  const present = new Set(now);
  const known = new Set(merchant);
  const order = merchant.filter((id) => present.has(id));
  const tail = now.map((id) => known.has(id)).lastIndexOf(true);
  now.forEach((id, place) => {
    if (known.has(id)) return;
    const before = now[place - 1];
    order.splice(place > tail ? order.length : before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  });
  return order;
}
