// What the package's elements have in common: a Vitrine, a language, and a drawing that follows both.

import { render } from "lit-html";
import type { TemplateResult } from "lit-html";
import { describe, VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import { openRights } from "../rights/index.js";
import type { Rights } from "../rights/index.js";
import { ElementBase, takeOver } from "../upgrade.js";
import type { Vitrine } from "../vitrine.js";
import { closest, loadLanguage } from "./languages.js";
import type { Names } from "./names.js";
import { Speech } from "./speech.js";
import { sheet } from "./styles.js";
import type { Words } from "./words.js";

/** Shown where no language could be loaded. */
const SPEECHLESS = "The words of this panel could not be loaded. The shop works as always.";

/** Changes of a Vitrine after which what is shown may be wrong, and those of them that must not wait for a frame. */
const EVENTS = { change: false, ledger: false, permissions: true, erased: true };

const FOCUSABLE = "button, input, summary, a[href]";

/** An element that shows something of a Vitrine, in the shopper's language. It never throws into the page. */
export abstract class VitrineElement extends ElementBase {
  static readonly observedAttributes: readonly string[] = ["lang"];

  readonly #root: ShadowRoot;
  #vitrine: Vitrine | null = null;
  #names: Names = {};
  #words: Partial<Words> = {};
  /** What the words in use were loaded for. */
  #tag = "";
  #speech: Speech | undefined;
  #due = false;
  #drawing = false;
  #again = false;
  #visible = true;
  /** Whether it is known to be in sight. */
  #seen = false;
  /** What the shopper may ask: undefined until it is loaded, null where it cannot be. */
  #rights: Rights | null | undefined;
  #opening: Vitrine | undefined;
  #pageLanguage: MutationObserver | undefined;
  #sight: IntersectionObserver | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [sheet()];
  }

  /** The Vitrine that is shown; null shows that there is none. */
  get vitrine(): Vitrine | null {
    return this.#vitrine;
  }

  set vitrine(vitrine: Vitrine | null | undefined) {
    this.#listen(false);
    if (this.#vitrine !== (vitrine ?? null)) this.#rights = undefined;
    this.#vitrine = vitrine ?? null;
    if (this.isConnected) this.#listen(true);
    if (this.#seen) this.openRights();
    this.refresh();
  }

  /** What the shop calls its items, fields and values. */
  get names(): Names {
    return this.#names;
  }

  set names(names: Names | null | undefined) {
    this.#names = names ?? {};
    this.refresh();
  }

  /** The page's own sentences, in place of the language's. */
  get words(): Partial<Words> {
    return this.#words;
  }

  set words(words: Partial<Words> | null | undefined) {
    this.#words = words ?? {};
    this.#tag = "";
    this.#speak();
  }

  /** Draws anew. Happens by itself after every change of the Vitrine. */
  refresh(): void {
    if (this.isConnected) this.#draw();
  }

  connectedCallback(): void {
    takeOver(this, ["vitrine", "names", "words", ...this.ownProperties]);
    this.#listen(true);
    this.#pageLanguage = new MutationObserver(() => this.#speak());
    this.#pageLanguage.observe(document.documentElement, { attributes: true, attributeFilter: ["lang"], subtree: false });
    this.#sight = new IntersectionObserver((entries) => {
      this.#visible = entries.some(({ isIntersecting }) => isIntersecting);
      this.#seen = this.#visible;
      if (this.#seen) this.openRights();
      if (this.#visible && this.#due) this.#draw();
    });
    this.#sight.observe(this);
    this.#speak();
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#listen(false);
    this.#pageLanguage?.disconnect();
    this.#sight?.disconnect();
  }

  attributeChangedCallback(): void {
    if (!this.isConnected) return;
    this.#speak();
    this.later();
  }

  /** Properties besides those of every element, which a page may set before the element is defined. */
  protected readonly ownProperties: readonly string[] = [];

  /** What to show. */
  protected abstract draw(speech: Speech): TemplateResult;

  /** Something that the Vitrine told, before it is drawn. */
  protected heard(_event: Event): void {}

  /** What the shopper may ask of her own profile; undefined until it is loaded, null where it cannot be. */
  protected get rights(): Rights | null | undefined {
    return this.#rights;
  }

  /** What to say, once a language is there. */
  protected get speech(): Speech | undefined {
    return this.#speech;
  }

  /** Draws with the next frame; not at all while it is out of sight. */
  protected later(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      if (this.#due && this.#visible) this.#draw();
    });
  }

  /** Tells the page's developer of what went wrong here. */
  protected report(thrown: unknown): void {
    const host = this.#vitrine === null ? undefined : hostOf(this.#vitrine);
    if (host !== undefined) host.report(thrown);
    else console.warn(`vitrine: ${describe(thrown)}`);
  }

  /** Loads what answers the shopper. Happens by itself once this is in sight, and not before. */
  protected openRights(): void {
    const vitrine = this.#vitrine;
    if (vitrine === null || this.#opening === vitrine) return;
    this.#opening = vitrine;
    const take = (rights: Rights | null): void => {
      if (vitrine !== this.#vitrine) return;
      this.#rights = rights;
      this.refresh();
    };
    openRights(vitrine).then(take, (thrown: unknown) => {
      this.report(thrown);
      this.#opening = undefined;
      take(null);
    });
  }

  get #wantedLanguage(): string {
    const own = this.closest("[lang]")?.getAttribute("lang");
    return own || document.documentElement.lang || "en";
  }

  #speak(): void {
    const tag = closest(this.#wantedLanguage);
    if (tag === this.#tag) return;
    this.#tag = tag;
    const failing = (thrown: unknown) => {
      this.report(new VitrineError("language-unavailable", `The language ${tag} could not be loaded: ${describe(thrown)}.`, thrown));
      return loadLanguage("en");
    };
    loadLanguage(tag)
      .catch(failing)
      .then((language) => {
        // Meanwhile another one may have been asked for.
        if (tag !== this.#tag) return;
        this.#speech = new Speech(language, this.#words);
        this.refresh();
        this.dispatchEvent(new CustomEvent("language", { detail: language.tag }));
      })
      .catch(() => {
        this.#root.textContent = SPEECHLESS;
      });
  }

  #listen(on: boolean): void {
    for (const type of Object.keys(EVENTS)) {
      if (on) this.#vitrine?.addEventListener(type, this.#onEvent);
      else this.#vitrine?.removeEventListener(type, this.#onEvent);
    }
  }

  readonly #onEvent = (event: Event): void => {
    this.heard(event);
    if (EVENTS[event.type as keyof typeof EVENTS]) this.refresh();
    else this.later();
  };

  #draw(): void {
    this.#due = false;
    const speech = this.#speech;
    if (speech === undefined) return;
    // WebKit may settle promises in the middle of a drawing: what they bring is drawn after it, not under it.
    this.#again = this.#drawing;
    if (this.#drawing) return;
    const controls = (): HTMLElement[] => [...this.#root.querySelectorAll<HTMLElement>(FOCUSABLE)];
    const focused = this.#root.activeElement;
    const place = focused === null ? -1 : controls().indexOf(focused as HTMLElement);
    this.#drawing = true;
    try {
      do {
        this.#again = false;
        render(this.draw(speech), this.#root);
      } while (this.#again);
    } catch (thrown) {
      this.report(thrown);
    }
    this.#drawing = false;
    if (place < 0 || this.#root.activeElement !== null) return;
    // What had the focus is gone, a value that was forgotten, say: the next one takes it.
    const after = controls();
    after[Math.min(place, after.length - 1)]?.focus({ preventScroll: true });
  }
}
