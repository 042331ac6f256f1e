import type { App, Page, PageContext } from "../app.js";
import { leafOf, titleCase, type Item } from "../data.js";
import { push } from "../data-layer.js";
import { button, h, icon } from "../dom.js";
import { picture } from "../draw/picture.js";
import { structuredData } from "../events.js";
import { hrefOf } from "../router.js";
import { Shelves, type ShelfSpec } from "../shelves.js";
import { SHOWN } from "./home.js";
import { missingPage } from "./missing.js";

const POOL = 3 * SHOWN;

function shelvesFor(app: App, item: Item): ShelfSpec[] {
  const { shop } = app;
  const key = shop.categoryOf(item);
  const others = shop.file.items.filter((other) => other.id !== item.id);
  const specs: ShelfSpec[] = [];
  const add = (slot: string, title: string, items: Item[], href?: string): void => {
    const pool = items.slice(0, POOL).map(({ id }) => id);
    if (pool.length > 0) specs.push({ slot, title, pool, shows: SHOWN, ...(href ? { href } : {}) });
  };
  if (key !== null) {
    const same = others.filter((other) => shop.categoryOf(other) === key);
    add("item-category", `More ${leafOf(key).replaceAll("_", " ")}`, same, hrefOf({ page: "category", key }));
  }
  add("item-goes-with", "Goes with this", others.filter((other) => shop.categoryOf(other) !== key));
  const { price } = item;
  if (price !== null) {
    const close = others.filter((other) => other.price !== null && Math.abs(other.price - price) <= 0.15 * Math.abs(price));
    add("item-price", "At about this price", close);
  }
  return specs;
}

function factList(app: App, item: Item): HTMLElement {
  const { shop } = app;
  const rows = shop.file.fields
    .filter((field) => field.role !== "price" && field.role !== "name" && item.attributes[field.name] !== undefined)
    .map((field): [string, string] => {
      const value = item.attributes[field.name];
      const words = Array.isArray(value) ? value.join(field.kind === "path" ? " › " : ", ") : String(value);
      return [titleCase(field.name), words.replaceAll("_", " ")];
    });
  rows.push(["Number in the data", item.id]);
  return h("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** The page of one item: a large drawing, its facts, and shelves that follow from it. */
export function itemPage(context: PageContext, id: string): Page {
  const { app, returning } = context;
  const item = app.shop.byId.get(id);
  if (!item) return missingPage("This item is not in the shop (any more).");
  // Opened counts as looked at, once; coming back to it is not a new look.
  if (!returning) push("view_item", app.shop, [id]);
  const shelves = new Shelves(context, shelvesFor(app, item), [id]);
  const key = app.shop.categoryOf(item);

  const inCart = app.cart.ids.has(id);
  const add = button(
    { class: "primary", "data-action": "add" },
    () => {
      app.cart.add(id);
      addWords.textContent = "In your cart";
      app.announce(`Added to cart: ${item.name}.`);
    },
    icon("bag"),
  );
  const addWords = h("span", {}, inCart ? "In your cart" : "Add to cart");
  add.append(addWords);
  const dismiss = button({ class: "secondary", "data-action": "dismiss" }, () => {
    app.guide.observe({ type: "dismiss", item: id });
    dismiss.disabled = true;
    dismissWords.textContent = app.guide.allowed ? "You will not see it on the shelves" : "Noted for nobody: nothing is kept";
    app.announce(dismissWords.textContent ?? "");
  });
  const dismissWords = h("span", {}, "Not interested");
  dismiss.append(dismissWords);

  return {
    title: item.name,
    element: h(
      "div",
      {},
      h(
        "nav",
        { class: "crumbs", "aria-label": "You are here" },
        h("a", { href: hrefOf({ page: "home" }) }, app.shop.file.name),
        key === null ? null : h("a", { href: hrefOf({ page: "category", key }) }, titleCase(leafOf(key))),
      ),
      h(
        "article",
        { class: "product", "data-item": id },
        h("div", { class: "product-picture" }, picture(app.shop, item)),
        h(
          "div",
          { class: "product-words" },
          h("h1", {}, item.name),
          item.price === null ? null : h("p", { class: "product-price" }, app.shop.money(item.price)),
          factList(app, item),
          h("div", { class: "product-actions" }, add, dismiss),
          h("p", { class: "small" }, "A drawing, not a photograph: the facts above are from the shop’s data, the details of the drawing are made up."),
        ),
      ),
      shelves.element,
      structuredData(app.shop, item),
    ),
    shown: () => shelves.restore(),
    left: () => shelves.stop(),
  };
}
