import type { Page, PageContext } from "../app.js";
import type { Shop } from "../data.js";
import { h } from "../dom.js";
import { picture } from "../draw/picture.js";
import { hrefOf } from "../router.js";
import { Shelves, type ShelfSpec } from "../shelves.js";

/** Cards that a shelf shows; its pool holds about twice as many, and what the shelves above may take from it. */
export const SHOWN = 12;

/** How many drawings stand beside the shop's name. */
const WINDOW = 5;

/** How many categories stand at the end of the page. */
const TILES = 4;

/** A shop window: the most popular item of each of the largest categories, then of what is left. */
function shopWindow(shop: Shop): HTMLElement {
  const first = shop.categories.flatMap(({ items }) => items[0] ?? []);
  const items = [...new Set([...first, ...shop.file.items])].slice(0, WINDOW);
  return h("div", { class: "hero-window", "aria-hidden": "true" }, ...items.map((item) => picture(shop, item)));
}

/** The categories, each with what is most popular in it. */
function categoryTiles(shop: Shop): HTMLElement | null {
  const tiles = shop.categories.slice(0, TILES);
  if (tiles.length < 2) return null;
  return h(
    "nav",
    { class: "tiles", "aria-label": "Shop by category" },
    ...tiles.map(({ key, title, items }) =>
      h(
        "a",
        { href: hrefOf({ page: "category", key }), class: "tile" },
        h("span", { class: "tile-pictures", "aria-hidden": "true" }, ...items.slice(0, 2).map((item) => picture(shop, item))),
        h("span", { class: "tile-name" }, title),
        h("span", { class: "small" }, `${items.length} pieces`),
      ),
    ),
  );
}

/** The home page: one shelf for each of the merchant's carousels. */
export function homePage(context: PageContext): Page {
  const { shop } = context.app;
  const specs = shop.file.carousels.map(({ slot, title, category, items }): ShelfSpec => {
    const key = category?.join(" › ");
    return {
      slot,
      title,
      pool: items,
      shows: SHOWN,
      ...(key !== undefined && shop.category(key) ? { href: hrefOf({ page: "category", key }) } : {}),
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
        h(
          "div",
          {},
          h("h1", {}, shop.file.name),
          shop.file.tagline ? h("p", { class: "hero-line" }, shop.file.tagline) : null,
        ),
        shopWindow(shop),
      ),
      shelves.element,
      categoryTiles(shop),
    ),
    shown: () => shelves.restore(),
    left: () => shelves.stop(),
  };
}
