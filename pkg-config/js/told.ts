// An element and the events of this package may both watch the same cards: each click and each look is told once.

const told = new WeakMap<object, WeakMap<object, string>>();

/**
 * Whether nothing of this package has told this Vitrine of this yet: a DOM event, or for a look the element that bears
 * the item's id. True once; for an element that is given to another item (`item`), once more.
 */
export function firstToTell(vitrine: object, what: object, item = ""): boolean {
  let all = told.get(vitrine);
  if (all === undefined) told.set(vitrine, (all = new WeakMap()));
  if (all.get(what) === item) return false;
  all.set(what, item);
  return true;
}
