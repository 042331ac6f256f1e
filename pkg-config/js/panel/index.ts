/**
 * `vitrine/panel`: the elements `<vitrine-panel>` and `<vitrine-why>`. Importing it defines them.
 * @packageDocumentation
 */
import { VitrinePanel } from "./panel.js";
import { VitrineWhy } from "./why.js";

export { defineLanguage } from "./languages.js";
export type { Names } from "./names.js";
export type { Counted, Language, Plural, Sentences, Words } from "./words.js";
export { VitrinePanel, VitrineWhy };

declare global {
  interface HTMLElementTagNameMap {
    "vitrine-panel": VitrinePanel;
    "vitrine-why": VitrineWhy;
  }
}

// A server that renders has no elements; a page may load this twice.
if (typeof customElements !== "undefined") {
  if (customElements.get("vitrine-panel") === undefined) customElements.define("vitrine-panel", VitrinePanel);
  if (customElements.get("vitrine-why") === undefined) customElements.define("vitrine-why", VitrineWhy);
}
