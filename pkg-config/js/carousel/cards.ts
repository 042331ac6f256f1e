// The cards of a list, whatever its markup.

import { VitrineError } from "../errors.js";

/** One card: a child of the list that shows one item. */
export interface Card {
  /** The child of the list. */
  element: HTMLElement;
  /** The item's id. */
  id: string;
  /** The element that bears the id: the card itself, or something in it. */
  bearer: Element;
}

/** A list as it stands. What is no card (a heading, a clone of a slider's, a "see all") stays where it is. */
export interface List {
  element: Element;
  cards: Card[];
}

/** Copies that sliders make of cards, to go round in a circle. */
const CLONES = ".splide__slide--clone, .swiper-slide-duplicate, .slick-cloned";

/**
 * Finds the list and its cards: what `selector` finds, with the id in `attribute`, on it or on the first within it that
 * has one. The list is the narrowest element that holds all that was found; its children are the cards.
 * @throws VitrineError `bad-selector`
 */
export function readList(root: Element, selector: string | null, attribute: string): List | undefined {
  const bearing = `[${CSS.escape(attribute)}]`;
  const found = find(root, selector ?? bearing).filter((each) => each.closest(CLONES) === null);
  const last = found.at(-1);
  if (last === undefined) return undefined;
  let element = found[0]?.parentElement as Element;
  while (!element.contains(last)) element = element.parentElement as Element;
  const cards = new Map<Element, Card>();
  const several = new Set<Element>();
  for (const each of found) {
    let child = each;
    while (child.parentElement !== element) child = child.parentElement as Element;
    const bearer = each.hasAttribute(attribute) ? each : each.querySelector(bearing);
    const id = bearer?.getAttribute(attribute);
    if (!bearer || !id) continue;
    const known = cards.get(child);
    if (known === undefined) cards.set(child, { element: child as HTMLElement, id, bearer });
    // A child that shows several items is no card.
    else if (known.id !== id) several.add(child);
  }
  return { element, cards: [...cards.values()].filter((card) => !several.has(card.element)) };
}

function find(root: Element, selector: string): Element[] {
  try {
    return [...root.querySelectorAll(selector)];
  } catch (thrown) {
    throw new VitrineError("bad-selector", `The attribute cards, "${selector}", is no CSS selector; name what every card of the list matches.`, thrown);
  }
}

/** Whether a card keeps its place, whatever is known: pinned or sponsored by the shop, or in use by the shopper. */
export function isFixed({ element }: Card): boolean {
  return element.matches("[data-pinned], [data-sponsored]") || element.contains(document.activeElement);
}
