/** The shelves of a page, from top to bottom: no item twice, and what she has seen stays until she herself asks for more. */
import type { VitrineCarousel } from "vitrine/carousel";
import type { PageContext } from "./app.js";
import { button, h, icon, reducedMotion, uniqueId } from "./dom.js";
import { glideFrom } from "./flip.js";
import { orderedList, shownCards } from "./ordered.js";
import type { ViewMemory } from "./router.js";

/** What a shelf is made from. `pool` stands in the merchant's order and holds about twice what is shown. */
export interface ShelfSpec {
  slot: string;
  title: string;
  pool: readonly string[];
  shows: number;
  /** A page of the whole shelf. */
  href?: string;
}

export class Shelves {
  readonly element = h("div", { class: "shelves" });
  readonly #memory: ViewMemory;
  readonly #carousels: VitrineCarousel[] = [];
  readonly #stopListening: () => void;

  /** `besides` are items that the page shows outside its shelves. */
  constructor({ app, memory }: PageContext, specs: readonly ShelfSpec[], besides: readonly string[] = []) {
    this.#memory = memory;
    const shown = new Set([...besides, ...app.guide.dismissed]);
    for (const spec of specs) {
      // As the merchant has it, and as it stays where there is no engine: no item twice on the page.
      const pool = spec.pool.filter((id) => app.shop.byId.has(id));
      const elsewhere = [...shown];
      for (const id of pool.filter((each) => !shown.has(each)).slice(0, spec.shows)) shown.add(id);
      const badge = h("span", { class: "shelf-badge" }, "In the shop’s order");
      const carousel = orderedList(app, { ...spec, pool, shown: elsewhere, list: "shelf-list" }, ({ personal, ids, left }) => {
        badge.textContent = personal ? "In your order" : "In the shop’s order";
        badge.classList.toggle("is-personal", personal);
        section.hidden = ids.length === left.length;
      });
      carousel.request = { ...carousel.request, shown: besides };
      const section = this.#section(spec, carousel, badge);
      section.hidden = shownCards(carousel).length === 0;
      this.#carousels.push(carousel);
      this.element.append(section);
    }
    this.#stopListening = app.guide.onChange((cause) => {
      for (const carousel of this.#carousels) carousel.request = { ...carousel.request, exclude: [...app.guide.dismissed] };
      // In the panel nothing of a shelf is under the pointer: everything may move.
      if (cause !== "edit") return;
      const glide = glideFrom(() => shownCards(this.element));
      for (const carousel of this.#carousels) carousel.renew();
      queueMicrotask(glide);
    });
  }

  /** What had been scrolled sideways stands so again. */
  restore(): void {
    for (const list of this.#lists()) list.scrollLeft = this.#memory.sideways.get(slotOf(list)) ?? 0;
  }

  stop(): void {
    for (const list of this.#lists()) this.#memory.sideways.set(slotOf(list), list.scrollLeft);
    this.#stopListening();
  }

  #lists(): NodeListOf<HTMLElement> {
    return this.element.querySelectorAll(".shelf-list");
  }

  #section({ slot, title, href }: ShelfSpec, carousel: VitrineCarousel, badge: HTMLElement): HTMLElement {
    const heading = uniqueId("shelf");
    const step = (direction: 1 | -1): void => {
      const list = carousel.querySelector(".shelf-list");
      list?.scrollBy({ left: direction * list.clientWidth * 0.85, behavior: reducedMotion() ? "instant" : "smooth" });
    };
    return h(
      "section",
      { class: "shelf", "aria-labelledby": heading, "data-slot": slot },
      h(
        "header",
        { class: "shelf-head" },
        h("h2", { id: heading }, href ? h("a", { href }, title) : title),
        badge,
        h(
          "div",
          { class: "shelf-arrows" },
          button({ class: "round", "aria-label": `${title}: back` }, () => step(-1), icon("left")),
          button({ class: "round", "aria-label": `${title}: further` }, () => step(1), icon("right")),
        ),
      ),
      carousel,
    );
  }
}

function slotOf(list: HTMLElement): string {
  return list.closest<HTMLElement>(".shelf")?.dataset["slot"] ?? "";
}
