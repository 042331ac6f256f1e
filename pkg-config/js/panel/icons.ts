// Line icons; decoration only, so hidden from assistive technology.

import { html } from "lit-html";
import type { TemplateResult } from "lit-html";

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5v14M5 12h14",
  less: "M5 12h14",
  trash: "M4 7h16M9 7V4h6v3m-8 0 1 13h8l1-13",
};

export function icon(name: keyof typeof PATHS): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
}
