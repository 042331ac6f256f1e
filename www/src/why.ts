/** "Why is this here?": a small window beside a card. */
import type { Explanation } from "vitrine";
import type { App } from "./app.js";
import type { Item } from "./data.js";
import { button, h, icon, uniqueId } from "./dom.js";
import type { Guide, Question } from "./guide.js";
import { mainSentences } from "./words.js";

const GAP = 8;

function number(value: number): string {
  return (Object.is(value, -0) ? 0 : value).toFixed(3);
}

function numbers(explanation: Explanation): HTMLElement {
  const rows = explanation.reasons.map((reason) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, [reason.code, reason.field, reason.value].filter(Boolean).join(" · ")),
      h("td", {}, number(reason.signal)),
      h("td", {}, number(reason.weight)),
      h("td", {}, number(reason.contribution)),
    ),
  );
  return h(
    "details",
    { class: "why-numbers" },
    h("summary", {}, "Show the numbers"),
    h(
      "div",
      { class: "why-table", tabindex: 0, role: "region", "aria-label": "The numbers" },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...["Reason", "Signal", "Weight", "Adds"].map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, ...rows),
        h(
          "tfoot",
          {},
          h("tr", {}, h("th", { scope: "row", colspan: 3 }, "Score"), h("td", {}, explanation.score === null ? "none" : number(explanation.score))),
        ),
      ),
    ),
  );
}

function neutral(guide: Guide): string {
  if (guide.failure) return "The engine is not running, so this is the shop’s own order.";
  if (!guide.allowed) return "This is the shop’s own order: you have not allowed another.";
  if (guide.strength === 0) return "This is the shop’s own order: you have set the dial to it.";
  return "This is the shop’s own order: too little is known yet to change it.";
}

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
export function showWhy(app: App, guide: Guide, question: Question, item: Item, from: HTMLElement): void {
  document.querySelector(".why")?.remove();
  const explanation = guide.explain(question, item.id);
  const heading = uniqueId("why");
  const personal = explanation !== null && explanation.score !== null && guide.allowed;
  const { towards, against } = personal
    ? mainSentences(app.shop, explanation.reasons)
    : { towards: [neutral(guide)], against: [] };
  const list = (sentences: string[]): HTMLElement => h("ul", {}, ...sentences.map((sentence) => h("li", {}, sentence)));
  const popover = h(
    "div",
    { class: "why", popover: "auto", role: "dialog", "aria-labelledby": heading },
    h("h2", { id: heading }, "Why is this here?"),
    button({ class: "round why-close", "aria-label": "Close" }, () => popover.hidePopover(), icon("close")),
    h("p", { class: "why-item" }, item.name),
    towards.length > 0 ? list(towards) : null,
    against.length > 0 ? h("p", { class: "why-against" }, "Against it:") : null,
    against.length > 0 ? list(against) : null,
    personal
      ? h("p", { class: "why-place" }, `Place ${explanation.position + 1} for you, place ${explanation.merchantPosition + 1} in the shop’s own order.`)
      : null,
    personal ? numbers(explanation) : null,
  );
  document.body.append(popover);
  popover.addEventListener("toggle", (event) => {
    if (event.newState === "closed") popover.remove();
  });
  popover.showPopover();
  place(popover, from);
  popover.querySelector<HTMLElement>(".why-close")?.focus({ preventScroll: true });
  popover.querySelector("details")?.addEventListener("toggle", () => place(popover, from));
}
