// <vitrine-panel>: everything that is known of the shopper, with a way to take each thing back, and everything she
// decides.

import { html, nothing } from "lit-html";
import type { TemplateResult } from "lit-html";
import type { Rights } from "../rights/index.js";
import type { KeptProfile } from "../storage/index.js";
import { arrivedIn } from "../transfer/link.js";
import type { ErasureReceipt, Permissions, ProfileExport, RankRequest } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { choices, permissionSwitch } from "./choices.js";
import type { Decisions } from "./choices.js";
import { copy, download } from "./copy.js";
import { VitrineElement } from "./element.js";
import { receipt } from "./erasure.js";
import { icon } from "./icons.js";
import { kept } from "./kept.js";
import { known, listedItems, pictureSlot } from "./known.js";
import type { Edits } from "./known.js";
import { ledger } from "./ledger.js";
import { arrivalDialog, movingDialog } from "./moving.js";
import type { Arrival, Parcel } from "./moving.js";
import type { Speech } from "./speech.js";
import type { Sentences } from "./words.js";
import { whyDialog } from "./why.js";

/**
 * The shopper's panel. Give it the property `vitrine`; see docs/panel.md.
 *
 * Without a Vitrine, or when its engine is broken, it says so in one sentence. It never throws into the page.
 */
export class VitrinePanel extends VitrineElement {
  protected override readonly ownProperties = ["kept", "shop"];
  static override readonly observedAttributes = ["lang", "asks"];
  #kept: KeptProfile | null = null;
  #shop: string | null = null;
  #said = "";
  #heldBack: keyof Permissions | null = null;
  #receipt: ErasureReceipt | null = null;
  #asked: { request: RankRequest; id: string } | null = null;
  #parcel: Parcel | null = null;
  #arrival: Arrival | null = null;

  /** What keeps the profile between visits (`keepProfile`), where something does. */
  get kept(): KeptProfile | null {
    return this.#kept;
  }

  set kept(kept: KeptProfile | null | undefined) {
    this.#kept?.removeEventListener("state", this.#onState);
    this.#kept = kept ?? null;
    this.#kept?.addEventListener("state", this.#onState);
    this.refresh();
  }

  /** The shop's own name, for moving to another device: the same on all of them. Default: the page's host. */
  get shop(): string | null {
    return this.#shop;
  }

  set shop(shop: string | null | undefined) {
    this.#shop = shop ?? null;
  }

  /**
   * Opens a dialog that tells why an item stands where it stands.
   *
   * @param request - as it was given to `rank`
   */
  why(request: RankRequest, id: string): void {
    this.#asked = { request, id };
    // The panel itself may be far below, and never come into sight.
    this.openRights();
    this.#open("why");
  }

  /**
   * Opens a dialog for what came from another device, if the page was opened by such a QR code. What was in the address
   * is taken out of it. Answers whether there was anything.
   */
  arrive(): boolean {
    const bytes = arrivedIn(location.href);
    if (bytes === undefined) return false;
    history.replaceState(history.state, "", location.pathname + location.search);
    this.#receive(bytes);
    return true;
  }

  protected override heard(event: Event): void {
    if (event.type === "erased") this.#receipt = (event as CustomEvent<ErasureReceipt>).detail;
  }

  protected override draw(speech: Speech): TemplateResult {
    const { vitrine } = this;
    const busy = vitrine !== null && this.rights === undefined;
    return html`<div class="panel" part="panel" lang=${speech.tag} dir=${speech.direction} aria-busy=${busy}>
      <div class="head" part="head">
        <slot name="heading"><h2 part="heading">${speech.say("title")}</h2></slot>
        <p class="status" part="status">${speech.say(this.#status())}</p>
        <p class="said" part="said" role="status">${this.#said}</p>
        <slot></slot>
      </div>
      ${vitrine === null || !this.#running ? nothing : this.#body(speech, vitrine)}
      <slot name="end"></slot>
      ${vitrine === null ? nothing : this.#dialogs(speech, vitrine)}
    </div>`;
  }

