import type { App, Page, PageContext } from "../app.js";
import { card, setGone } from "../card.js";
import type { Item } from "../data.js";
import { button, h, uniqueId } from "../dom.js";
import { withMovement } from "../flip.js";
import type { Question } from "../guide.js";
import { Impressions } from "../impressions.js";
import { showWhy } from "../why.js";
import { missingPage } from "./missing.js";

const STEP = 48;

type Sort = "suggested" | "cheap" | "dear";

function sorted(app: App, question: Question, items: readonly Item[], sort: Sort): string[] {
  // The shopper's own sort is never overruled.
  if (sort === "suggested") return app.guide.order(question).ids;
  const direction = sort === "cheap" ? 1 : -1;
  return [...items].sort((a, b) => direction * ((a.price ?? 0) - (b.price ?? 0))).map(({ id }) => id);
}

/** All of one category, as a grid. Its order is made when the page opens and stays until the shopper asks anew. */
export function categoryPage(context: PageContext, key: string): Page {
  const { app, memory } = context;
  const category = app.shop.category(key);
  if (!category) return missingPage("The shop has no such category.");
  const slot = `category:${key}`;
  const question: Question = { slot, items: category.items.map(({ id }) => id), exclude: [] };
  let sort: Sort = "suggested";
  let shown = STEP;
  let ids = memory.shelves.get(slot) ?? sorted(app, question, category.items, sort);
  const impressions = new Impressions((id) => app.guide.observe({ type: "impression", item: id }));
  const cards = new Map<string, HTMLLIElement>();
  const list = h("ul", { class: "grid" });

  const cardFor = (item: Item): HTMLLIElement => {
    const made = card(app, item, {
      opened: () => app.guide.observe({ type: "click", item: item.id }),
      added: () => {
        app.cart.add(item.id);
        app.guide.observe({ type: "cart", item: item.id });
        app.announce(`Added to cart: ${item.name}.`);
      },
      dismissed: () => {
        setGone(made, true);
        app.guide.observe({ type: "dismiss", item: item.id });
      },
      undone: () => {
        setGone(made, false);
        app.guide.forgetQuietly({ item: item.id });
      },
      asked: (_item, from) => showWhy(app, app.guide, question, item, from),
    });
    impressions.watch(made);
    return made;
  };
  const fill = (): void => {
    memory.shelves.set(slot, ids);
    const wanted = ids.slice(0, shown).flatMap((id) => {
      const item = app.shop.byId.get(id);
      if (!item) return [];
      const made = cards.get(id) ?? cardFor(item);
      cards.set(id, made);
      return [made];
    });
    list.replaceChildren(...wanted);
    more.hidden = shown >= ids.length;
  };
  const more = button({ class: "secondary more" }, () => {
    shown += STEP;
    fill();
  }, "Show more");
  const selectId = uniqueId("sort");
  const select = h(
    "select",
    { id: selectId },
    h("option", { value: "suggested" }, "Suggested"),
    h("option", { value: "cheap" }, "Lowest price first"),
    h("option", { value: "dear" }, "Highest price first"),
  );
  const again = (): void => {
    ids = sorted(app, question, category.items, sort);
    withMovement(() => list.children as Iterable<Element> as Iterable<HTMLElement>, fill);
  };
  select.addEventListener("change", () => {
    sort = select.value as Sort;
    again();
  });
  const stop = app.guide.onChange((cause) => {
    if (cause === "edit" && sort === "suggested") again();
  });
  fill();
  return {
    title: category.title,
    element: h(
      "div",
      {},
      h(
        "header",
        { class: "grid-head" },
        h("h1", {}, category.title),
        h("p", { class: "small" }, `${category.items.length} pieces`),
        h("div", { class: "grid-order" }, h("label", { for: selectId }, "Order"), select),
      ),
      list,
      more,
    ),
    left: () => {
      impressions.stop();
      stop();
    },
  };
}
