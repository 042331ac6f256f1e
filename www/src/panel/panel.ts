/** "What this shop knows about you": everything of the profile, with a way to take each thing back. */
import type { App } from "../app.js";
import { button, h, icon } from "../dom.js";
import { legend, likes } from "./likes.js";
import { pieces } from "./pieces.js";
import { prices } from "./prices.js";
import { switches } from "./switches.js";

/** From this width on the panel stands beside the shop instead of over it. */
const BESIDE = "(min-width: 1080px)";

function bytes(count: number): string {
  return count < 1024 ? `${count} bytes` : `${(count / 1024).toFixed(1)} KB`;
}

function block(title: string, ...children: (HTMLElement | null)[]): HTMLElement {
  return h("section", { class: "panel-block" }, h("h3", {}, title), ...children);
}

export class Panel {
  readonly element: HTMLDialogElement;
  readonly #app: App;
  readonly #switches: ReturnType<typeof switches>;
  readonly #status = h("p", { class: "panel-status", role: "status" });
  readonly #known = h("div", { class: "panel-known" });
  readonly #requests = h("strong", { "data-count": "requests" }, "0");
  readonly #requestWords = h("span", { class: "small" });
  #due = false;
  #opener: HTMLElement | null = null;

  constructor(app: App) {
    this.#app = app;
    this.#switches = switches(app);
    this.element = h(
      "dialog",
      { class: "panel", "aria-labelledby": "panel-title" },
      h(
        "header",
        { class: "panel-head" },
        h("h2", { id: "panel-title" }, "What this shop knows about you"),
        button({ class: "round", "aria-label": "Close the panel" }, () => this.close(), icon("close")),
      ),
      this.#status,
      h("p", { class: "requests" }, this.#requests, h("span", {}, " network requests since the shop loaded"), this.#requestWords),
      this.#switches.element,
      this.#known,
    );
    this.element.addEventListener("close", () => this.#closed());
    this.element.addEventListener("cancel", () => this.close());
    matchMedia(BESIDE).addEventListener("change", () => {
      if (this.element.open) this.#reopen();
    });
    app.guide.onChange(() => this.#later());
    app.network.onChange(() => this.#countRequests());
  }

  /** Opens beside the shop where there is room, over it elsewhere. */
  open(opener: HTMLElement): void {
    this.#opener = opener;
    this.#show();
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

  /** Several events in one frame make one update. */
  #later(): void {
    if (this.#due || !this.element.open) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#show();
    });
  }

  #countRequests(): void {
    const { network } = this.#app;
    this.#requests.textContent = String(network.count);
    this.#requestWords.textContent = `Counted here: ${network.observed} seen by the browser, ${network.called} calls by scripts.`;
  }

  #show(): void {
    const { guide } = this.#app;
    this.#switches.show();
    this.#countRequests();
    if (guide.failure) {
      this.#status.textContent = `The engine is not running: ${guide.failure} The shop works as always, in its own order.`;
    } else if (!guide.allowed) {
      this.#status.textContent = "Nothing. You have not allowed it, so nothing is noted and nothing is stored.";
    } else {
      this.#status.textContent = "All of this is on your device and nowhere else.";
    }
    if (!guide.failure && guide.trouble) this.#status.textContent += ` Something went wrong and passed: ${guide.trouble}`;
    const focused = this.#focusMark();
    this.#known.replaceChildren(...this.#blocks());
    this.#focusAgain(focused);
  }

  #blocks(): HTMLElement[] {
    const { guide, shop } = this.#app;
    const view = guide.profile();
    if (!view) return [];
    if (view.items.length === 0 && view.values.length === 0) {
      return [block("Nothing yet", h("p", { class: "small" }, "Look at a few things, and this fills."))];
    }
    const bars = likes(shop, view, (field, value) => guide.forget(value === undefined ? { field } : { field, value }));
    const blocks: HTMLElement[] = [];
    if (bars.length > 0) blocks.push(block("What you seem to look for", legend(), ...bars));
    const ranges = prices(shop, view);
    if (ranges) blocks.push(block("Prices you look at", ranges));
    blocks.push(block("Pieces it remembers", ...pieces(shop, view, (id) => guide.forget({ item: id }))));
    blocks.push(
      block(
        "Kept on this device",
        h(
          "p",
          { class: "kept" },
          h("strong", { "data-count": "bytes" }, bytes(view.bytes)),
          ` from ${view.events} ${view.events === 1 ? "event" : "events"} in ${view.sessions} ${view.sessions === 1 ? "visit" : "visits"}`,
        ),
        button({ class: "secondary danger", "data-action": "erase" }, () => guide.erase(), icon("trash"), "Erase everything"),
      ),
    );
    return blocks;
  }

  /** The place of the focus within the part that is drawn anew. */
  #focusMark(): number {
    const focused = document.activeElement;
    return [...this.#known.querySelectorAll("button")].findIndex((each) => each === focused);
  }

  #focusAgain(mark: number): void {
    if (mark < 0) return;
    const buttons = this.#known.querySelectorAll("button");
    const target = buttons[Math.min(mark, buttons.length - 1)] ?? this.element.querySelector<HTMLElement>(".panel-head button");
    target?.focus({ preventScroll: true });
  }
}
