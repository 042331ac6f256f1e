import { readList, isFixed } from "../carousel/cards.js";
import type { Card } from "../carousel/cards.js";
import { recall, remember } from "../carousel/back.js";
import { pageOf, tell } from "../carousel/page.js";
import type { Arranged, Look, Page } from "../carousel/page.js";
import { Teller } from "../carousel/teller.js";
import type { Facts } from "../carousel/teller.js";
import { fill, held } from "../places.js";
import { inViewNow, painted, Sight } from "../seen.js";
import { VitrineError } from "../errors.js";
import type { ItemFacts, RankRequest, RankResult } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { idOf } from "./items.js";
import { shownOf, stand } from "./standing.js";
import type { Standing } from "./standing.js";

/** What a page may add to the requests of a list. */
export type ListRequest = Omit<RankRequest, "items" | "pins" | "slot" | "top">;

/** A list as the page has it. */
export interface ListSource {
  /** The items in the merchant's order: ids, or ids with what the page knows better than the pack. */
  items: readonly (string | ItemFacts)[];
  /** The carousel's place in the shop, for rules, reports, and the way back. */
  slot?: string | undefined;
  /** How many are shown at most. Give about twice as many: a better order needs something to choose from. */
  top?: number | undefined;
  /** What is added to each request: `exclude`, `rules`, `weights`, and so on. */
  request?: ListRequest | undefined;
  /** The items are in an order that the shopper chose herself: they stay in it. */
  shopperOrder?: boolean | undefined;
  /** Tells the Vitrine of no impressions and clicks; the page does. */
  quiet?: boolean | undefined;
  /** After so many impressions without a click, what is still unseen is ordered anew. Default: 8. */
  impressions?: number | undefined;
}

const PATIENCE = 8;
const ATTRIBUTE = "data-item";

/**
 * A list that somebody else draws: a framework, or the page itself. It says in which order; only what the shopper has not
 * seen changes places; whatever goes wrong, the merchant's order stays.
 *
 * Draw `standing`, `subscribe` to hear of another one, and call `drawn` after each time that the cards were drawn.
 */
export class RankedList {
  /** How the list stands before anything is known: the merchant's order, as a server renders it. */
  readonly initial: Standing;

  #source: ListSource;
  #standing: Standing;
  readonly #listeners = new Set<() => void>();
  #vitrine: Vitrine | null = null;
  #page: Page | undefined;
  #sight: Sight | undefined;
  #root: Element | null = null;
  #cards: Card[] = [];
  /** Cards that no frame has drawn yet: they may stand anywhere. */
  #fresh = new WeakSet<Element>();
  readonly #ids = new WeakMap<Element, string>();
  readonly #seen = new Set<string>();
  readonly #teller = new Teller((id) => this.#facts(id));
  /** Without cards to watch, what was drawn counts as seen. */
  readonly #drawn = new Set<string>();
  #fromServer = false;
  #recalled = false;
  #waits = false;
  #complained = false;
  #asked: RankRequest | undefined;

  constructor(source: ListSource) {
    this.#source = source;
    this.initial = stand(undefined, given(source));
    this.#standing = this.initial;
  }

  /** How the list stands now. Another order is another object. */
  readonly snapshot = (): Standing => this.#standing;

  /** The `initial` standing, for hydrating what a server drew: those cards are on the screen already. */
  readonly hydrate = (): Standing => {
    this.#fromServer = true;
    return this.initial;
  };

