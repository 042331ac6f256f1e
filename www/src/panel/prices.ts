/** The price ranges that a profile has learned, as a line with a mark. */
import type { ProfileView } from "vitrine";
import { titleCase, type Shop } from "../data.js";
import { h } from "../dom.js";
import { valueWords } from "../words.js";

/** One line for each category with a price preference. */
export function prices(shop: Shop, view: ProfileView): HTMLElement | null {
  if (view.prices.length === 0) return null;
  const all = shop.file.items.flatMap(({ price }) => price ?? []);
  const from = Math.min(...all, ...view.prices.map(({ low }) => low));
  const to = Math.max(...all, ...view.prices.map(({ high }) => high));
  const at = (price: number): number => (to > from ? (100 * (price - from)) / (to - from) : 50);
  const money = (price: number): string => shop.money(Math.round(price));
  return h(
    "ul",
    { class: "prices" },
    ...view.prices.map(({ category, typical, low, high }) => {
      const range = h("span", { class: "price-range" });
      range.style.left = `${at(low)}%`;
      range.style.width = `${Math.max(1, at(high) - at(low))}%`;
      const mark = h("span", { class: "price-mark" });
      mark.style.left = `${at(typical)}%`;
      return h(
        "li",
        {},
        h("span", { class: "price-name" }, category === null ? "Everything" : titleCase(valueWords(category))),
        h("span", { class: "price-track", "aria-hidden": "true" }, range, mark),
        h("span", { class: "price-words" }, `around ${money(typical)}, ${money(low)} to ${money(high)}`),
      );
    }),
  );
}
