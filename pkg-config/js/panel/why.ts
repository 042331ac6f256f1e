// Why an item stands where it stands: <vitrine-why>, and the panel's dialog of the same.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { Rights } from "../rights/index.js";
import type { Counterfactual, Explanation, RankRequest } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { VitrineElement } from "./element.js";
import { icon } from "./icons.js";
import { valueName } from "./names.js";
import type { Names } from "./names.js";
import { itemName, mainSentences } from "./reasons.js";
import type { Speech } from "./speech.js";

/** The question: which item of which list. */
export interface Question {
  speech: Speech;
  names: Names;
  vitrine: Vitrine;
  /** What answers; undefined while it is loaded, null where it cannot be. */
  rights: Rights | null | undefined;
  /** As it was given to `rank`. */
  request: RankRequest;
  id: string;
}

function numbers(speech: Speech, { reasons, score }: Explanation): TemplateResult {
  const exact = (value: number): string => (Object.is(value, -0) ? 0 : value).toFixed(3);
  const heads = [speech.say("whyReason"), speech.say("whySignal"), speech.say("whyWeight"), speech.say("whyAdds")];
  return html`<details part="numbers">
    <summary>${speech.say("whyNumbers")}</summary>
    <div class="table" tabindex="0" role="region" aria-label=${speech.say("whyNumbers")} dir="ltr">
      <table>
        <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${reasons.map(
          (reason) => html`<tr>
            <th scope="row">${[reason.code, reason.field, reason.value].filter(Boolean).join(" · ")}</th>
            <td>${exact(reason.signal)}</td><td>${exact(reason.weight)}</td><td>${exact(reason.contribution)}</td>
          </tr>`,
        )}</tbody>
        <tfoot><tr><th scope="row" colspan="3">${speech.say("whyScore")}</th><td>${score === null ? "–" : exact(score)}</td></tr></tfoot>
      </table>
    </div>
  </details>`;
}

/** What would be without one thing that is remembered; `undefined` where it would change nothing that can be told. */
function without(speech: Speech, names: Names, { cause, items, position, without }: Counterfactual): string | undefined {
  if (without === null || without === position) return undefined;
  const place = speech.number(without + 1);
  if ("item" in cause) return speech.say("withoutItem", { item: itemName(speech, names, cause.item), place });
  if ("purpose" in cause) return speech.say("withoutPurpose", { purpose: speech.say(cause.purpose), place });
  return items === 0 ? undefined : speech.count("withoutValue", items, { value: valueName(names, cause.field, cause.value), place });
}

/** The answer in sentences. */
export function answer({ speech, names, vitrine, rights, request, id }: Question): TemplateResult {
  if (rights === undefined) return html`<p aria-busy="true"></p>`;
  let explained: Explanation | undefined;
  let otherwise: string[] = [];
  try {
    if (rights === null) throw new Error("not loaded");
    explained = rights.explain(request).find((one) => one.id === id);
    const causes = vitrine.permissions.profile ? rights.whatIf(request, id) : [];
    otherwise = causes.flatMap((cause) => without(speech, names, cause) ?? []);
  } catch {
    return html`<p>${speech.say("whyBroken")}</p>`;
  }
  if (!vitrine.permissions.profile) return html`<p>${speech.say("whyRefused")}</p>`;
  if (request.strength === 0 || vitrine.strength === 0) return html`<p>${speech.say("whyOff")}</p>`;
  if (explained === undefined || explained.score === null) return html`<p>${speech.say("whyLittle")}</p>`;
  const { towards, against } = mainSentences(speech, names, explained);
  const list = (sentences: string[]): TemplateResult => html`<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
  return html`${towards.length > 0 ? list(towards) : nothing}
    ${against.length > 0 ? html`<p class="against">${speech.say("whyAgainst")}</p>${list(against)}` : nothing}
    <p class="place">${speech.say("whyPlace", { place: speech.number(explained.position + 1), shop: speech.number(explained.merchantPosition + 1) })}</p>
    ${otherwise.length > 0 ? html`<div class="otherwise" part="what-if">${list(otherwise)}</div>` : nothing}
    ${numbers(speech, explained)}`;
}

/** The answer as a dialog of the panel. */
export function whyDialog(question: Question, close: () => void): TemplateResult {
  const { speech, names, id } = question;
  return html`<dialog class="why" part="dialog" data-name="why" aria-labelledby="why-title">
    <header>
      <h2 id="why-title">${speech.say("why")}</h2>
      <button type="button" class="round" aria-label=${speech.say("close")} @click=${close}>${icon("close")}</button>
    </header>
    <p class="small" dir="auto">${names.item?.(id) ?? speech.say("item", { id })}</p>
    ${answer(question)}
  </dialog>`;
}

/** `<vitrine-why>`: why one item stands where it stands. Give it `vitrine`, `request` and `item`. */
export class VitrineWhy extends VitrineElement {
  protected override readonly ownProperties = ["request", "item"];
  #request: RankRequest | null = null;
  #item = "";

  /** The list, as it was given to `rank`. */
  get request(): RankRequest | null {
    return this.#request;
  }

  set request(request: RankRequest | null) {
    this.#request = request;
    this.refresh();
  }

  /** The item's id. */
  get item(): string {
    return this.#item;
  }

  set item(id: string) {
    this.#item = id;
    this.refresh();
  }

  protected override draw(speech: Speech): TemplateResult {
    const { vitrine, names, rights } = this;
    // The page has a question: an answer that came only in sight would move what stands below it.
    if (this.#request !== null) this.openRights();
    const content =
      vitrine === null || this.#request === null
        ? html`<p>${speech.say("whyBroken")}</p>`
        : answer({ speech, names, vitrine, rights, request: this.#request, id: this.#item });
    return html`<div class="why" part="why" lang=${speech.tag} dir=${speech.direction}>${content}</div>`;
  }
}
