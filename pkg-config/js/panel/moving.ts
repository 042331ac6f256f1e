// Moving to another device: a dialog that packs, and one that opens what arrived.

import { html, nothing, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { PackedPicture } from "../transfer/index.js";
import { icon } from "./icons.js";
import type { Speech } from "./speech.js";

/** What is packed; the picture is missing where it does not fit into one. */
export interface Parcel {
  file: Uint8Array;
  code: string;
  picture: PackedPicture | null;
}

/** What has arrived, and how it stands. */
export interface Arrival {
  /** What a QR code brought; null: a file is to be chosen. */
  bytes: Uint8Array | null;
  /** What went wrong. */
  problem: "arriveWrong" | "arriveOther" | null;
  busy: boolean;
}

function head(speech: Speech, id: string, title: string, close: () => void): TemplateResult {
  return html`<header>
    <h2 id=${id}>${title}</h2>
    <button type="button" class="round" aria-label=${speech.say("close")} @click=${close}>${icon("close")}</button>
  </header>`;
}

/** What a dialog has for a picture, and what stands beside it on a phone. */
const WIDEST = 376;
const BESIDE = 72;

/**
 * Dark on white whatever the page's colours: cameras expect it so. Every square is the same whole number of pixels:
 * where some are wider than others, small ones are misread.
 */
function picture(speech: Speech, squares: boolean[][]): TemplateResult {
  const path = squares.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
  const size = squares.length;
  const width = size * Math.max(2, Math.floor(Math.min(WIDEST, innerWidth - BESIDE) / size));
  return html`<div class="picture" part="picture" role="img" aria-label=${speech.say("movePicture")}>
    <svg width=${width} height=${width} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true">
      ${svg`<rect width=${size} height=${size} fill="#ffffff" /><path d=${path} fill="#000000" />`}
    </svg>
  </div>`;
}

/** Shows what was packed: picture, code, file. */
export function movingDialog(speech: Speech, parcel: Parcel | null, save: (file: Uint8Array) => void, close: () => void): TemplateResult {
  return html`<dialog part="dialog" data-name="move" aria-labelledby="move-title" aria-busy=${parcel === null} @close=${close}>
    ${head(speech, "move-title", speech.say("move"), close)}
    ${parcel === null
      ? nothing
      : html`<p class="small">${speech.say("moveIntro")}</p>
          ${parcel.picture === null ? html`<p>${speech.say("moveTooLarge")}</p>` : picture(speech, parcel.picture.squares)}
          <h3>${speech.say("moveCode")}</h3>
          <p class="code" data-code>${parcel.code}</p>
          <p class="small">${speech.say("moveCodeMore")}</p>
          <p class="buttons"><button type="button" part="button" data-action="move-file" @click=${() => save(parcel.file)}>${speech.say("moveFile")}</button></p>`}
  </dialog>`;
}

/** Asks for the code, and for the file where none was scanned. `switches` stand there until the permission is given. */
export function arrivalDialog(
  speech: Speech,
  arrival: Arrival | null,
  switches: TemplateResult | null,
  open: (form: HTMLFormElement) => void,
  close: () => void,
): TemplateResult {
  const submit = (event: Event): void => {
    event.preventDefault();
    open(event.currentTarget as HTMLFormElement);
  };
  return html`<dialog part="dialog" data-name="arrive" aria-labelledby="arrive-title" @close=${close}>
    ${head(speech, "arrive-title", speech.say("arrive"), close)}
    ${arrival === null
      ? nothing
      : html`${switches === null ? nothing : html`<p>${speech.say("arriveRefused")}</p>${switches}`}
          <form @submit=${submit}>
            ${arrival.bytes !== null
              ? html`<p>${speech.say("arriveScanned")}</p>`
              : html`<label class="field">${speech.say("arriveFile")}<input type="file" name="file" required ?disabled=${switches !== null} /></label>`}
            <label class="field">
              ${speech.say("arriveCode")}
              <input type="text" class="typed" name="code" required autocomplete="off" autocapitalize="characters" spellcheck="false" ?disabled=${switches !== null} />
            </label>
            <p class="wrong" role="alert">${arrival.problem === null ? "" : speech.say(arrival.problem)}</p>
            <button class="primary" part="button" data-action="arrive-open" ?disabled=${switches !== null || arrival.busy}>${speech.say("arriveOpen")}</button>
          </form>`}
  </dialog>`;
}
