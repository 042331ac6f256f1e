/** A list of cards in a `<vitrine-carousel>`: the merchant's order as the shop renders it, and what the element makes of it. */
import "vitrine/carousel";
import type { RankRequest } from "vitrine";
import type { CarouselOrder, VitrineCarousel } from "vitrine/carousel";
import type { App } from "./app.js";
import { card, draw } from "./card.js";
import { h } from "./dom.js";
import { showWhy } from "./why.js";

export interface OrderedSpec {
  /** The carousel's place in the shop. */
  slot: string;
  /** What the list is called in the style sheet. */
  list: "shelf-list" | "grid";
  /** The items in the order that the page gives them. */
  pool: readonly string[];
  /** How many of them are shown. */
  shows: number;
  /** What the page shows elsewhere: it is passed over. */
  shown: readonly string[];
  /** The shopper sorted it herself: it stays as it is. */
  hers?: boolean;
}

/** Builds the list. `heard` is told of each new order, before it is carried out. */
export function orderedList(app: App, spec: OrderedSpec, heard: (order: CarouselOrder) => void = () => {}): VitrineCarousel {
  const passed = new Set([...spec.shown, ...app.guide.dismissed]);
  let room = spec.shows;
  const cards = new Map<string, HTMLLIElement>();
  for (const id of spec.pool) {
    const item = app.shop.byId.get(id);
    if (!item) continue;
    const made = card(app, item, { asked: (about, from) => showWhy(app, app.guide, questionOf(carousel, spec), about, from) });
    made.hidden = room <= 0 || passed.has(id);
    if (!made.hidden) {
      room -= 1;
      draw(app, made);
    }
    cards.set(id, made);
  }
  const carousel: VitrineCarousel = h(
    "vitrine-carousel",
    { name: spec.slot, top: spec.shows, "shopper-order": spec.hers },
    h("ul", { class: spec.list }, ...cards.values()),
  );
  carousel.request = { shown: spec.shown, exclude: [...app.guide.dismissed] };
  carousel.addEventListener("vitrine-order", ({ detail }) => {
    const left = new Set(detail.left);
    for (const id of detail.ids) {
      const made = cards.get(id);
      if (made && !left.has(id)) draw(app, made);
    }
    heard(detail);
  });
  return carousel;
}

/** The list's request, to be explained: its items as if all could still move. */
export function questionOf(carousel: VitrineCarousel, { slot, pool }: Pick<OrderedSpec, "slot" | "pool">): RankRequest {
  const { pins: _held, ...asked } = carousel.asked ?? { slot, items: pool };
  return asked;
}

/** The cards that a list shows, in their order. */
export function shownCards(within: ParentNode): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(".card:not([hidden])")];
}
