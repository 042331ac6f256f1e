/** The debug overlay: upon each card its score, its signals and why; in a corner, how long the last order took. */
import type { Explanation, RankRequest, RankResult } from "vitrine";
import type { VitrineCarousel } from "vitrine/carousel";
import type { Guide } from "./guide.js";
import { button, h, icon } from "./dom.js";
import { questionOf } from "./ordered.js";

/** So many reasons stand upon a card; the others are in its "Why?". */
const REASONS = 4;
/** So often the last order is made again, to time it: this page's clock is coarse. */
const AGAIN = 20;
/** So long the overlay waits for a quiet moment, in milliseconds. */
const QUIET_MS = 120;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? 0;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

/** What the overlay measured of the last order. */
interface Measured {
  requests: readonly RankRequest[];
  microseconds: number;
}

export class DebugOverlay {
  readonly #guide: Guide;
  readonly #corner = h("section", { class: "debug", "aria-label": "Debug overlay" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: AbortController | null = null;
  #last: Measured | null = null;
  #click: number | null = null;

  constructor(guide: Guide) {
    this.#guide = guide;
    guide.onChange(() => this.refresh());
    document.addEventListener("vitrine-order", () => this.refresh());
  }

  get on(): boolean {
    return this.#stop !== null;
  }

  /** Whether the page's address asks for it. */
  static get asked(): boolean {
    return new URLSearchParams(location.search).has("debug");
  }

  toggle(): void {
    if (this.on) this.#end();
    else this.#begin();
    const address = new URL(location.href);
    if (this.on) address.searchParams.set("debug", "");
    else address.searchParams.delete("debug");
    history.replaceState(history.state, "", address.href.replace("debug=&", "debug&").replace(/debug=(?=#|$)/, "debug"));
    for (const each of document.querySelectorAll("[data-action=debug]")) each.setAttribute("aria-pressed", String(this.on));
  }

  /** Draws it anew in a quiet moment. */
  refresh(): void {
    if (!this.on) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), QUIET_MS);
  }

  #begin(): void {
    this.#stop = new AbortController();
    document.body.append(this.#corner);
    document.documentElement.classList.add("is-debug");
    const { vitrine } = this.#guide;
    if (vitrine) {
      const rank = vitrine.rankPage;
      vitrine.rankPage = (requests: readonly RankRequest[]): RankResult[] => {
        const start = performance.now();
        const results = rank.call(vitrine, requests);
        this.#last = { requests, microseconds: (performance.now() - start) * 1000 };
        return results;
      };
      this.#stop.signal.addEventListener("abort", () => Reflect.deleteProperty(vitrine, "rankPage"));
    }
    document.addEventListener("click", (event) => this.#timeClick(event), { capture: true, signal: this.#stop.signal });
    // What stands already was ranked before anybody looked: once more, as it stands.
    for (const carousel of document.querySelectorAll("vitrine-carousel")) carousel.refresh();
    this.refresh();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#stop?.abort();
    this.#stop = null;
    this.#last = null;
    this.#click = null;
    this.#corner.remove();
    document.documentElement.classList.remove("is-debug");
    for (const each of document.querySelectorAll(".card-debug")) each.remove();
  }

  /** From a click to the frame that shows what came of it. */
  #timeClick({ timeStamp }: MouseEvent): void {
    requestAnimationFrame(() => {
      // A task after the frame's: it has been made by then.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        this.#click = performance.now() - timeStamp;
        this.refresh();
      };
      port2.postMessage(null);
    });
  }

  #draw(): void {
    const carousels = [...document.querySelectorAll("vitrine-carousel")];
    for (const carousel of carousels) this.#drawOn(carousel);
    this.#drawCorner();
  }

  #drawOn(carousel: VitrineCarousel): void {
    const { asked } = carousel;
    const { rights } = this.#guide;
    if (!asked || !rights) return;
    let explained: Explanation[];
    try {
      explained = rights.explain(questionOf(carousel, { slot: asked.slot ?? "", pool: [] }));
    } catch {
      // The overlay is a guest: what the engine refuses is told elsewhere.
      return;
    }
    const held = new Set((asked.pins ?? []).map(({ id }) => id));
    const byId = new Map(explained.map((each) => [each.id, each]));
    for (const card of carousel.querySelectorAll<HTMLElement>(".card:not([hidden])")) {
      const id = card.dataset["item"] ?? "";
      card.querySelector(".card-debug")?.remove();
      const each = byId.get(id);
      if (each) card.querySelector(".card-picture")?.append(this.#upon(each, held.has(id), carousel.shopperOrder));
    }
  }

  #upon({ score, position, merchantPosition, reasons }: Explanation, held: boolean, hers: boolean): HTMLElement {
    const strongest = [...reasons].sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution)).filter(({ contribution }) => contribution !== 0);
    const most = Math.max(1e-9, ...strongest.map(({ contribution }) => Math.abs(contribution)));
    return h(
      "div",
      { class: "card-debug" },
      h(
        "p",
        { class: "card-debug-head" },
        h("strong", {}, score === null ? "no score" : score.toFixed(3)),
        h("span", {}, `${merchantPosition + 1} → ${position + 1}`),
      ),
      hers ? h("p", {}, "her own sort") : held ? h("p", {}, "seen: stays here") : null,
      h(
        "ul",
        {},
        ...strongest.slice(0, REASONS).map(({ code, field, value, contribution }) => {
          const bar = h("i", { class: contribution < 0 ? "is-less" : "" });
          bar.style.width = `${(100 * Math.abs(contribution)) / most}%`;
          return h("li", {}, h("span", {}, [code, value ?? field].filter(Boolean).join(" · ")), h("b", {}, signed(contribution)), bar);
        }),
      ),
    );
  }

  #drawCorner(): void {
    const { vitrine } = this.#guide;
    const facts: [string, string][] = [];
    const last = this.#last;
    if (vitrine && last && last.requests.length > 0) {
      const page: number[] = [];
      const one: number[] = [];
      const rank = Object.getPrototypeOf(vitrine).rankPage as typeof vitrine.rankPage;
      for (let round = 0; round < AGAIN; round += 1) {
        const start = performance.now();
        rank.call(vitrine, last.requests);
        page.push((performance.now() - start) * 1000);
      }
      const [first] = last.requests;
      if (first) {
        for (let round = 0; round < AGAIN; round += 1) {
          const start = performance.now();
          for (let call = 0; call < 10; call += 1) vitrine.rank(first);
          one.push((performance.now() - start) * 100);
        }
      }
      const items = last.requests.reduce((sum, { items }) => sum + items.length, 0);
      facts.push(
        ["last order", `${last.requests.length} lists, ${items} items`],
        ["took", `${Math.round(last.microseconds)} µs`],
        [`again, median of ${AGAIN}`, `${Math.round(median(page))} µs`],
        [`first list alone (${first?.items.length ?? 0})`, `${median(one).toFixed(1)} µs`],
      );
    } else facts.push(["last order", this.#guide.failure ?? "none yet"]);
    facts.push(["click to drawn", this.#click === null ? "–" : `${this.#click.toFixed(1)} ms`]);
    const known = this.#guide.profile();
    facts.push(["profile", known ? `${known.events} events, ${known.bytes} bytes` : "none"]);
    this.#corner.replaceChildren(
      h(
        "header",
        {},
        h("h2", {}, "Debug"),
        button({ class: "debug-close", "aria-label": "Close the debug overlay" }, () => this.toggle(), icon("close")),
      ),
      h("dl", {}, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    );
  }
}