  #status(): keyof Sentences & `status${string}` {
    const { vitrine } = this;
    if (vitrine === null) return "statusAlone";
    if (!this.#running) return "statusBroken";
    if (!vitrine.permissions.profile) return "statusRefused";
    if (vitrine.forSomeoneElse) return "statusSomeoneElse";
    if (vitrine.paused) return "statusPaused";
    const stored = vitrine.permissions.persist && this.#kept?.state !== "memory only";
    return stored ? "statusKept" : "statusMemory";
  }

  /** The permissions that the shop asks for: the attribute `asks`, else all. */
  get #asks(): ReadonlySet<string> {
    return new Set((this.getAttribute("asks") ?? "profile persist purchases measure").split(/\s+/));
  }

  get #running(): boolean {
    try {
      // Unlike the profile, it needs no permission.
      return this.vitrine !== null && this.vitrine.purposes.length > 0;
    } catch {
      return false;
    }
  }

  #body(speech: Speech, vitrine: Vitrine): TemplateResult {
    const { names, rights } = this;
    const { profile } = vitrine.permissions;
    const view = (profile ? rights?.profile() : null) ?? null;
    this.#placePictures(view === null ? [] : listedItems(view).map(({ id }) => id));
    const edits: Edits = {
      forget: (what, name) => this.#do(() => vitrine.forget(what), speech.say("saidForgotten", { what: name })),
      prefer: ({ field, value }, direction, name) =>
        this.#do(
          () => vitrine.prefer({ field, value, liking: direction === "more" ? 1 : -1 }),
          speech.say(direction === "more" ? "saidMore" : "saidLess", { what: name }),
        ),
    };
    return html`<div class="columns">
      <div class="decide">${choices(speech, vitrine, this.#asks, this.#heldBack, this.#decisions(speech, vitrine))}</div>
      <div class="know">${view === null ? nothing : known({ speech, names, edits }, view)}</div>
      <div class="keep">
        ${view === null ? nothing : kept(speech, vitrine, this.#kept, view)}
        ${copy(speech, vitrine, {
          export: rights ? () => this.#export(speech, rights) : undefined,
          import: rights ? (file) => void this.#import(speech, rights, file) : undefined,
          move: () => void this.#pack(vitrine),
          arrive: () => this.#receive(null),
        })}
        ${ledger(speech, vitrine.ledger)}
        <section class="block" part="block erase">
          ${!profile
            ? nothing
            : html`<p class="small">${speech.say("eraseMore")}</p>
                <p class="buttons"><button type="button" class="danger" part="button" data-action="erase" @click=${() => this.#erase(speech, vitrine)}>
                  ${icon("trash")}${speech.say("erase")}
                </button></p>`}
          ${this.#receipt === null ? nothing : receipt(speech, this.#receipt)}
        </section>
      </div>
    </div>`;
  }

  #decisions(speech: Speech, vitrine: Vitrine): Decisions {
    const said = (on: boolean, what: string): string => speech.say(on ? "saidOn" : "saidOff", { what });
    return {
      grant: (name, on, words) => {
        // Without a profile there is nothing to keep and no purchase to count.
        const answer: Partial<Permissions> = !on && name === "profile" ? { profile: false, persist: false, purchases: false } : { [name]: on };
        this.#do(() => vitrine.setConsent(answer), said(on, words));
        this.#heldBack = on && !vitrine.permissions[name] ? name : null;
        if (this.#heldBack !== null) this.#say("");
      },
      purpose: (purpose, on, words) => this.#do(() => vitrine.setPurpose(purpose, on), said(on, words)),
      pause: (on, words) => this.#do(() => (on ? vitrine.pause() : vitrine.resume()), said(on, words)),
      someoneElse: (on, words) => this.#do(() => (on ? vitrine.shopForSomeoneElse() : vitrine.backToMyself()), said(on, words)),
      // The dial itself says where it stands.
      strength: (strength) => this.#do(() => vitrine.setStrength(strength), ""),
    };
  }

  #dialogs(speech: Speech, vitrine: Vitrine): TemplateResult {
    const close = (name: string) => (): void => {
      this.#dialog(name)?.close();
      // What was packed or has arrived is not kept any longer than it is looked at.
      if (name === "move") this.#parcel = null;
      if (name === "arrive") this.#arrival = null;
      this.refresh();
    };
    const { profile, persist } = vitrine.permissions;
    const decide = this.#decisions(speech, vitrine);
    const missing = (["profile", "persist"] as const).map((name) => permissionSwitch(speech, vitrine, this.#heldBack, decide, name, "arrive-"));
    return html`${this.#asked === null
        ? nothing
        : whyDialog({ speech, names: this.names, vitrine, rights: this.rights, ...this.#asked }, close("why"))}
      ${movingDialog(speech, this.#parcel, (file) => download(file, "vitrine-profile.bin", "application/octet-stream"), close("move"))}
      ${arrivalDialog(speech, this.#arrival, profile && persist ? null : html`${missing}`, (form) => void this.#unpack(speech, vitrine, form), close("arrive"))}`;
  }

  #erase(speech: Speech, vitrine: Vitrine): void {
    this.#do(() => {
      vitrine.erase().catch((thrown: unknown) => this.report(thrown));
    }, speech.say("saidErased"));
  }

  #export(speech: Speech, rights: Rights): void {
    this.#do(() => {
      const text = JSON.stringify(rights.export(), null, 1);
      download(text, "vitrine-profile.json", "application/json");
    }, speech.say("saidExported"));
  }

  async #import(speech: Speech, rights: Rights, file: File): Promise<void> {
    try {
      rights.import(JSON.parse(await file.text()) as ProfileExport);
      this.#say(speech.say("saidImported"));
    } catch {
      // Whatever a file holds is the file's fault: it is told to her, not to the page's developer.
      this.#say(speech.say("importRefused"));
    }
  }

  async #pack(vitrine: Vitrine): Promise<void> {
    this.#parcel = null;
    this.#open("move");
    try {
      const { pack, packPicture } = await import("../transfer/index.js");
      const options = this.#shop === null ? {} : { shop: this.#shop };
      const { file, code } = await pack(vitrine, options);
      const picture = await packPicture(vitrine, { ...options, code }).catch((thrown: unknown) => {
        this.report(thrown);
        return null;
      });
      this.#parcel = { file, code, picture };
      this.refresh();
    } catch (thrown) {
      this.report(thrown);
      this.#dialog("move")?.close();
    }
  }

  #receive(bytes: Uint8Array | null): void {
    this.#arrival = { bytes, problem: null, busy: false };
    this.#open("arrive");
  }

  async #unpack(speech: Speech, vitrine: Vitrine, form: HTMLFormElement): Promise<void> {
    const arrival = this.#arrival;
    if (arrival === null || arrival.busy) return;
    arrival.busy = true;
    arrival.problem = null;
    this.refresh();
    try {
      const given = new FormData(form);
      const file = given.get("file");
      const bytes = arrival.bytes ?? (file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array());
      const { unpack } = await import("../transfer/index.js");
      await unpack(vitrine, bytes, String(given.get("code")), this.#shop === null ? {} : { shop: this.#shop });
      form.reset();
      this.#dialog("arrive")?.close();
      this.#say(speech.say("saidImported"));
    } catch (thrown) {
      const code = (thrown as { code?: string } | null)?.code;
      arrival.problem = code === "transfer-not-one" || code === "transfer-other-shop" ? "arriveOther" : "arriveWrong";
      if (code === undefined || !code.startsWith("transfer-")) this.report(thrown);
    } finally {
      arrival.busy = false;
      this.refresh();
    }
  }

  /** Does what the shopper asked for, and says so to her; what goes wrong is told to the page's developer. */
  #do(work: () => void, said: string): void {
    try {
      work();
      this.#say(said);
    } catch (thrown) {
      this.report(thrown);
      this.#say(this.speech?.say("saidFailed") ?? "");
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

  readonly #onState = (): void => this.refresh();

  #open(name: string): void {
    this.refresh();
    const dialog = this.#dialog(name);
    if (dialog !== null && !dialog.open) dialog.showModal();
    // A language may still be on its way: then the dialog is opened when it can be drawn.
    if (dialog === null) this.addEventListener("language", () => this.#open(name), { once: true });
  }

  #dialog(name: string): HTMLDialogElement | null {
    return this.shadowRoot?.querySelector<HTMLDialogElement>(`dialog[data-name="${name}"]`) ?? null;
  }
}
