import { idOf } from "./facts.js";

/** A card of a list, and its place as it is shown. */
export interface ShownPosition {
  item: string;
  /** From 0, as GA4 counts `index`. */
  index: number;
  card: Element;
}

/**
 * The positions of a list's cards as they are shown, whoever ordered them: for the shop's own analytics. Cards that are
 * not displayed have none.
 * @param list the element that holds the cards
 * @param options as `cards` takes them
 */
export function shownPositions(
  list: ParentNode,
  options: { selector?: string; item?: string | ((card: Element) => string | undefined) } = {},
): ShownPosition[] {
  const { selector = "[data-item]", item = "data-item" } = options;
  const shown: ShownPosition[] = [];
  for (const card of list.querySelectorAll(selector)) {
    const id = idOf(typeof item === "function" ? item(card) : card.getAttribute(item));
    if (id !== undefined && card.getClientRects().length > 0) shown.push({ item: id, index: shown.length, card });
  }
  return shown;
}

/**
 * Keeps an attribute of each card that says its position (`data-index`, say, which the shop's analytics reads) true to what
 * is shown, however the list is ordered.
 * @param attribute its name; `first`: what the first position is called, 0 unless it is said otherwise
 * @returns ends it
 */
export function keepPositions(list: Element, attribute: string, options: Parameters<typeof shownPositions>[1] & { first?: number } = {}): () => void {
  const write = (): void => {
    for (const { card, index } of shownPositions(list, options)) {
      const position = String(index + (options.first ?? 0));
      if (card.getAttribute(attribute) !== position) card.setAttribute(attribute, position);
    }
  };
  const changes = new MutationObserver(write);
  changes.observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "style", "class"] });
  write();
  return () => changes.disconnect();
}
