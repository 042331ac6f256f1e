// What the shopper decides: permissions, purposes, how personal, a pause.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Permissions, Purpose } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import type { Speech } from "./speech.js";

/** What the switches do. */
export interface Decisions {
  grant(name: keyof Permissions, on: boolean, words: string): void;
  purpose(purpose: Purpose, on: boolean, words: string): void;
  pause(on: boolean, words: string): void;
  someoneElse(on: boolean, words: string): void;
  strength(strength: number): void;
}

interface Switch {
  name: string;
  /** Where it stands more than once. */
  prefix?: string;
  words: string;
  detail?: string;
  held?: string | undefined;
  on: boolean;
  enabled?: boolean;
  minor?: boolean;
  change(on: boolean): void;
}

export function toggle({ name, prefix = "", words, detail, held, on, enabled = true, minor = false, change }: Switch): TemplateResult {
  const id = `${prefix}switch-${name}`;
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

/** The switches, the dial, and what may count. */
export function choices(
  speech: Speech,
  vitrine: Vitrine,
  asks: ReadonlySet<string>,
  heldBack: keyof Permissions | null,
  decide: Decisions,
): TemplateResult {
  const permission = (name: keyof Permissions): TemplateResult | typeof nothing =>
    // What is granted can be taken back, asked for or not.
    asks.has(name) || vitrine.permissions[name] ? permissionSwitch(speech, vitrine, heldBack, decide, name) : nothing;
  return html`<section class="block" part="block choices">
    <h3>${speech.say("choices")}</h3>
    ${permission("profile")}${permission("persist")}${permission("purchases")}
    ${vitrine.permissions.profile ? personal(speech, vitrine, decide) : nothing}
    ${permission("measure")}
  </section>`;
}

/** One permission's switch; with a prefix, where it stands a second time. */
export function permissionSwitch(
  speech: Speech,
  { permissions }: Vitrine,
  heldBack: keyof Permissions | null,
  decide: Decisions,
  name: keyof Permissions,
  prefix = "",
): TemplateResult {
  return toggle({
    name,
    prefix,
    words: speech.say(name),
    detail: speech.say(`${name}More`),
    held: heldBack === name ? speech.say("heldBack") : undefined,
    on: permissions[name],
    enabled: name === "profile" || name === "measure" || permissions.profile,
    change: (on) => decide.grant(name, on, speech.say(name)),
  });
}

/** What she chooses within what she permits. */
function personal(speech: Speech, vitrine: Vitrine, decide: Decisions): TemplateResult {
  const purposes = vitrine.purposes.filter(({ purpose, permitted }) => purpose !== "purchases" && permitted);
  return html`${dial(speech, vitrine, decide)}
    <fieldset>
      <legend>${speech.say("purposes")}</legend>
      ${purposes.map(({ purpose, on }) =>
        toggle({ name: purpose, words: speech.say(purpose as "browsing"), on, minor: true, change: (to) => decide.purpose(purpose, to, speech.say(purpose as "browsing")) }),
      )}
    </fieldset>
    ${toggle({ name: "pause", words: speech.say("pause"), detail: speech.say("pauseMore"), on: vitrine.paused, change: (on) => decide.pause(on, speech.say("pause")) })}
    ${toggle({
      name: "someone-else",
      words: speech.say("someoneElse"),
      detail: speech.say("someoneElseMore"),
      on: vitrine.forSomeoneElse,
      change: (on) => decide.someoneElse(on, speech.say("someoneElse")),
    })}`;
}

function dial(speech: Speech, vitrine: Vitrine, decide: Decisions): TemplateResult {
  const strength = vitrine.strength ?? 1;
  const words = strength === 0 ? speech.say("dialNone") : strength === 1 ? speech.say("dialFull") : speech.say("dialPart", { percent: speech.percent(strength) });
  return html`<div class="dial" part="dial">
    <label for="dial">${speech.say("dial")}</label>
    <input
      type="range"
      id="dial"
      data-dial
      min="0"
      max="100"
      step="5"
      aria-valuetext=${words}
      .value=${live(String(Math.round(strength * 100)))}
      @input=${(event: Event) => decide.strength(Number((event.target as HTMLInputElement).value) / 100)}
    />
    <div class="ends" aria-hidden="true"><span>${speech.say("dialLess")}</span><span>${speech.say("dialMore")}</span></div>
  </div>`;
}