  /** Calls `listener` after each change of the standing. Returns what takes that back. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Sets the element that holds the cards; each bears its item's id in `data-item`. Without one, only what has not been drawn yet is moved. */
  readonly attach = (root: Element | null): void => {
    this.#listen(false);
    this.#root = root;
    if (this.#sight !== undefined) this.#listen(true);
  };

  /** Begins to watch. Returns what ends it; it may be begun again. */
  readonly mount = (): (() => void) => {
    this.#sight = new Sight((card) => this.#wasSeen(card));
    this.#listen(true);
    return () => {
      this.#listen(false);
      this.#sight?.stop();
      this.#sight = undefined;
      this.#cards = [];
    };
  };

  /** Ranks with a Vitrine from now on; null: not at all. Returns what ends it. */
  readonly connect = (vitrine: Vitrine | null): (() => void) => {
    this.#vitrine = vitrine;
    if (vitrine === null) return () => {};
    const list = this;
    // A list whose cards nobody knows has no place in the document.
    const nowhere = document.createElement("i");
    const arranged: Arranged = {
      get element() {
        return list.#root ?? nowhere;
      },
      get patience() {
        return list.#source.impressions ?? PATIENCE;
      },
      look: () => this.#look(),
      settle: (look, request, result) => this.#settle(look, request, result),
      remember: () => this.#remember(),
    };
    this.#page = pageOf(vitrine);
    this.#page.add(arranged);
    for (const card of this.#cards) if (this.#seen.has(card.id)) this.#tellSeen(card);
    return () => {
      this.#page?.remove(arranged);
      this.#page = undefined;
      this.#vitrine = null;
    };
  };

  /** The cards have been drawn, of this source, in the order of `stand(standing, source)`. */
  readonly drawn = (source: ListSource): void => {
    try {
      const before = this.#source;
      this.#source = source;
      const standing = stand(this.#standing, given(source));
      const more = standing !== this.#standing;
      this.#set(standing);
      if (standing.doubled && !this.#complained) {
        this.#complained = true;
        throw new VitrineError("item-repeated", "Two items of a list have one id, or none: they stay as given. Say what an item's id is (option `item`).");
      }
      const fresh = this.#watch();
      if (more || fresh || request(before) !== request(source)) this.refresh();
    } catch (thrown) {
      tell(this.#vitrine, thrown);
    }
  };

  /** Orders anew what has not been seen. Happens by itself after all that changes the order. */
  readonly refresh = (): void => {
    this.#page?.soon();
  };

  /** Reads the cards, and watches them. Returns whether any is new. */
  #watch(): boolean {
    const standing = this.#fromServer && painted();
    this.#fromServer = false;
    if (this.#root === null) {
      const ids = shownOf(this.#standing);
      const draw = (): void => ids.forEach((id) => this.#drawn.add(id));
      if (standing) draw();
      else requestAnimationFrame(draw);
      return false;
    }
    const cards = readList(this.#root, null, ATTRIBUTE)?.cards ?? [];
    const staying = new Set(cards.map(({ element }) => element));
    for (const { element } of this.#cards) if (!staying.has(element)) this.#sight?.unwatch(element);
    this.#cards = cards;
    const others = cards.filter(({ element, id }) => this.#ids.get(element) !== id);
    for (const { element, id } of others) {
      // One that showed another item until now was drawn.
      if (!standing && !this.#ids.has(element)) this.#fresh.add(element);
      this.#ids.set(element, id);
      this.#sight?.forget(element);
    }
    for (const { element } of cards) this.#sight?.watch(element);
    if (others.length > 0) requestAnimationFrame(() => (this.#fresh = new WeakSet()));
    return others.length > 0;
  }

  #set(standing: Standing): void {
    if (standing === this.#standing) return;
    this.#standing = standing;
    for (const listener of this.#listeners) listener();
  }

  #listen(on: boolean): void {
    for (const type of ["click", "auxclick"]) {
      if (on) this.#root?.addEventListener(type, this.#onClick, true);
      else this.#root?.removeEventListener(type, this.#onClick, true);
    }
  }

  /** Whether an item was seen, is in view, or may be: before the browser has said, what was drawn counts as in view. */
  #isSeen(id: string, card: Card | undefined): boolean {
    if (this.#seen.has(id)) return true;
    if (card === undefined) return this.#drawn.has(id);
    if (this.#fresh.has(card.element)) return false;
    const inView = this.#sight?.inView(card.element);
    if (inView === undefined) this.#lookAgain();
    return inView !== false;
  }

  /** What is in view is told with the frame after the next. */
  #lookAgain(): void {
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.#waits = false;
        this.refresh();
      }),
    );
  }

  #look(): Look | undefined {
    const { ids, sorted, doubled } = this.#standing;
    if (ids.length === 0) return undefined;
    const { items, slot, top, request } = this.#source;
    const cards = new Map(this.#cards.map((card) => [card.id, card]));
    let now: ((card: Element) => boolean) | undefined;
    const seen = ids.map((id) => {
      const card = cards.get(id);
      if (this.#isSeen(id, card)) return true;
      const list = card?.element.parentElement;
      return card !== undefined && list && !this.#fresh.has(card.element) ? (now ??= inViewNow(list))(card.element) : false;
    });
    const fixed = ids.map((id) => {
      const card = cards.get(id);
      return card !== undefined && isFixed(card);
    });
    const places = held(seen, fixed);
    return {
      places: ids.map((id, place) => ({ id, held: places[place] as boolean })),
      request: { ...request, items, ...(slot === undefined ? {} : { slot }), ...(top === undefined ? {} : { top }) },
      handsOff: sorted || doubled,
    };
  }

  #settle({ places }: Look, request: RankRequest, { ids, personal, hide }: RankResult): void {
    const before = this.#standing;
    this.#asked = request;
    const returned = this.#comeBack();
    const plan = fill(places, returned?.ids ?? ids);
    const now = plan.order.map((index) => places[index]?.id as string);
    const left = new Set(plan.left.map((index) => places[index]?.id as string));
    const hides = hide && !places.some(({ held }) => held);
    const same = !plan.moved && left.size === before.left.size && [...left].every((id) => before.left.has(id));
    if (!same || personal !== before.personal || hides !== before.hide) {
      this.#set({ ...before, ids: now, left, personal, hide: hides });
    }
    for (const id of now.slice(0, returned?.kept ?? 0)) this.#seen.add(id);
    this.#remember();
  }

  #wasSeen(element: Element): void {
    const card = this.#cards.find((card) => card.element === element);
    if (card === undefined) return;
    this.#seen.add(card.id);
    this.#tellSeen(card);
    this.#remember();
  }

  #tellSeen(card: Card): void {
    if (!this.#source.quiet) this.#teller.seen(this.#vitrine, card);
  }

  readonly #onClick = (event: Event): void => {
    if (this.#vitrine === null || this.#source.quiet) return;
    const asked = this.#standing.sorted ? undefined : this.#asked;
    this.#teller.clicked(this.#vitrine, event, this.#cards, (card) => this.#isSeen(card.id, card), asked);
  };

  /** What the page knows of an item, so that an event about one that the pack does not have says something. */
  #facts(id: string): Facts {
    const item = this.#source.items.find((item) => idOf(item) === id);
    if (item === undefined || typeof item === "string") return {};
    const { price, attributes } = item;
    return { ...(price === undefined ? {} : { price }), ...(attributes === undefined ? {} : { attributes }) };
  }

  /** The order that she saw when she left this page, if she comes back to it. */
  #comeBack(): ReturnType<typeof recall> {
    const permissions = this.#vitrine?.permissions;
    const { slot } = this.#source;
    if (this.#recalled || slot === undefined || !permissions?.profile) return undefined;
    this.#recalled = true;
    // What is on the screen already stays as it is.
    return recall(slot, this.#standing.ids, permissions);
  }

  #remember(): void {
    const permissions = this.#vitrine?.permissions;
    const { slot } = this.#source;
    if (permissions === undefined || slot === undefined || this.#standing.sorted) return;
    const cards = new Map(this.#cards.map((card) => [card.id, card]));
    const ids = shownOf(this.#standing);
    const kept = ids.map((id) => this.#isSeen(id, cards.get(id))).lastIndexOf(true) + 1;
    remember(slot, { ids, left: [...this.#standing.left], kept }, permissions);
  }
}

/** What `stand` wants to know of a source. */
export function given({ items, top, shopperOrder }: ListSource): { ids: string[]; top: number | undefined; shopperOrder: boolean | undefined } {
  return { ids: items.map(idOf), top, shopperOrder };
}

/** All of a source that changes what is asked, besides its items' ids. */
function request({ items, slot, top, request }: ListSource): string {
  return JSON.stringify([items, slot, top, request]);
}
