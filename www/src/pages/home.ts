import type { Page, PageContext } from "../app.js";
import type { CarouselSpec } from "../carousel.js";
import { h } from "../dom.js";
import { hrefOf } from "../router.js";
import { Shelves } from "../shelves.js";

/** Cards that a shelf shows; its pool holds about twice as many, and what the shelves above may take from it. */
export const SHOWN = 12;

/** The home page: one shelf for each of the merchant's carousels. */
export function homePage(context: PageContext): Page {
  const { shop } = context.app;
  const specs = shop.file.carousels.map(({ slot, title, items }): CarouselSpec => {
    const category = shop.categories.find((each) => each.title === title);
    return {
      slot,
      title,
      pool: items,
      shows: SHOWN,
      ...(category ? { href: hrefOf({ page: "category", key: category.key }) } : {}),
    };
  });
  const shelves = new Shelves(context, specs);
  return {
    title: shop.file.name,
    element: h(
      "div",
      {},
      h(
        "header",
        { class: "hero" },
        h("h1", {}, shop.file.name),
        shop.file.tagline ? h("p", { class: "hero-line" }, shop.file.tagline) : null,
      ),
      shelves.element,
    ),
    shown: () => {
      if (context.returning) shelves.catchUp();
    },
    left: () => shelves.stop(),
  };
}
