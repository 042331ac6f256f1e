// Taking it along: a copy, a copy brought back, another device.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { Vitrine } from "../vitrine.js";
import type { Speech } from "./speech.js";

/** What the buttons do. */
export interface Carrying {
  move(): void;
  arrive(): void;
}

/** The buttons; without a profile there is only what can arrive. */
export function copy(speech: Speech, { permissions }: Vitrine, carry: Carrying): TemplateResult {
  const { profile, persist } = permissions;
  return html`<section class="block" part="block copy">
    <h3>${speech.say("copy")}</h3>
    <p class="buttons">
      ${profile && persist ? html`<button type="button" part="button" data-action="move" @click=${carry.move}>${speech.say("move")}</button>` : nothing}
      <button type="button" part="button" data-action="arrive" @click=${carry.arrive}>${speech.say("arrive")}</button>
    </p>
  </section>`;
}

/** Gives the shopper a file. */
export function download(bytes: Uint8Array | string, name: string, type: string): void {
  const content = typeof bytes === "string" ? bytes : bytes.slice();
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Downloads begin in a task of their own.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
