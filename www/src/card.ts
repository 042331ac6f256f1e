/** One item's card in a carousel. */
import type { App } from "./app.js";
import type { Item } from "./data.js";
import { button, h, icon } from "./dom.js";
import { picture } from "./draw/picture.js";
import { hrefOf } from "./router.js";

/** What the carousel does when something happens on a card. */
export interface CardActions {
  opened: (item: Item) => void;
  added: (item: Item) => void;
  dismissed: (item: Item) => void;
  undone: (item: Item) => void;
  asked: (item: Item, from: HTMLElement) => void;
}

/** The colour word beside the price, only where the name does not say it already. */
function facts(app: App, item: Item): string {
  const words = [app.shop.wordFor(item, "brand"), app.shop.wordFor(item, "colour")];
  const name = item.name.toLocaleLowerCase("en");
  return words.filter((word) => word && !name.includes(word.toLocaleLowerCase("en"))).join(", ");
}

/** Builds a card. The link is one, the three buttons are their own: all in reach of the keyboard. */
export function card(app: App, item: Item, actions: CardActions): HTMLLIElement {
  const name = item.name;
  const link = h("a", { href: hrefOf({ page: "item", id: item.id }), class: "card-link" }, name);
  link.addEventListener("click", () => actions.opened(item));
  const add = button(
    { class: "card-add", "aria-label": `Add to cart: ${name}` },
    () => {
      actions.added(item);
      add.dataset["done"] = "";
    },
    icon("bag"),
    h("span", {}, "Add"),
  );
  if (app.cart.ids.has(item.id)) add.dataset["done"] = "";
  const extra = facts(app, item);
  const element = h(
    "li",
    { class: "card", "data-item": item.id },
    h(
      "div",
      { class: "card-picture" },
      picture(app.shop, item),
      button(
        { class: "card-dismiss", "aria-label": `Not interested: ${name}`, title: "Not interested" },
        () => actions.dismissed(item),
        icon("close"),
      ),
    ),
    h("h3", { class: "card-name" }, link),
    extra ? h("p", { class: "card-facts" }, extra) : null,
    h(
      "div",
      { class: "card-foot" },
      h("span", { class: "card-price" }, item.price === null ? "" : app.shop.money(item.price)),
      button(
        { class: "card-why", "aria-label": `Why is this here? ${name}`, title: "Why is this here?" },
        (event) => actions.asked(item, event.currentTarget as HTMLElement),
        "Why?",
      ),
      add,
    ),
    h(
      "div",
      { class: "card-gone", hidden: true },
      h("p", {}, app.guide.allowed ? "You will not see this again." : "Hidden until you leave this page."),
      button({ class: "quiet", "aria-label": `Undo, show again: ${name}` }, () => actions.undone(item), icon("undo"), "Undo"),
    ),
  );
  return element;
}

/** Turns a card into its own "hidden, undo" note and back. The place stays taken, so nothing slides under the pointer. */
export function setGone(element: HTMLElement, gone: boolean): void {
  element.classList.toggle("is-gone", gone);
  const note = element.querySelector<HTMLElement>(".card-gone");
  if (note) note.hidden = !gone;
  const target = gone ? ".card-gone button" : ".card-dismiss";
  element.querySelector<HTMLElement>(target)?.focus({ preventScroll: true });
}
