import type { Page, PageContext } from "../app.js";
import { button, h } from "../dom.js";
import { picture } from "../draw/picture.js";
import { hrefOf } from "../router.js";
import { Shelves } from "../shelves.js";
import { SHOWN } from "./home.js";

/** The cart, with a pretend order: this shop sells nothing. */
export function cartPage(context: PageContext): Page {
  const { app } = context;
  const { shop, cart } = app;
  const shelves = new Shelves(
    context,
    [{ slot: "cart", title: "Before you go", pool: shop.file.items.slice(0, 3 * SHOWN).map(({ id }) => id), shows: SHOWN }],
    [...cart.ids],
  );
  const heading = h("h1", { tabindex: -1 }, "Your cart");
  const lines = h("div", { class: "cart-lines" });
  let ordered = false;

  const fill = (): void => {
    const items = [...cart.ids].flatMap((id) => shop.byId.get(id) ?? []);
    if (items.length === 0) {
      lines.replaceChildren(
        h("p", { class: "cart-empty" }, ordered ? "Thank you! Nothing was really ordered: this shop is a demonstration." : "Nothing in it yet."),
        h("a", { href: hrefOf({ page: "home" }), class: "primary" }, "To the shop"),
      );
      return;
    }
    const sum = items.reduce((total, { price }) => total + (price ?? 0), 0);
    lines.replaceChildren(
      h(
        "ul",
        { class: "cart-list" },
        ...items.map((item) =>
          h(
            "li",
            { class: "cart-line" },
            picture(shop, item),
            h("a", { href: hrefOf({ page: "item", id: item.id }) }, item.name),
            h("span", { class: "cart-price" }, item.price === null ? "" : shop.money(item.price)),
            button(
              { class: "quiet", "aria-label": `Remove from cart: ${item.name}` },
              () => {
                cart.remove(item.id);
                app.announce(`Removed: ${item.name}.`);
                // The button that was pressed is gone.
                heading.focus();
              },
              "Remove",
            ),
          ),
        ),
      ),
      h("p", { class: "cart-sum" }, h("span", {}, "Together"), h("strong", {}, shop.money(sum))),
      button(
        { class: "primary" },
        () => {
          // Purchases are a permission of their own: without it the engine does not take them in.
          ordered = true;
          cart.purchase();
        },
        "Place a pretend order",
      ),
    );
  };
  const stop = cart.onChange(fill);
  fill();
  return {
    title: "Cart",
    element: h("div", {}, h("section", { class: "cart" }, heading, lines), shelves.element),
    shown: () => shelves.restore(),
    left: () => {
      shelves.stop();
      stop();
    },
  };
}
