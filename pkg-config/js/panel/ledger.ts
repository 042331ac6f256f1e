// What has left the page, byte by byte.

import { html } from "lit-html";
import type { TemplateResult } from "lit-html";
import { SHOPPER } from "../ledger.js";
import type { LedgerEntry } from "../types.js";
import type { Speech } from "./speech.js";

const KNOWN: Readonly<Record<string, "ledgerExport" | "ledgerTransfer" | "ledgerEarlier">> = {
  export: "ledgerExport",
  transfer: "ledgerTransfer",
  earlier: "ledgerEarlier",
};

function row(speech: Speech, { at, what, to, bytes }: LedgerEntry): TemplateResult {
  const known = KNOWN[what];
  const words = [
    known === undefined ? what : speech.say(known),
    to === null ? "" : to === SHOPPER ? speech.say("ledgerSelf") : speech.say("ledgerTo", { to }),
  ];
  return html`<li><span>${speech.list(words.filter(Boolean))}</span><span class="small">${speech.list([speech.bytes(bytes), speech.moment(at)])}</span></li>`;
}

export function ledger(speech: Speech, entries: readonly LedgerEntry[]): TemplateResult {
  const sum = entries.reduce((total, { bytes }) => total + bytes, 0);
  return html`<section class="block" part="block ledger">
    <h3>${speech.say("ledger")}</h3>
    ${entries.length === 0
      ? html`<p>${speech.say("ledgerNone")}</p>`
      : html`<ul class="ledger">${entries.map((entry) => row(speech, entry))}</ul>
          <p class="small" data-count="released">${speech.say("ledgerTotal", { bytes: speech.bytes(sum) })}</p>`}
  </section>`;
}
