/** One item's card. Its list stands in a `<vitrine-carousel>`, which sees what is opened, dismissed and looked at. */
import type { App } from "./app.js";
import type { Item } from "./data.js";
import { button, h, icon } from "./dom.js";
import { picture } from "./draw/picture.js";
import { hrefOf } from "./router.js";

/** What the page does when something happens on a card. */
export interface CardActions {
  asked: (item: Item, from: HTMLElement) => void;
}

/** The colour word beside the price, only where the name does not say it already. */
function facts(app: App, item: Item): string {
  const words = [app.shop.wordFor(item, "brand"), app.shop.wordFor(item, "colour")];
  const name = item.name.toLocaleLowerCase("en");
  return words.filter((word) => word && !name.includes(word.toLocaleLowerCase("en"))).join(", ");
}

/** Builds a card, without its picture. The link is one, the three buttons are their own: all in reach of the keyboard. */
export function card(app: App, item: Item, { asked }: CardActions): HTMLLIElement {
  const { name, id } = item;
  const { guide, cart, announce } = app;
  const add = button(
    { class: "card-add", "aria-label": `Add to cart: ${name}` },
    () => {
      cart.add(id);
      add.dataset["done"] = "";
      announce(`Added to cart: ${name}.${guide.allowed ? " What you have not seen yet follows." : ""}`);
    },
    icon("bag"),
    h("span", {}, "Add"),
  );
  if (cart.ids.has(id)) add.dataset["done"] = "";
  const extra = facts(app, item);
  const gone = h("p", {});
  const element = h(
    "li",
    { class: "card", "data-item": id },
    h(
      "div",
      { class: "card-picture" },
      button(
        { class: "card-dismiss", "data-dismiss": true, "aria-label": `Not interested: ${name}`, title: "Not interested" },
        () => {
          gone.textContent = guide.allowed ? "You will not see this again." : "Hidden until you leave this page.";
          setGone(element, true);
          announce(`Hidden: ${name}.`);
        },
        icon("close"),
      ),
    ),
    h("h3", { class: "card-name" }, h("a", { href: hrefOf({ page: "item", id }), class: "card-link" }, name)),
    extra ? h("p", { class: "card-facts" }, extra) : null,
    h(
      "div",
      { class: "card-foot" },
      h("span", { class: "card-price" }, item.price === null ? "" : app.shop.money(item.price)),
      button(
        { class: "card-why", "aria-label": `Why is this here? ${name}`, title: "Why is this here?" },
        (event) => asked(item, event.currentTarget as HTMLElement),
        "Why?",
      ),
      add,
    ),
    h(
      "div",
      { class: "card-gone", hidden: true },
      gone,
      button(
        { class: "quiet", "aria-label": `Undo, show again: ${name}` },
        () => {
          setGone(element, false);
          // An undo is no edit from the panel: what is in sight stays as it is.
          guide.forgetQuietly({ item: id });
          announce(`Shown again: ${name}.`);
        },
        icon("undo"),
        "Undo",
      ),
    ),
  );
  return element;
}

/** Draws a card's picture, if that has not been done: most cards of a pool are never shown. */
export function draw(app: App, element: HTMLElement): void {
  const frame = element.querySelector(".card-picture");
  const item = app.shop.byId.get(element.dataset["item"] ?? "");
  if (frame && item && !frame.querySelector(".picture")) frame.prepend(picture(app.shop, item));
}

/** Turns a card into its own "hidden, undo" note and back. The place stays taken, so nothing slides under the pointer. */
function setGone(element: HTMLElement, gone: boolean): void {
  element.classList.toggle("is-gone", gone);
  const note = element.querySelector<HTMLElement>(".card-gone");
  if (note) note.hidden = !gone;
  const target = gone ? ".card-gone button" : ".card-dismiss";
  element.querySelector<HTMLElement>(target)?.focus({ preventScroll: true });
}
