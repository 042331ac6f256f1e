/** The two rows of the replay: the same shelf in the shop's order and in vitrine's. */
import type { Shop } from "../data.js";
import { h } from "../dom.js";
import { picture } from "../draw/picture.js";
import { FRONT } from "./run.js";

const LONG = 12;

export class Row {
  readonly element: HTMLElement;
  readonly #list = h("ol", { class: "strip", tabindex: 0 });
  readonly #place = h("span", { class: "strip-place" });
  readonly #cards = new Map<string, HTMLLIElement>();

  constructor(readonly shop: Shop, title: string) {
    this.element = h(
      "section",
      { class: "strip-row", "aria-label": title },
      h("header", {}, h("h3", {}, title), this.#place),
      this.#list,
    );
  }

  get cards(): HTMLElement[] {
    return [...this.#list.children] as HTMLElement[];
  }

  /** Shows the first items of an order and marks the one that the shopper chose next. */
  show(ids: readonly string[], chosen: string | null, place: number | null): void {
    this.#list.replaceChildren(
      ...ids.slice(0, LONG).flatMap((id) => {
        const card = this.#cardFor(id);
        card?.classList.toggle("is-chosen", id === chosen);
        return card ?? [];
      }),
    );
    this.#place.textContent = place === null ? "" : `chosen next: place ${place}`;
    this.#place.classList.toggle("is-front", place !== null && place <= FRONT);
  }

  #cardFor(id: string): HTMLLIElement | undefined {
    const known = this.#cards.get(id);
    if (known) return known;
    const item = this.shop.byId.get(id);
    if (!item) return undefined;
    const made = h("li", { class: "strip-card", "data-item": id }, picture(this.shop, item), h("span", {}, item.name));
    this.#cards.set(id, made);
    return made;
  }
}
