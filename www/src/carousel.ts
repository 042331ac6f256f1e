/** One shelf: a row of cards that the guide may order. */
import type { App } from "./app.js";
import { card, setGone, type CardActions } from "./card.js";
import { button, h, icon, reducedMotion, uniqueId } from "./dom.js";
import type { Question } from "./guide.js";

/** What a carousel is made from. `pool` stands in the merchant's order and holds about twice what is shown. */
export interface CarouselSpec {
  slot: string;
  title: string;
  pool: readonly string[];
  shows: number;
  /** A page of the whole shelf. */
  href?: string;
}

export class Carousel {
  readonly element: HTMLElement;
  readonly slot: string;
  ids: string[] = [];
  readonly #list: HTMLUListElement;
  readonly #badge = h("span", { class: "shelf-badge" });
  readonly #cards = new Map<string, HTMLLIElement>();
  #question: Question;

  constructor(
    readonly app: App,
    readonly spec: CarouselSpec,
    readonly actions: (carousel: Carousel) => CardActions,
    readonly onCard: (card: HTMLElement) => void,
  ) {
    this.slot = spec.slot;
    this.#question = { slot: spec.slot, items: spec.pool, exclude: [] };
    const heading = uniqueId("shelf");
    this.#list = h("ul", { class: "shelf-list" });
    const step = (direction: 1 | -1): void =>
      this.#list.scrollBy({
        left: direction * this.#list.clientWidth * 0.85,
        behavior: reducedMotion() ? "instant" : "smooth",
      });
    this.element = h(
      "section",
      { class: "shelf", "aria-labelledby": heading, "data-slot": spec.slot },
      h(
        "header",
        { class: "shelf-head" },
        h("h2", { id: heading }, spec.href ? h("a", { href: spec.href }, spec.title) : spec.title),
        this.#badge,
        h(
          "div",
          { class: "shelf-arrows" },
          button({ class: "round", "aria-label": `${spec.title}: back` }, () => step(-1), icon("left")),
          button({ class: "round", "aria-label": `${spec.title}: further` }, () => step(1), icon("right")),
        ),
      ),
      this.#list,
    );
  }

  /** The question that this shelf last asked, for explanations. */
  get question(): Question {
    return this.#question;
  }

  get cards(): HTMLElement[] {
    return [...this.#list.children] as HTMLElement[];
  }

  /** How many cards stand in view or before it: these keep their place when the shopper acts in this shelf. */
  get settled(): number {
    const right = this.#list.getBoundingClientRect().right;
    return this.cards.filter((element) => element.getBoundingClientRect().left < right).length;
  }

  /** Orders the shelf anew. The first `keep` cards stay; `taken` are shown further up already. */
  arrange(taken: ReadonlySet<string>, keep = 0): void {
    const kept = this.ids.slice(0, keep);
    this.#question = { slot: this.slot, items: this.spec.pool, exclude: [...taken] };
    const ordered = this.app.guide.order({ ...this.#question, exclude: [...taken, ...kept] });
    this.show([...kept, ...ordered.ids.slice(0, Math.max(0, this.spec.shows - kept.length))]);
    this.#badge.textContent = ordered.personal ? "In your order" : "In the shop’s order";
    this.#badge.classList.toggle("is-personal", ordered.personal);
  }

  /** Shows exactly these ids, in this order. A card that stays is moved, never made anew. */
  show(ids: readonly string[]): void {
    const focused = document.activeElement;
    const wanted = ids.flatMap((id) => {
      const element = this.#cardFor(id);
      return element ? [element] : [];
    });
    const staying = new Set(wanted);
    for (const element of this.cards) if (!staying.has(element as HTMLLIElement)) element.remove();
    wanted.forEach((element, place) => {
      const now = this.#list.children[place];
      if (now !== element) this.#list.insertBefore(element, now ?? null);
    });
    this.ids = wanted.map((element) => element.dataset["item"] ?? "");
    this.element.hidden = wanted.length === 0;
    // Moving a node takes the focus from it.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.#list.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  setGone(id: string, gone: boolean): void {
    const element = this.#cards.get(id);
    if (element) setGone(element, gone);
  }

  #cardFor(id: string): HTMLLIElement | undefined {
    const known = this.#cards.get(id);
    if (known) return known;
    const item = this.app.shop.byId.get(id);
    if (!item) return undefined;
    const made = card(this.app, item, this.actions(this));
    this.#cards.set(id, made);
    this.onCard(made);
    return made;
  }
}
