// Taking it along: a copy, a copy brought back, another device.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { Vitrine } from "../vitrine.js";
import type { Speech } from "./speech.js";

/** What the buttons do. */
export interface Carrying {
  export?: (() => void) | undefined;
  import?: ((file: File) => void) | undefined;
  move(): void;
  arrive(): void;
}

/** The buttons; without a profile there is only what can arrive. */
export function copy(speech: Speech, { permissions }: Vitrine, carry: Carrying): TemplateResult {
  const { profile, persist } = permissions;
  const choose = (event: Event): void => ((event.currentTarget as Element).nextElementSibling as HTMLInputElement).click();
  const chosen = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) carry.import?.(file);
    // The same file may be chosen again.
    input.value = "";
  };
  return html`<section class="block" part="block copy">
    <h3>${speech.say("copy")}</h3>
    <p class="buttons">
      ${profile && carry.export ? html`<button type="button" part="button" data-action="export" @click=${carry.export}>${speech.say("export")}</button>` : nothing}
      ${profile && carry.import
        ? html`<button type="button" part="button" data-action="import" @click=${choose}>${speech.say("import")}</button>
            <input type="file" accept="application/json,.json" hidden @change=${chosen} />`
        : nothing}
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
