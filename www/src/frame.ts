/** What stands around every page: the header, the panel, the footer. */
import type { App } from "./app.js";
import type { Category } from "./data.js";
import { button, h, icon } from "./dom.js";
import type { Panel } from "./panel.js";
import { hrefOf } from "./router.js";
import { debugButton, scenesOf } from "./scenes.js";

const NAV = 5;

/** The parts of the document's body, in reading order. */
export function frame(app: App, panel: Panel, main: HTMLElement): HTMLElement[] {
  const { shop, cart } = app;
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const pieces = h("span", { class: "sr" });
  const cartLink = h("a", { href: hrefOf({ page: "cart" }), class: "head-link" }, icon("bag"), h("span", { class: "head-word" }, "Cart"), count, pieces);
  const showCart = (): void => {
    count.textContent = cart.ids.size === 0 ? "" : String(cart.ids.size);
    pieces.textContent = `, ${cart.ids.size} ${cart.ids.size === 1 ? "piece" : "pieces"}`;
  };
  cart.onChange(showCart);
  showCart();
  const open = button(
    { class: "head-link", "aria-expanded": "false", "aria-haspopup": "dialog", "data-action": "panel", "aria-label": "What it knows about you" },
    () => panel.toggle(open),
    icon("eye"),
    h("span", { class: "head-word" }, "What it knows"),
  );
  // Categories that only have a number say little: they come last.
  const named = (title: string): number => (/^\d+$/.test(title) ? 1 : 0);
  const link = ({ key, title }: Category): HTMLElement => h("li", {}, h("a", { href: hrefOf({ page: "category", key }) }, title));
  const categories = [...shop.categories].sort((a, b) => named(a.title) - named(b.title)).slice(0, NAV);
  const nav = categories.map(link);
  const skip = h("a", { href: "#main", class: "skip" }, "Skip to the shop");
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  return [
    skip,
    h(
      "header",
      { class: "head" },
      h("a", { href: hrefOf({ page: "home" }), class: "brand" }, shop.file.name),
      h("nav", { "aria-label": "Categories" }, h("ul", {}, ...nav)),
      h(
        "div",
        { class: "head-tools" },
        h("a", { href: hrefOf({ page: app.sessions ? "lift" : "bench" }), class: "head-link", "aria-label": "Behind the shop" }, icon("gauge"), h("span", { class: "head-word" }, "Behind the shop")),
        open,
        cartLink,
      ),
    ),
    h("div", { class: "stage" }, main, panel.element),
    h(
      "footer",
      { class: "foot" },
      h(
        "div",
        { class: "foot-about" },
        h("p", { class: "brand" }, shop.file.name),
        h("p", {}, "A demonstration of vitrine: the shelves are ordered on your device. Nothing here is for sale."),
        shop.file.note ? h("p", { class: "small" }, shop.file.note) : null,
      ),
      h("nav", { "aria-label": "All categories" }, h("h2", {}, "Shop"), h("ul", {}, ...categories.map(link))),
      h(
        "nav",
        { "aria-label": "About this demonstration" },
        h("h2", {}, "Behind the shop"),
        h("ul", {}, ...scenesOf(app).map(([route, title]) => h("li", {}, h("a", { href: hrefOf(route) }, title))), h("li", {}, debugButton(app))),
      ),
    ),
  ];
}
