/** The items that a profile remembers, each with its own "forget". */
import type { ProfileView } from "vitrine";
import type { Shop } from "../data.js";
import { button, h, icon } from "../dom.js";
import { picture } from "../draw/picture.js";

const MOST = 12;

function words(item: ProfileView["items"][number]): string {
  const parts: string[] = [];
  if (item.dismissed) parts.push("not interested");
  if (item.inCart) parts.push("in the cart");
  if (item.views > 0) parts.push(item.views === 1 ? "looked at once" : `looked at ${item.views} times`);
  const shown = Math.round(item.exposures);
  if (shown > 0) parts.push(`shown ${shown} ×`);
  return parts.join(", ");
}

/** The most interesting items first; those that were only shown are counted, not listed. */
export function pieces(shop: Shop, view: ProfileView, forget: (id: string) => void): HTMLElement[] {
  const touched = view.items.filter((item) => item.views > 0 || item.inCart || item.dismissed || item.interest !== 0);
  const onlyShown = view.items.length - touched.length;
  const listed = [...touched].sort((a, b) => b.interest - a.interest).slice(0, MOST);
  return [
    h(
      "ul",
      { class: "pieces" },
      ...listed.map((known) => {
        const item = shop.byId.get(known.id);
        const name = item?.name ?? `Item ${known.id}`;
        return h(
          "li",
          { "data-item": known.id },
          item ? picture(shop, item) : h("span", { class: "unseen" }),
          h("span", { class: "piece-words" }, h("span", {}, name), h("span", { class: "small" }, words(known))),
          button({ class: "forget", "aria-label": `Forget: ${name}`, title: "Forget this" }, () => forget(known.id), icon("close")),
        );
      }),
    ),
    h(
      "p",
      { class: "small" },
      [
        touched.length > MOST ? `${touched.length - MOST} more.` : "",
        onlyShown > 0 ? `${onlyShown} others were only shown to you.` : "",
      ].join(" "),
    ),
  ];
}
