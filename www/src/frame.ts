/** What stands around every page: the header, the panel, the footer. */
import type { App } from "./app.js";
import { button, h, icon } from "./dom.js";
import type { Panel } from "./panel.js";
import { hrefOf } from "./router.js";

const NAV = 5;

/** The parts of the document's body, in reading order. */
export function frame(app: App, panel: Panel, main: HTMLElement): HTMLElement[] {
  const { shop, cart } = app;
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const cartLink = h("a", { href: hrefOf({ page: "cart" }), class: "head-link" }, icon("bag"), h("span", { class: "head-word" }, "Cart"), count);
  const showCart = (): void => {
    count.textContent = cart.ids.size === 0 ? "" : String(cart.ids.size);
    cartLink.setAttribute("aria-label", `Cart, ${cart.ids.size} ${cart.ids.size === 1 ? "piece" : "pieces"}`);
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
  const nav = [...shop.categories].sort((a, b) => named(a.title) - named(b.title)).slice(0, NAV).map(({ key, title }) =>
    h("li", {}, h("a", { href: hrefOf({ page: "category", key }) }, title)),
  );
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
        app.sessions ? h("a", { href: hrefOf({ page: "replay" }), class: "head-link", "aria-label": "Replay" }, icon("play"), h("span", { class: "head-word" }, "Replay")) : null,
        open,
        cartLink,
      ),
    ),
    h("div", { class: "stage" }, main, panel.element),
    h(
      "footer",
      { class: "foot" },
      h("p", {}, "A demonstration of vitrine: the shelves are ordered on your device. Nothing here is for sale."),
      shop.file.note ? h("p", { class: "small" }, shop.file.note) : null,
    ),
  ];
}
