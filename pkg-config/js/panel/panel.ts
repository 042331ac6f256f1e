// <vitrine-panel>: everything that is known of the shopper, with a way to take each thing back, and everything she
// decides.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { ErasureReceipt, Permissions, RankRequest } from "../types.js";
import { choices } from "./choices.js";
import { VitrineElement } from "./element.js";
import { receipt } from "./erasure.js";
import { icon } from "./icons.js";
import { kept } from "./kept.js";
import { known, listedItems, pictureSlot } from "./known.js";
import type { Edits } from "./known.js";
import { ledger } from "./ledger.js";
import type { Speech } from "./speech.js";
import { whyDialog } from "./why.js";

/**
 * The shopper's panel. Give it the property `vitrine`; see docs/panel.md.
 *
 * Without a Vitrine, or when its engine is broken, it says so in one sentence. It never throws into the page.
 */
export class VitrinePanel extends VitrineElement {
  #said = "";
  #heldBack: keyof Permissions | null = null;
  #receipt: ErasureReceipt | null = null;
  #asked: { request: RankRequest; id: string } | null = null;

  /**
   * Opens a dialog that tells why an item stands where it stands.
   *
   * @param request - as it was given to `rank`
   */
  why(request: RankRequest, id: string): void {
    this.#asked = { request, id };
    this.refresh();
    this.#dialog("why")?.showModal();
  }

  protected override heard(event: Event): void {
    if (event.type === "erased") this.#receipt = (event as CustomEvent<ErasureReceipt>).detail;
  }

  protected override draw(speech: Speech): TemplateResult {
    return html`<div class="panel" part="panel" lang=${speech.tag} dir=${speech.direction}>
      <div class="head" part="head">
        <slot name="heading"><h2 part="heading">${speech.say("title")}</h2></slot>
        ${this.#status(speech)}
        <p class="said" part="said" role="status">${this.#said}</p>
        <slot></slot>
      </div>
      ${this.#body(speech)}
      <slot name="end"></slot>
      ${this.#asked === null || this.vitrine === null
        ? nothing
        : whyDialog({ speech, names: this.names, vitrine: this.vitrine, ...this.#asked }, () => this.#dialog("why")?.close())}
    </div>`;
  }

  #status(speech: Speech): TemplateResult {
    const { vitrine } = this;
    const key =
      vitrine === null ? "statusAlone"
      : !this.#running ? "statusBroken"
      : !vitrine.permissions.profile ? "statusRefused"
      : vitrine.permissions.persist ? "statusKept"
      : "statusMemory";
    return html`<p class="status" part="status">${speech.say(key)}</p>`;
  }

  get #running(): boolean {
    try {
      // Unlike the profile, it needs no permission.
      return this.vitrine !== null && this.vitrine.purposes.length > 0;
    } catch {
      return false;
    }
  }

  #body(speech: Speech): TemplateResult | typeof nothing {
    const { vitrine } = this;
    if (vitrine === null || !this.#running) return nothing;
    const { names } = this;
    const view = vitrine.permissions.profile ? vitrine.profile() : null;
    if (view !== null) this.#placePictures(listedItems(view).map(({ id }) => id));
    const edits: Edits = {
      forget: (what, name) => this.#do(() => vitrine.forget(what), speech.say("saidForgotten", { what: name })),
    };
    return html`<div class="columns">
      <div class="decide">
        ${choices(speech, vitrine, this.#heldBack, {
          grant: (name, on, words) => this.#grant(name, on, speech.say(on ? "saidOn" : "saidOff", { what: words })),
        })}
      </div>
      <div class="know">${view === null ? nothing : known({ speech, names, edits }, view)}</div>
      <div class="keep">
        ${view === null ? nothing : kept(speech, vitrine, view)}
        ${ledger(speech, vitrine.ledger)}
        <section class="block" part="block erase">
          ${view === null
            ? nothing
            : html`<p class="small">${speech.say("eraseMore")}</p>
                <p class="buttons"><button type="button" class="danger" part="button" data-action="erase" @click=${() => this.#erase(speech)}>
                  ${icon("trash")}${speech.say("erase")}
                </button></p>`}
          ${this.#receipt === null ? nothing : receipt(speech, this.#receipt)}
        </section>
      </div>
    </div>`;
  }

  #grant(name: keyof Permissions, on: boolean, said: string): void {
    const { vitrine } = this;
    if (vitrine === null) return;
    // Without a profile there is nothing to keep and no purchase to count.
    const answer: Partial<Permissions> = !on && name === "profile" ? { profile: false, persist: false, purchases: false } : { [name]: on };
    this.#do(() => {
      vitrine.setConsent(answer);
      this.#heldBack = on && !vitrine.permissions[name] ? name : null;
    }, said);
    if (this.#heldBack !== null) this.#say("");
  }

  #erase(speech: Speech): void {
    this.#do(() => {
      this.vitrine?.erase().catch((thrown: unknown) => this.report(thrown));
    }, speech.say("saidErased"));
  }

  /** Does what the shopper asked for, and says so to her; what goes wrong is told to the page's developer. */
  #do(work: () => void, said: string): void {
    try {
      work();
      this.#say(said);
    } catch (thrown) {
      this.report(thrown);
      this.refresh();
    }
  }

  #say(sentence: string): void {
    // The same words twice in a row would not be read out again.
    this.#said = sentence === this.#said && sentence !== "" ? `${sentence}\u00a0` : sentence;
    this.refresh();
  }

  /** Puts the shop's pictures in their slots: there the page's own styles and definitions hold. */
  #placePictures(ids: readonly string[]): void {
    const { picture } = this.names;
    const wanted = new Set(picture === undefined ? [] : ids.map(pictureSlot));
    for (const element of [...this.children]) {
      if (element.slot.startsWith("picture-") && !wanted.delete(element.slot)) element.remove();
    }
    for (const id of ids) {
      if (!wanted.has(pictureSlot(id))) continue;
      const element = picture?.(id);
      if (element === undefined) continue;
      element.slot = pictureSlot(id);
      this.append(element);
    }
  }

  #dialog(name: string): HTMLDialogElement | null {
    return this.shadowRoot?.querySelector<HTMLDialogElement>(`dialog[data-name="${name}"]`) ?? null;
  }
}
