// What the shopper decides: permissions, purposes, how personal, a pause.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Permissions } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import type { Speech } from "./speech.js";

/** What the switches do. */
export interface Decisions {
  grant(name: keyof Permissions, on: boolean, words: string): void;
}

interface Switch {
  name: string;
  words: string;
  detail?: string;
  held?: string | undefined;
  on: boolean;
  enabled?: boolean;
  minor?: boolean;
  change(on: boolean): void;
}

export function toggle({ name, words, detail, held, on, enabled = true, minor = false, change }: Switch): TemplateResult {
  const id = `switch-${name}`;
  return html`<div class="switch ${minor ? "minor" : ""}" part="switch">
    <label for=${id}>${words}</label>
    <input
      type="checkbox"
      role="switch"
      id=${id}
      data-switch=${name}
      aria-describedby=${detail === undefined ? nothing : `${id}-more`}
      .checked=${live(on)}
      ?disabled=${!enabled}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    ${detail === undefined ? nothing : html`<p class="small" id="${id}-more">${detail}</p>`}
    ${held === undefined ? nothing : html`<p class="small held">${held}</p>`}
  </div>`;
}

/** The switches. */
export function choices(speech: Speech, vitrine: Vitrine, heldBack: keyof Permissions | null, decide: Decisions): TemplateResult {
  const { permissions } = vitrine;
  const permission = (name: keyof Permissions): TemplateResult =>
    toggle({
      name,
      words: speech.say(name),
      detail: speech.say(`${name}More`),
      held: heldBack === name ? speech.say("heldBack") : undefined,
      on: permissions[name],
      enabled: name === "profile" || name === "measure" || permissions.profile,
      change: (on) => decide.grant(name, on, speech.say(name)),
    });
  return html`<section class="block" part="block choices">
    <h3>${speech.say("choices")}</h3>
    ${permission("profile")}${permission("persist")}${permission("purchases")}${permission("measure")}
  </section>`;
}
