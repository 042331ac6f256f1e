// The receipt of an erasure.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { ErasureReceipt } from "../types.js";
import type { Speech } from "./speech.js";

const CAUSES = {
  withdrawn: "receiptWithdrawn",
  erased: "receiptErased",
  "signed-out": "receiptSignedOut",
  elsewhere: "receiptElsewhere",
} as const;

/** What was erased, when and why. */
export function receipt(speech: Speech, { cause, at, memory, storage }: ErasureReceipt): TemplateResult {
  const events = speech.count("events", memory.events);
  return html`<div class="receipt" part="receipt">
    <h4>${speech.say("receipt")}</h4>
    <p>${speech.say(CAUSES[cause], { date: speech.moment(at) })}</p>
    <p class="small">${speech.say("receiptMemory", { events, bytes: speech.bytes(memory.bytes) })}</p>
    <p class="small">
      ${storage === null || storage.erased.length === 0
        ? speech.say("receiptNone")
        : speech.say("receiptStorage", { bytes: speech.bytes(storage.bytes), names: speech.list(storage.erased) })}
    </p>
    ${storage === null || storage.complete ? nothing : html`<p class="wrong">${speech.say("receiptIncomplete")}</p>`}
  </div>`;
}
