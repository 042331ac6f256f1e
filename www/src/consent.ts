/** Asks first, in plain words, with a Yes and a No that weigh the same. */
import type { App } from "./app.js";
import { button, h, uniqueId } from "./dom.js";

/** The bar; it takes itself away when answered or when the panel's switch answers for it. */
export function consentBar(app: App): HTMLElement {
  const heading = uniqueId("ask");
  const close = (sentence: string): void => {
    stop();
    bar.remove();
    app.announce(sentence);
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  };
  const bar = h(
    "section",
    { class: "ask", "aria-labelledby": heading },
    h(
      "div",
      { class: "ask-words" },
      h("h2", { id: heading }, "May this shop order its shelves by what you look at?"),
      h(
        "p",
        {},
        "What it learns stays on this device, and you can see and erase it at any time. With No, nothing is kept, not even your No: you will be asked again on your next visit.",
      ),
    ),
    h(
      "div",
      { class: "ask-buttons" },
      button({ class: "answer", "data-answer": "no" }, () => close("Nothing is kept."), "No"),
      button(
        { class: "answer", "data-answer": "yes" },
        () => {
          close("Thank you. The shelves will follow what you look at.");
          app.guide.setPermissions({ profile: true, persist: true });
        },
        "Yes",
      ),
    ),
  );
  const stop = app.guide.onChange(() => {
    if (!app.guide.allowed) return;
    stop();
    bar.remove();
  });
  return bar;
}
