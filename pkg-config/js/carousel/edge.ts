// A list that the edge reordered before the page left (docs/edge-html.md).

/** Holds, for each place, the place of its card in the merchant's order. */
const MARK = "data-vitrine-order";

function marked(root: Element): Element | null {
  return root.closest(`[${MARK}]`) ?? root.querySelector(`[${MARK}]`);
}

/** The merchant's order of the ids of a list as it came; undefined where the edge made none, or another list. */
export function merchantOf(root: Element, ids: readonly string[]): string[] | undefined {
  const places = marked(root)?.getAttribute(MARK)?.split(" ").map(Number) ?? [];
  const merchant: string[] = [];
  places.forEach((place, n) => (merchant[place] = ids[n] as string));
  const permutes = places.length === ids.length && ids.every((_, place) => merchant[place] !== undefined) && merchant.length === ids.length;
  return permutes ? merchant : undefined;
}

/** What the mark says holds no longer: the cards stand in another order. */
export function dropMark(root: Element): void {
  marked(root)?.removeAttribute(MARK);
}
