// An element and the events of this package may both watch the same cards: each click and each look is told once.

const told = new WeakMap<object, WeakSet<object>>();

/**
 * Whether nothing of this package has told this Vitrine of this yet: a DOM event, or for a look the element that bears
 * the item's id. True once.
 */
export function firstToTell(vitrine: object, what: object): boolean {
  let all = told.get(vitrine);
  if (all === undefined) told.set(vitrine, (all = new WeakSet()));
  if (all.has(what)) return false;
  all.add(what);
  return true;
}
