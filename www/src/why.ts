/** "Why is this here?": a small window beside a card, around the package's own answer. */
import type { App } from "./app.js";
import type { Item } from "./data.js";
import { button, h, icon, uniqueId } from "./dom.js";
import type { RankRequest } from "vitrine";
import type { Guide } from "./guide.js";
import { names } from "./words.js";

const GAP = 8;

function place(popover: HTMLElement, from: HTMLElement): void {
  const anchor = from.getBoundingClientRect();
  const own = popover.getBoundingClientRect();
  const left = Math.min(Math.max(GAP, anchor.left + anchor.width / 2 - own.width / 2), innerWidth - own.width - GAP);
  const above = anchor.top - own.height - GAP;
  const top = above >= GAP ? above : Math.min(anchor.bottom + GAP, innerHeight - own.height - GAP);
  popover.style.left = `${left}px`;
  popover.style.top = `${Math.max(GAP, top)}px`;
}

/** Opens the window for one card. Escape or a click elsewhere closes it; the focus goes back to the card. */
export function showWhy(app: App, guide: Guide, request: RankRequest, item: Item, from: HTMLElement): void {
  document.querySelector(".why")?.remove();
  const heading = uniqueId("why");
  const answer = h("vitrine-why");
  answer.names = names(app.shop);
  answer.vitrine = guide.vitrine;
  answer.request = request;
  answer.item = item.id;
  const popover = h(
    "div",
    { class: "why", popover: "auto", role: "dialog", "aria-labelledby": heading },
    h("h2", { id: heading }, "Why is this here?"),
    button({ class: "round why-close", "aria-label": "Close" }, () => popover.hidePopover(), icon("close")),
    h("p", { class: "why-item" }, item.name),
    answer,
  );
  document.body.append(popover);
  popover.addEventListener("toggle", (event) => {
    if (event.newState === "closed") popover.remove();
  });
  popover.showPopover();
  place(popover, from);
  popover.querySelector<HTMLElement>(".why-close")?.focus({ preventScroll: true });
  // The answer's words arrive a moment later, and its numbers are folded away.
  new ResizeObserver(() => place(popover, from)).observe(popover);
}
