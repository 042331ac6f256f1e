// Where the profile is, how large, and until when.

import { html } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { ProfileView } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import type { Speech } from "./speech.js";

/** Days after the last touch, by purpose: docs/profile-format.md. */
const DAYS = { browsing: 180, search: 30, cart: 30, purchases: 365 } as const;

export function kept(speech: Speech, vitrine: Vitrine, view: ProfileView): TemplateResult {
  const { persist, purchases } = vitrine.permissions;
  const purposes = (["browsing", "search", "cart", "purchases"] as const).filter((name) => name !== "purchases" || purchases);
  const from = {
    bytes: speech.bytes(view.bytes),
    events: speech.count("events", view.events),
    visits: speech.count("visits", view.sessions),
  };
  return html`<section class="block" part="block kept">
    <h3>${speech.say("kept")}</h3>
    <p>${speech.say(persist ? "keptDevice" : "keptMemory")}</p>
    <p class="small" data-count="bytes">${speech.say("keptFrom", from)}</p>
    <dl class="terms">
      ${purposes.map((name) => html`<dt>${speech.say(name)}</dt><dd>${speech.say("until", { time: speech.days(DAYS[name]) })}</dd>`)}
    </dl>
  </section>`;
}
