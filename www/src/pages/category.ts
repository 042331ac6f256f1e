import type { VitrineCarousel } from "vitrine/carousel";
import type { Page, PageContext } from "../app.js";
import type { Category, Item, Shop } from "../data.js";
import { button, h, uniqueId } from "../dom.js";
import { swatch } from "../draw/swatch.js";
import { glideFrom } from "../flip.js";
import { orderedList, shownCards } from "../ordered.js";
import type { Choice } from "../router.js";
import { missingPage } from "./missing.js";

/** So many pieces are shown at first, and so many more each time she asks. */
const STEP = 48;
/** So many prices to choose from. */
const PRICES = 4;

/** The pieces that she asks for, in the order that she asks for; without a sort of hers, in the merchant's. */
function chosen(shop: Shop, { items }: Category, { colour, most, sort }: Choice): Item[] {
  const kept = items.filter(
    (item) =>
      (colour === undefined || shop.wordFor(item, "colour") === colour) && (most === undefined || (item.price !== null && item.price <= most)),
  );
  if (sort === undefined) return kept;
  const direction = sort === "cheap" ? 1 : -1;
  return kept.sort((a, b) => direction * ((a.price ?? 0) - (b.price ?? 0)));
}

/** The colours of a category, the most frequent first. */
function coloursOf(shop: Shop, { items }: Category): string[] {
  const counts = new Map<string, number>();
  for (const item of items) {
    const colour = shop.wordFor(item, "colour");
    if (colour) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour);
}

/** Some prices that divide a category into parts of about one size. */
function pricesOf({ items }: Category): number[] {
  const prices = items.flatMap(({ price }) => price ?? []).sort((a, b) => a - b);
  const steps = Array.from({ length: PRICES }, (_, n) => prices[Math.floor(((n + 1) * prices.length) / (PRICES + 1))] ?? 0);
  return [...new Set(steps)];
}

/** All of one category, as a grid: in her order, or sorted and filtered as she herself chose, which nothing overrules. */
export function categoryPage({ app, memory }: PageContext, key: string, start: Choice): Page {
  const { shop, guide, router } = app;
  const category = shop.category(key);
  if (!category) return missingPage("The shop has no such category.");
  let choice = start;
  let list: VitrineCarousel;
  let whole = 0;
  memory.shown ||= STEP;

  const count = h("p", { class: "small", role: "status" });
  const stage = h("div", { class: "grid-stage" });
  const nothing = h("p", { class: "grid-none" }, "Nothing in this category is like that.");
  const more = button({ class: "secondary more" }, () => {
    memory.shown += STEP;
    list.setAttribute("top", String(memory.shown));
    // A sort of hers is not the element's business.
    if (choice.sort !== undefined) build();
    settle();
  }, "Show more");
  const settle = (): void => {
    more.hidden = memory.shown >= whole;
    nothing.hidden = whole > 0;
    count.textContent = `${whole} ${whole === 1 ? "piece" : "pieces"}`;
    for (const each of swatches) each.setAttribute("aria-pressed", String(each.dataset["colour"] === choice.colour));
    sort.value = choice.sort ?? "";
    prices.value = choice.most === undefined ? "" : String(choice.most);
    clear.hidden = choice.colour === undefined && choice.most === undefined;
  };
  // Each choice of hers is a list of its own: the element puts it in order before it is drawn.
  const build = (): void => {
    const items = chosen(shop, category, choice);
    whole = items.length;
    list = orderedList(app, {
      slot: `category:${key}`,
      list: "grid",
      pool: items.map(({ id }) => id),
      shows: memory.shown,
      shown: [],
      hers: choice.sort !== undefined,
    });
    stage.replaceChildren(list, nothing);
  };
  const choose = (change: Choice): void => {
    choice = { ...choice, ...change };
    memory.shown = STEP;
    router.rename({ page: "category", key, choice });
    build();
    settle();
  };

  const ids = { sort: uniqueId("sort"), price: uniqueId("price") };
  const sort = h(
    "select",
    { id: ids.sort },
    h("option", { value: "" }, "Suggested"),
    h("option", { value: "cheap" }, "Lowest price first"),
    h("option", { value: "dear" }, "Highest price first"),
  );
  sort.addEventListener("change", () => choose({ sort: sort.value === "" ? undefined : (sort.value as "cheap" | "dear") }));
  const prices = h(
    "select",
    { id: ids.price },
    h("option", { value: "" }, "Any price"),
    ...pricesOf(category).map((price) => h("option", { value: String(price) }, `Up to ${shop.money(price)}`)),
  );
  prices.addEventListener("change", () => choose({ most: prices.value === "" ? undefined : Number(prices.value) }));
  const swatches = coloursOf(shop, category).map((colour) =>
    swatch(colour, () => choose({ colour: choice.colour === colour ? undefined : colour })),
  );
  const clear = button({ class: "quiet" }, () => choose({ colour: undefined, most: undefined }), "Clear");
  const stop = guide.onChange((cause) => {
    list.request = { ...list.request, exclude: [...guide.dismissed] };
    if (cause !== "edit") return;
    const glide = glideFrom(() => shownCards(list));
    list.renew();
    queueMicrotask(glide);
  });
  build();
  settle();
  return {
    title: category.title,
    element: h(
      "div",
      {},
      h("header", { class: "grid-head" }, h("h1", {}, category.title), count),
      h(
        "div",
        { class: "grid-choice" },
        swatches.length > 1 ? h("div", { class: "swatches", role: "group", "aria-label": "Colour" }, ...swatches) : null,
        clear,
        h(
          "div",
          { class: "grid-order" },
          h("label", { class: "sr", for: ids.price }, "Price"),
          prices,
          h("label", { for: ids.sort }, "Order"),
          sort,
        ),
      ),
      h("h2", { class: "sr" }, "Pieces"),
      stage,
      more,
    ),
    left: stop,
  };
}
