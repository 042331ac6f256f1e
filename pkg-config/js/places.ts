// Which places of a list may still change, and who comes to stand there. Pure: for the element, for frameworks, for
// servers.

/** One place of a list as it stands. */
export interface Place {
  /** The item's id. */
  id: string;
  /** What stands here stays here. */
  held: boolean;
}

/** A new order of the same places. */
export interface Plan {
  /** Indices into the places, in the new order: a permutation. At a held place stands what stood there. */
  order: number[];
  /** Those of them that the ranking left out: they take the last free places, and are not to be shown. */
  left: number[];
  /** Whether anything stands elsewhere than before. */
  moved: boolean;
}

/**
 * Which places are held: those that are fixed (pinned, sponsored, in use), and every place up to the last that the
 * shopper has seen or sees. What she passed too fast to see it lies behind her: moving it would move what she comes back to.
 */
export function held(seen: readonly boolean[], fixed: readonly boolean[] = []): boolean[] {
  const settled = seen.lastIndexOf(true);
  return seen.map((_, place) => place <= settled || fixed[place] === true);
}

/** The held places as `pins` of a request, so that the engine ranks the others around them. */
export function pinsOf(places: readonly Place[]): { id: string; position: number }[] {
  return places.flatMap(({ id, held }, position) => (held ? [{ id, position }] : []));
}

/** Puts the ids of a ranking, best first, into the places that are free. Ids that the list does not have are passed over. */
export function fill(places: readonly Place[], ranked: readonly string[]): Plan {
  const free = new Map<string, number[]>();
  places.forEach(({ id, held }, index) => {
    if (!held) free.set(id, [...(free.get(id) ?? []), index]);
  });
  const coming = ranked.flatMap((id) => free.get(id)?.shift() ?? []);
  const left = [...free.values()].flat().sort((one, other) => one - other);
  const queue = [...coming, ...left];
  let next = 0;
  const order = places.map(({ held }, index) => (held ? index : (queue[next++] as number)));
  return { order, left, moved: order.some((index, place) => index !== place) };
}
