// What a shopper's click in a list says.

import type { Card } from "./cards.js";

/** What in a card opens the product, and what has a purpose of its own. */
const LINKS = "a[href], [role=link]";
const CONTROLS = "button, input, select, textarea, label, summary, [role=button]";

/** The card that was clicked, and whether to be rid of it; undefined where a click says nothing, or was made by a script. */
export function readClick(event: Event, cards: readonly Card[]): { card: Card; dismissed: boolean } | undefined {
  const { target } = event;
  if (!event.isTrusted || !(target instanceof Element)) return undefined;
  const card = cards.find(({ element }) => element.contains(target));
  if (card === undefined || (event.type === "auxclick" && (event as MouseEvent).button !== 1)) return undefined;
  const control = target.closest(`${LINKS}, ${CONTROLS}, [data-dismiss]`);
  const within = control !== null && card.element.contains(control);
  const dismissed = within && control.hasAttribute("data-dismiss");
  // Of a card with a link the link is the product; of one without, all that does nothing else.
  const opened = within ? control.matches(LINKS) || control === card.element : card.element.querySelector(LINKS) === null || control !== null;
  return dismissed || opened ? { card, dismissed } : undefined;
}
