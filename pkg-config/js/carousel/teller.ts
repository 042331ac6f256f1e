// What the shopper does in a list is told to the Vitrine: looks, clicks, refusals, and what she chose among what was shown.

import { firstToTell } from "../told.js";
import type { RankRequest, VitrineEvent } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import type { Card } from "./cards.js";
import { readClick } from "./click.js";

/** What the page knows of an item, for events about one that the pack does not have. */
export type Facts = Pick<VitrineEvent, "price" | "attributes">;

const NONE = (): Facts => ({});

/** Tells of the cards of one list. */
export class Teller {
  readonly #told = new Set<string>();
  readonly #facts: (id: string) => Facts;

  constructor(facts: (id: string) => Facts = NONE) {
    this.#facts = facts;
  }

  /** A card was seen: an impression, once for each item. */
  seen(vitrine: Vitrine | null, { id, bearer }: Card): void {
    if (!vitrine?.permissions.profile || this.#told.has(id)) return;
    this.#told.add(id);
    if (firstToTell(vitrine, bearer, id)) vitrine.observe({ type: "impression", item: id, ...this.#facts(id) });
  }

  /**
   * Something was clicked. `asked`: the request of the order that stands, to learn what was chosen of it; undefined where
   * the shopper's own order stands.
   */
  clicked(vitrine: Vitrine, event: Event, cards: readonly Card[], isSeen: (card: Card) => boolean, asked: RankRequest | undefined): void {
    const click = readClick(event, cards);
    if (click === undefined || !firstToTell(vitrine, event)) return;
    const { card, dismissed } = click;
    const shown = cards.filter(isSeen);
    const chosen = shown.indexOf(card);
    if (asked !== undefined && chosen >= 0) {
      const ids = asked.items.map((item) => (typeof item === "string" ? item : item.id));
      const places = shown.map(({ id }) => ids.indexOf(id));
      vitrine.learn(asked, dismissed ? { shown: places, dismissed: chosen } : { shown: places, clicked: chosen });
    }
    vitrine.observe({ type: dismissed ? "dismiss" : "click", item: card.id, ...this.#facts(card.id) });
  }
}
