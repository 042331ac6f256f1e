import type { Page } from "../app.js";
import { h } from "../dom.js";
import { hrefOf } from "../router.js";

/** A page for an address that leads nowhere. */
export function missingPage(sentence: string): Page {
  return {
    title: "Not here",
    element: h(
      "div",
      { class: "empty" },
      h("h1", {}, "Not here"),
      h("p", {}, sentence),
      h("p", {}, h("a", { href: hrefOf({ page: "home" }), class: "primary" }, "To the shop")),
    ),
  };
}
