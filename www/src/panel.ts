/** The package's own panel, in a sheet over the shop or beside it, with the shop's count of requests in it. */
import "vitrine/panel";
import type { KeptProfile } from "vitrine/storage";
import type { App } from "./app.js";
import { button, h, icon, uniqueId } from "./dom.js";
import { names } from "./words.js";

/** From this width on the panel stands beside the shop instead of over it. */
const BESIDE = "(min-width: 1080px)";

/** What the panel speaks; the shop itself speaks English only. */
const LANGUAGES = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  pt: "Português",
  ro: "Română",
  vi: "Tiếng Việt",
  gu: "ગુજરાતી",
  fa: "فارسی",
};

/** Of the shop's own words within the panel, whatever that speaks. */
const ENGLISH = { lang: "en", dir: "ltr" };

export class Panel {
  readonly element: HTMLDialogElement;
  readonly #app: App;
  readonly #panel: HTMLElementTagNameMap["vitrine-panel"];
  readonly #failure = h("p", { class: "panel-status", ...ENGLISH });
  readonly #requests = h("strong", { "data-count": "requests" }, "0");
  readonly #requestWords = h("span", { class: "small" });
  #opener: HTMLElement | null = null;

  constructor(app: App, kept: KeptProfile | null) {
    this.#app = app;
    this.#panel = h(
      "vitrine-panel",
      { asks: "profile persist purchases" },
      this.#failure,
      h("p", { class: "requests", ...ENGLISH }, this.#requests, h("span", {}, " network requests since the shop loaded"), this.#requestWords),
      this.#languages(),
    );
    this.#panel.names = names(app.shop);
    this.#panel.shop = app.shop.file.name;
    this.#panel.kept = kept;
    this.#panel.vitrine = app.guide.vitrine;
    this.element = h(
      "dialog",
      { class: "panel", "aria-label": "What this shop knows about you" },
      h("div", { class: "panel-corner" }, button({ class: "round", "aria-label": "Close the panel" }, () => this.close(), icon("close"))),
      this.#panel,
    );
    this.element.addEventListener("close", () => this.#closed());
    matchMedia(BESIDE).addEventListener("change", () => {
      if (this.element.open) this.#reopen();
    });
    app.guide.onChange(() => this.#tellFailure());
    app.network.onChange(() => this.#countRequests());
    this.#tellFailure();
    this.#countRequests();
  }

  /** Opens beside the shop where there is room, over it elsewhere. */
  open(opener: HTMLElement): void {
    this.#opener = opener;
    if (matchMedia(BESIDE).matches) this.element.show();
    else this.element.showModal();
    document.body.classList.add("has-panel");
    opener.setAttribute("aria-expanded", "true");
  }

  close(): void {
    this.element.close();
  }

  toggle(opener: HTMLElement): void {
    if (this.element.open) this.close();
    else this.open(opener);
  }

  /** Takes up what a picture of another device brought along, if the page was opened by one. */
  arrive(opener: HTMLElement): void {
    if (this.#panel.arrive()) this.open(opener);
  }

  #reopen(): void {
    const opener = this.#opener;
    this.element.close();
    if (opener) this.open(opener);
  }

  #closed(): void {
    document.body.classList.remove("has-panel");
    this.#opener?.setAttribute("aria-expanded", "false");
    this.#opener?.focus({ preventScroll: true });
  }

  #languages(): HTMLElement {
    const id = uniqueId("language");
    const select = h("select", { id }, ...Object.entries(LANGUAGES).map(([tag, name]) => h("option", { value: tag, lang: tag }, name)));
    select.addEventListener("change", () => this.#panel.setAttribute("lang", select.value));
    return h("p", { class: "panel-language", ...ENGLISH }, h("label", { for: id }, "Language of this panel"), select);
  }

  #countRequests(): void {
    const { network } = this.#app;
    this.#requests.textContent = String(network.count);
    this.#requestWords.textContent = `Counted here: ${network.observed} seen by the browser, ${network.called} calls by scripts.`;
  }

  #tellFailure(): void {
    const { failure, trouble } = this.#app.guide;
    this.#failure.textContent = failure
      ? `The engine is not running: ${failure} The shop works as always, in its own order.`
      : trouble
        ? `Something went wrong and passed: ${trouble}`
        : "";
    this.#failure.hidden = this.#failure.textContent === "";
  }
}
