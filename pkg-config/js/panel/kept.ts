// Where the profile is, how large, and until when.

import { html } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { KeptProfile } from "../storage/index.js";
import type { ProfileView } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import type { Speech } from "./speech.js";

/** In words where it is, as far as this page can tell. */
function place(vitrine: Vitrine, kept: KeptProfile | null): "keptMemory" | "keptPage" | "keptBlocked" | "keptDevice" {
  if (!vitrine.permissions.persist || vitrine.forSomeoneElse) return "keptMemory";
  if (kept === null) return "keptPage";
  return kept.state === "memory only" ? "keptBlocked" : "keptDevice";
}

export function kept(speech: Speech, vitrine: Vitrine, keeping: KeptProfile | null, view: ProfileView): TemplateResult {
  const from = {
    bytes: speech.bytes(view.bytes),
    events: speech.count("events", view.events),
    visits: speech.count("visits", view.sessions),
  };
  return html`<section class="block" part="block kept">
    <h3>${speech.say("kept")}</h3>
    <p>${speech.say(place(vitrine, keeping))}</p>
    <p class="small" data-count="bytes" data-bytes=${view.bytes}>${speech.say("keptFrom", from)}</p>
    <dl class="terms">
      ${view.purposes
        .filter(({ on }) => on)
        .map(
          ({ purpose, until }) => html`<dt>${speech.say(purpose)}</dt>
            <dd>${until === null ? speech.say("untilNothing") : speech.say("until", { date: speech.day(until) })}</dd>`,
        )}
    </dl>
  </section>`;
}
