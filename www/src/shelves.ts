/** The shelves of a page, from top to bottom: no item twice, and after an action only what is below moves. */
import type { App, PageContext } from "./app.js";
import type { CardActions } from "./card.js";
import { Carousel, type CarouselSpec } from "./carousel.js";
import { h } from "./dom.js";
import { withMovement } from "./flip.js";
import { Impressions } from "./impressions.js";
import type { ViewMemory } from "./router.js";
import { showWhy } from "./why.js";

export class Shelves {
  readonly element = h("div", { class: "shelves" });
  readonly #carousels: Carousel[];
  readonly #app: App;
  readonly #memory: ViewMemory;
  readonly #impressions: Impressions;
  readonly #stopListening: () => void;

  /** `besides` are items that the page shows outside its shelves. */
  constructor(
    context: PageContext,
    specs: readonly CarouselSpec[],
    readonly besides: readonly string[] = [],
  ) {
    const { app, memory, returning } = context;
    this.#app = app;
    this.#memory = memory;
    this.#impressions = new Impressions((id) => app.guide.observe({ type: "impression", item: id }));
    this.#carousels = specs.map(
      (spec) => new Carousel(app, spec, (carousel) => this.#actions(carousel), (card) => this.#impressions.watch(card)),
    );
    this.element.append(...this.#carousels.map((carousel) => carousel.element));
    if (returning && memory.shelves.size > 0) {
      for (const carousel of this.#carousels) carousel.show(memory.shelves.get(carousel.slot) ?? []);
    } else {
      this.#arrangeFrom(0);
    }
    this.#stopListening = app.guide.onChange((cause) => {
      // In the panel nothing of a shelf is under the pointer: everything may move.
      if (cause === "edit") this.#moving(() => this.#arrangeFrom(0));
    });
  }

  /** After Back: the old order stands for a moment, then what is below the place of the last action follows. */
  catchUp(): void {
    const touched = this.#carousels.findIndex((carousel) => carousel.slot === this.#memory.touched);
    if (touched >= 0) this.#moving(() => this.#settle(touched));
    else this.#arrangeFrom(0);
  }

  /** Something outside the shelves was done (the product itself went into the cart): all of them are below it. */
  follow(): void {
    this.#moving(() => this.#arrangeFrom(0));
  }

  stop(): void {
    this.#impressions.stop();
    this.#stopListening();
  }

  #moving(change: () => void): void {
    withMovement(
      () => this.#carousels.flatMap((carousel) => carousel.cards),
      change,
    );
    this.#memory.shelves = new Map(this.#carousels.map((carousel) => [carousel.slot, carousel.ids]));
  }

  #taken(before: number): Set<string> {
    const above = this.#carousels.slice(0, before).flatMap((carousel) => carousel.ids);
    return new Set([...this.besides, ...above]);
  }

  #arrangeFrom(first: number): void {
    for (let k = first; k < this.#carousels.length; k += 1) this.#carousels[k]?.arrange(this.#taken(k));
    this.#memory.shelves = new Map(this.#carousels.map((carousel) => [carousel.slot, carousel.ids]));
  }

  /** The touched shelf keeps what is in sight; its far end and the shelves below are ordered anew. */
  #settle(touched: number): void {
    const carousel = this.#carousels[touched];
    if (carousel) carousel.arrange(this.#taken(touched), carousel.settled);
    this.#arrangeFrom(touched + 1);
  }

  #touch(carousel: Carousel): void {
    this.#memory.touched = carousel.slot;
    this.#moving(() => this.#settle(this.#carousels.indexOf(carousel)));
  }

  #actions(carousel: Carousel): CardActions {
    const { guide, cart, announce } = this.#app;
    const below = (): string => (guide.allowed ? " The shelves below follow." : "");
    return {
      opened: (item) => {
        this.#memory.touched = carousel.slot;
        guide.observe({ type: "click", item: item.id });
      },
      added: (item) => {
        cart.add(item.id);
        guide.observe({ type: "cart", item: item.id });
        this.#touch(carousel);
        announce(`Added to cart: ${item.name}.${below()}`);
      },
      dismissed: (item) => {
        carousel.setGone(item.id, true);
        guide.observe({ type: "dismiss", item: item.id });
        this.#touch(carousel);
        announce(`Hidden: ${item.name}.${below()}`);
      },
      undone: (item) => {
        carousel.setGone(item.id, false);
        // An undo is no edit from the panel: the shelf under the pointer stays as it is.
        guide.forgetQuietly({ item: item.id });
        this.#touch(carousel);
        announce(`Shown again: ${item.name}.`);
      },
      asked: (item, from) => showWhy(this.#app, guide, carousel.question, item, from),
    };
  }
}
