/** Bars: what a profile holds for, field by field. */
import type { ProfileValue, ProfileView } from "vitrine";
import type { Shop } from "../data.js";
import { h } from "../dom.js";
import { fieldTitle, valueWords } from "../words.js";

const MOST = 6;
/** Weaker than this is faded out. */
const FAINT = 1e-3;

/** A bar of a strength; below zero (turned away from) it is hatched. */
function bar(kind: "short" | "long", part: number): HTMLElement {
  const fill = h("span", { class: `bar-fill is-${kind}${part < 0 ? " is-less" : ""}` });
  fill.style.width = `${Math.min(1, Math.abs(part)) * 100}%`;
  return h("span", { class: "bar", "aria-hidden": "true" }, fill);
}

function spoken(value: ProfileValue, most: number): string {
  const part = (strength: number): string =>
    `${strength < 0 ? "away from it, " : ""}${Math.round((100 * Math.abs(strength)) / most)} %`;
  return `lately ${part(value.short)}, over time ${part(value.long)}`;
}

function row(value: ProfileValue, most: { short: number; long: number }): HTMLElement {
  const name = value.value === null ? "no longer in the shop" : valueWords(value.value);
  return h(
    "li",
    { class: "like", "data-field": value.field, "data-value": value.value },
    h("span", { class: "like-name", title: value.value }, name),
    h("span", { class: "like-bars" }, bar("short", value.short / most.short), bar("long", value.long / most.long)),
    h("span", { class: "sr" }, spoken(value, Math.max(most.short, most.long))),
  );
}

/** One block for each field, its strongest values first. */
export function likes(shop: Shop, view: ProfileView): HTMLElement[] {
  const groups = new Map<string, ProfileValue[]>();
  for (const value of view.values) {
    if (Math.abs(value.short) < FAINT && Math.abs(value.long) < FAINT) continue;
    const group = groups.get(value.field);
    if (group) group.push(value);
    else groups.set(value.field, [value]);
  }
  const order = shop.file.fields.map(({ name }) => name);
  const rank = (field: string): number => {
    const role = shop.file.fields.find(({ name }) => name === field)?.role;
    return (role ? 0 : 100) + order.indexOf(field);
  };
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([field, values]) => {
      const most = {
        short: Math.max(1e-9, ...values.map(({ short }) => Math.abs(short))),
        long: Math.max(1e-9, ...values.map(({ long }) => Math.abs(long))),
      };
      values.sort((a, b) => b.short / most.short + b.long / most.long - (a.short / most.short + a.long / most.long));
      const hidden = values.length - MOST;
      return h(
        "section",
        { class: "like-group" },
        h("h3", {}, fieldTitle(shop, field)),
        h("ul", {}, ...values.slice(0, MOST).map((value) => row(value, most))),
        hidden > 0 ? h("p", { class: "small" }, `and ${hidden} weaker ones`) : null,
      );
    });
}
