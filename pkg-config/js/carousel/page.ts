// All carousels of a page that one Vitrine puts in order: from the first to the last, no item twice.

import { describe, VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import { pinsOf } from "../places.js";
import type { Place } from "../places.js";
import type { RankRequest, RankResult } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { forgetOrders } from "./back.js";

/** A carousel as it stands. */
export interface Look {
  /** Its places in the order of the document. */
  places: Place[];
  /** What is asked for: its items in the merchant's order, and what the page adds. */
  request: RankRequest;
  /** The shopper's own order stands here: nothing is asked. */
  handsOff: boolean;
}

/** What the page needs of a carousel. */
export interface Arranged {
  readonly element: Element;
  /** After so many impressions without a click a new order is due. */
  readonly patience: number;
  look(): Look | undefined;
  settle(look: Look, request: RankRequest, result: RankResult): void;
  /** Takes down how it stands, for when she comes back to this entry of the history. */
  remember(): void;
}

const pages = new WeakMap<Vitrine, Page>();

/** The carousels of a Vitrine. */
export function pageOf(vitrine: Vitrine): Page {
  let page = pages.get(vitrine);
  if (page === undefined) pages.set(vitrine, (page = new Page(vitrine)));
  return page;
}

/** Puts the carousels of one Vitrine in order, when something gives cause to. */
export class Page {
  readonly #vitrine: Vitrine;
  readonly #carousels = new Set<Arranged>();
  #due = false;
  #impressions = 0;

  constructor(vitrine: Vitrine) {
    this.#vitrine = vitrine;
    vitrine.addEventListener("change", (event) => {
      const { type } = (event as CustomEvent<{ type?: string }>).detail;
      if (type === "impression") this.#impressions += 1;
      else this.#impressions = Number.POSITIVE_INFINITY;
      if (this.#impressions === Number.POSITIVE_INFINITY) this.#presently();
      else if (this.#impressions >= Math.min(...[...this.#carousels].map(({ patience }) => patience))) this.#nextFrame();
    });
    const changed = () => {
      forgetOrders(vitrine.permissions);
      this.#presently();
    };
    vitrine.addEventListener("permissions", changed);
    vitrine.addEventListener("erased", () => {
      forgetOrders({ ...vitrine.permissions, profile: false });
      this.#presently();
    });
  }

  add(carousel: Arranged): void {
    this.#carousels.add(carousel);
    this.soon();
  }

  remove(carousel: Arranged): void {
    this.#carousels.delete(carousel);
  }

  /** A new order before anything else is drawn: cards have come that nobody has seen. */
  soon(): void {
    this.#plan((work) => queueMicrotask(work));
  }

  /**
   * A new order once all have heard of a click, with the next frame at the latest: a browser that has a click to show runs
   * no task of the page before that frame, and the frame then only has to draw the order.
   */
  #presently(): void {
    this.#plan((work) => {
      let waits = true;
      const once = (): void => {
        removeEventListener("click", once);
        if (waits) work();
        waits = false;
      };
      addEventListener("click", once);
      requestAnimationFrame(() => {
        // The click may have opened another entry of the history since, in which this view goes on.
        if (!waits) for (const carousel of this.#carousels) carousel.remember();
        once();
      });
    });
  }

  /** A new order with the next frame: what else happens until then is taken in with it. */
  #nextFrame(): void {
    this.#plan((work) => requestAnimationFrame(work));
  }

  #plan(wait: (work: () => void) => void): void {
    if (this.#due || this.#carousels.size === 0) return;
    this.#due = true;
    wait(() => {
      this.#due = false;
      this.#impressions = 0;
      try {
        this.#arrange();
      } catch (thrown) {
        tell(this.#vitrine, thrown);
      }
    });
  }

  #arrange(): void {
    const open = [...this.#carousels].sort((one, other) =>
      one.element.compareDocumentPosition(other.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    );
    const looks = open.flatMap((carousel) => {
      const look = carousel.look();
      return look === undefined ? [] : { carousel, look, held: heldIn(look) };
    });
    const asked = looks.filter(({ look }) => !look.handsOff);
    const requests = asked.map(({ look, held }): RankRequest => {
      // What stays in another carousel is shown there, wherever that stands on the page.
      const elsewhere = looks.flatMap((other) => (other.held === held ? [] : [...other.held].filter((id) => !held.has(id))));
      return { ...look.request, pins: pinsOf(look.places), shown: [...(look.request.shown ?? []), ...elsewhere] };
    });
    const results = this.#vitrine.rankPage(requests);
    asked.forEach(({ carousel, look }, n) => carousel.settle(look, requests[n] as RankRequest, results[n] as RankResult));
  }
}

function heldIn({ places, handsOff }: Look): Set<string> {
  return new Set(places.filter(({ held }) => held || handsOff).map(({ id }) => id));
}

/** Tells the page's developer of what went wrong; the shop goes on. */
export function tell(vitrine: Vitrine | null, thrown: unknown): void {
  const host = vitrine === null ? undefined : hostOf(vitrine);
  if (host !== undefined) host.report(thrown);
  else console.warn(`vitrine: ${describe(thrown)}${thrown instanceof VitrineError ? ` [${thrown.code}]` : ""}`);
}
