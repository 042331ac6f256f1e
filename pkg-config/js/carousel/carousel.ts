import { fill, held } from "../places.js";
import type { Place } from "../places.js";
import { inViewNow, painted, Sight } from "../seen.js";
import type { Permissions, RankRequest, RankResult } from "../types.js";
import { ElementBase, takeOver } from "../upgrade.js";
import type { Vitrine } from "../vitrine.js";
import { recall, remember } from "./back.js";
import type { Remembered } from "./back.js";
import { isFixed, readList } from "./cards.js";
import type { Card, List } from "./cards.js";
import { given } from "./connect.js";
import { dropMark, merchantOf } from "./edge.js";
import { follow } from "./follow.js";
import { keepHeight, keepScroll, layoutOf, moveCards, showCard, tellSlider, wentRound } from "./move.js";
import type { Layout, Slider } from "./move.js";
import type { CarouselOrder, CarouselRequest } from "./order.js";
import { pageOf, tell } from "./page.js";
import type { Arranged, Look, Page } from "./page.js";
import { Teller } from "./teller.js";

/** After so many impressions without a click what is still unseen is ordered anew. */
const PATIENCE = 8;

const PROPERTIES = ["vitrine", "request", "slider"] as const;

/**
 * `<vitrine-carousel>`: puts the cards of the list within it in the shopper's order. Only cards that she has not seen
 * change places; whatever goes wrong, the merchant's order stays.
 */
export class VitrineCarousel extends ElementBase {
  static readonly observedAttributes: readonly string[] = ["cards", "item-attribute", "name", "top", "shopper-order"];

  /** What the page adds to each request: `exclude`, `rules`, `weights`, and so on. */
  request: CarouselRequest = {};
  /** The slider whose slides these are, to be told of a new order. A Swiper is found by itself. */
  slider: Slider | null = null;

  #vitrine: Vitrine | null = null;
  #given: unknown = null;
  #page: Page | undefined;
  #sight: Sight | undefined;
  #list: List | undefined;
  #merchant: readonly string[] = [];
  #left: readonly string[] = [];
  #proposed: readonly string[] | undefined;
  #personal = false;
  /** The order that she saw, to be brought back. */
  #returning: Remembered | undefined;
  #recalled = false;
  /** The shop gave the list back: as it stands is the merchant's order. */
  #adopts = false;
  #standing: Remembered | undefined;
  /** The edge made this order: all of it stays until the shopper does something. */
  #kept = false;
  /** Too few are left to show, by the last ranking; and the element has hidden itself for that. */
  #hides = false;
  #away = false;
  #asked: RankRequest | undefined;
  /** The next order is of all cards. */
  #renews = false;
  readonly #ids = new WeakMap<Element, string>();
  readonly #seen = new WeakSet<Element>();
  readonly #teller = new Teller();
  /** What the element has hidden, and not the shop. */
  readonly #hidden = new WeakSet<Element>();
  /** As the last look found it. */
  #layout: Layout | undefined;
  /** Cards that no frame has drawn yet: they may stand anywhere. */
  #fresh = new WeakSet<Element>();
  readonly #mutations: MutationObserver | undefined;
  readonly #arranged: Arranged;

  /** Made by a script: whatever is in it when it enters the document has not been drawn. */
  #made = !this.isConnected;

  constructor() {
    super();
    const element = this;
    this.#arranged = {
      element,
      get patience() {
        return number(element.getAttribute("impressions")) ?? PATIENCE;
      },
      look: () => this.#look(),
      settle: (look, request, result) => this.#settle(look, request, result),
      remember: () => this.#stand(),
    };
    if (typeof MutationObserver !== "undefined") this.#mutations = new MutationObserver(() => this.#changed(true));
  }

  /** The Vitrine that gives the order, or the promise of one. */
  get vitrine(): Vitrine | null {
    return this.#vitrine;
  }

  set vitrine(vitrine: Vitrine | PromiseLike<Vitrine | null> | null | undefined) {
    this.#given = vitrine ?? null;
    if (vitrine && "then" in vitrine) {
      const arrived = (arrived: Vitrine | null) => {
        // Meanwhile another one may have been given.
        if (this.#given === vitrine) this.#connect(arrived);
      };
      vitrine.then(arrived, (thrown: unknown) => {
        arrived(null);
        tell(null, thrown);
      });
    } else this.#connect(vitrine ?? null);
  }

  /** Whether the shopper's own order stands here: set by the shop, or found out when the list came to stand in an order of neither's. */
  get shopperOrder(): boolean {
    return this.hasAttribute("shopper-order");
  }

  set shopperOrder(on: boolean) {
    this.toggleAttribute("shopper-order", on);
  }

  /** In a new order of all cards nothing has been seen yet, and none comes back. */
  #forgetSeen(cards: readonly Card[]): void {
    this.#returning = undefined;
    this.#recalled = true;
    for (const { element } of cards) {
      this.#seen.delete(element);
      this.#sight?.forget(element);
    }
  }

  /** Whether the order is the shopper's, and not the merchant's. */
  get personal(): boolean {
    return this.#personal;
  }

  /** The request of the last order, for `explain` and `<vitrine-why>`; undefined before the first. */
  get asked(): RankRequest | undefined {
    return this.#asked;
  }

  /** Brings back the order that she saw, before the engine is there; for {@link connectCarousels}. */
  comeBack(): void {
    try {
      const handsOff = this.#look()?.handsOff ?? true;
      const returned = handsOff ? undefined : this.#comeBack(given().answered);
      if (returned === undefined) return;
      this.#kept = false;
      const look = this.#look();
      if (look !== undefined) this.#stands(look.places, [], true, false, returned);
    } catch (thrown) {
      tell(this.#vitrine, thrown);
    }
  }

  /** Orders anew what has not been seen. Happens by itself after all that changes the order. */
  refresh(): void {
    this.#page?.soon();
  }

  /** Orders all cards anew, also those that she has seen: for what she asks for herself, such as a dial or an erasure. */
  renew(): void {
    this.#renews = true;
    this.refresh();
  }

  connectedCallback(): void {
    takeOver(this, PROPERTIES);
    this.#sight = new Sight((card) => this.#wasSeen(card));
    this.#mutations?.observe(this, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: [this.#attribute],
    });
    this.addEventListener("click", this.#onClick, true);
    this.addEventListener("auxclick", this.#onClick, true);
    this.#changed(this.#made || !painted());
    this.#made = false;
    if (this.#given === null && given().vitrine !== null) this.vitrine = given().vitrine;
    else this.#connect(this.#vitrine);
    this.comeBack();
  }

  disconnectedCallback(): void {
    this.#page?.remove(this.#arranged);
    this.#page = undefined;
    this.#listen(false);
    this.#mutations?.disconnect();
    this.#sight?.stop();
    this.removeEventListener("click", this.#onClick, true);
    this.removeEventListener("auxclick", this.#onClick, true);
  }

  /** Moved as it is, by `moveBefore`: nothing to set up again. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    // Of an element that stands in the page before it is defined, the attributes are told first.
    if (this.#sight === undefined || !this.isConnected || before === after) return;
    if (name === "shopper-order") this.#adopts = after === null;
    else this.#changed(false);
    this.refresh();
  }

  get #attribute(): string {
    return this.getAttribute("item-attribute") || "data-item";
  }

  /** What the engine calls this place of the shop. */
  get #slot(): string {
    return this.getAttribute("name") || this.id;
  }

  #connect(vitrine: Vitrine | null): void {
    this.#page?.remove(this.#arranged);
    this.#page = undefined;
    this.#listen(false);
    this.#vitrine = vitrine;
    if (vitrine === null || !this.isConnected) return;
    this.#listen(true);
    this.#page = pageOf(vitrine);
    this.#page.add(this.#arranged);
    for (const { element } of this.#list?.cards ?? []) if (this.#seen.has(element)) this.#tellSeen(element);
  }

  #listen(on: boolean): void {
    const how = on ? "addEventListener" : "removeEventListener";
    for (const type of ["change", "permissions", "erased"]) this.#vitrine?.[how](type, this.#onEvent);
  }

  /** The shopper did something, or took back what the edge's order stands on. */
  readonly #onEvent = ({ type }: Event): void => {
    if (type !== "permissions" || !this.#vitrine?.permissions.profile) this.#kept = false;
  };

  /** Reads the list again. `fresh`: what is new in it has not been drawn. */
  #changed(fresh: boolean): void {
    try {
      const before = new Set((this.#list?.cards ?? []).map(({ element }) => element));
      this.#list = readList(this, this.getAttribute("cards"), this.#attribute);
      const cards = this.#list?.cards ?? [];
      const staying = new Set(cards.map(({ element }) => element));
      for (const element of before) if (!staying.has(element)) this.#sight?.unwatch(element);
      const others = cards.filter(({ element, id }) => !before.has(element) || this.#ids.get(element) !== id);
      for (const { element, id } of others) {
        // One that stood here and showed another item was drawn.
        if (fresh && !before.has(element)) this.#fresh.add(element);
        if (this.#ids.get(element) === id) continue;
        this.#ids.set(element, id);
        this.#seen.delete(element);
        this.#sight?.forget(element);
      }
      for (const { element } of cards) this.#sight?.watch(element);
      if (others.length > 0) requestAnimationFrame(() => (this.#fresh = new WeakSet()));
      this.#follow(cards, others.length > 0);
    } catch (thrown) {
      tell(this.#vitrine, thrown);
    }
  }

  #follow(cards: readonly Card[], more: boolean): void {
    const now = cards.map(({ id }) => id);
    const same = (ids: readonly string[] | undefined): boolean => ids?.join("\n") === now.join("\n");
    if (same(this.#proposed)) {
      this.#left = now;
      this.#proposed = undefined;
    }
    if (same(this.#left) && !more) return;
    // Nobody sorted anything: what she sees next to one another still stands so.
    if (!more && this.#list !== undefined && wentRound(this.#list.element, this.#left, now)) {
      this.#left = now;
      return;
    }
    const fromEdge = this.#merchant.length === 0 ? merchantOf(this, now) : undefined;
    if (fromEdge !== undefined) {
      this.#kept = true;
      this.#merchant = fromEdge;
      this.#left = now;
      return this.refresh();
    }
    // As the list comes back from the shop is the merchant's order, whatever it is.
    const { merchant, how } = this.#adopts ? ({ merchant: now, how: "grown" } as const) : follow({ merchant: this.#merchant, left: this.#left }, now);
    if (how === "sorted" && !this.shopperOrder) this.setAttribute("shopper-order", "found");
    if (how === "redrawn") {
      if (this.getAttribute("shopper-order") === "found") this.shopperOrder = false;
      // Drawn anew, not yet to be seen: what she saw comes back before it is.
      else if (cards.every(({ element }) => this.#fresh.has(element))) this.#returning = this.#standing;
    }
    this.#merchant = merchant;
    this.#left = now;
    this.refresh();
  }

  #wasSeen(element: Element): void {
    this.#seen.add(element);
    this.#tellSeen(element);
    this.#stand();
  }

  /** Tells the Vitrine of an impression, once for each item. */
  #tellSeen(element: Element): void {
    const card = this.#cardOf(element);
    if (card !== undefined && !this.hasAttribute("quiet")) this.#teller.seen(this.#vitrine, card);
  }

  readonly #onClick = (event: Event): void => {
    if (this.#vitrine === null || this.hasAttribute("quiet")) return;
    const asked = this.shopperOrder ? undefined : this.#asked;
    this.#teller.clicked(this.#vitrine, event, this.#list?.cards ?? [], ({ element }) => this.#isSeen(element), asked);
  };

  #cardOf(element: Element): Card | undefined {
    return this.#list?.cards.find((card) => card.element.contains(element));
  }

  /** Whether a card was seen, is in view, or may be: before the browser has said, what was drawn counts as in view. */
  #isSeen(element: Element): boolean {
    return this.#seen.has(element) || (!this.#fresh.has(element) && this.#sight?.inView(element) !== false);
  }

  /** Of each card, whether it was seen or is in view, also by a scroll that no frame has shown yet. */
  #inSight(): boolean[] {
    const { element: list, cards } = this.#list as List;
    let now: ((card: Element) => boolean) | undefined;
    return cards.map(({ element }) => this.#isSeen(element) || (!this.#fresh.has(element) && (now ??= inViewNow(list))(element)));
  }

  #look(): Look | undefined {
    if ((this.#mutations?.takeRecords().length ?? 0) > 0) this.#changed(true);
    this.#sight?.catchUp();
    if (this.#adopts) this.#merchant = this.#left;
    this.#adopts = false;
    const cards = this.#list?.cards ?? [];
    if (cards.length === 0) return undefined;
    const renews = this.#renews;
    this.#renews = false;
    if (renews) {
      this.#kept = false;
      this.#forgetSeen(cards);
    }
    const places = held(renews ? cards.map(() => false) : this.#kept ? cards.map(() => true) : this.#inSight(), cards.map(isFixed));
    // What no frame has drawn yet is not laid out for this.
    this.#layout = cards.some(({ element }) => !this.#fresh.has(element)) ? layoutOf((this.#list as List).element) : undefined;
    const slot = this.#slot;
    const top = number(this.getAttribute("top"));
    return {
      places: cards.map(({ id }, place) => ({ id, held: places[place] as boolean })),
      request: {
        ...this.request,
        items: this.#merchant,
        ...(slot === "" ? {} : { slot }),
        ...(top === undefined ? {} : { top }),
      },
      handsOff: this.shopperOrder,
    };
  }

  #settle({ places }: Look, request: RankRequest, { ids, personal, hide }: RankResult): void {
    this.#asked = request;
    this.#stands(places, ids, personal, hide, this.#comeBack(this.#vitrine?.permissions));
    this.#stand();
  }

  #stands(places: readonly Place[], ids: readonly string[], personal: boolean, hide: boolean, returned?: Remembered): void {
    const { element: list, cards } = this.#list as List;
    const { order, left, moved } = fill(places, returned?.ids ?? ids);
    const wanted = order.map((index) => cards[index] as Card);
    const out = new Set(left.map((index) => cards[index]?.element));
    const turned = cards.map(({ element }) => element).filter((card) => out.has(card) !== card.hidden && this.#mayTurn(card));
    if (moved || turned.length > 0 || personal !== this.#personal || hide !== this.#hides) {
      this.#personal = personal;
      this.#hides = hide;
      const detail = { order, ids: wanted.map(({ id }) => id), left: left.map((index) => places[index]?.id ?? ""), personal, hide };
      this.#proposed = detail.ids;
      const event = new CustomEvent<CarouselOrder>("vitrine-order", { bubbles: true, cancelable: true, detail });
      if (!this.dispatchEvent(event) || this.hasAttribute("event-only")) return;
      this.#proposed = undefined;
      const layout = this.#layout ?? layoutOf(list);
      if (turned.length > 0) keepHeight(list, layout);
      for (const card of turned) {
        showCard(card, !out.has(card));
        if (out.has(card)) this.#hidden.add(card);
        else this.#hidden.delete(card);
      }
      if (hide !== this.#away && !cards.some(({ element }) => this.#isSeen(element))) this.hidden = this.#away = hide;
      if (moved) {
        dropMark(this);
        keepScroll(layout);
        moveCards(list, cards.map(({ element }) => element), wanted.map(({ element }) => element), places.map(({ held }) => held));
        this.#list = { element: list, cards: wanted };
        this.#left = detail.ids;
      }
      if (moved || turned.length > 0) tellSlider(list, this.slider);
      // All of these were our own doing.
      this.#mutations?.takeRecords();
    }
    for (const { element } of wanted.slice(0, returned?.kept ?? 0)) this.#seen.add(element);
  }

  /** What the shop hid, it hid for a reason, unless `top` says that the order decides. */
  #mayTurn(card: HTMLElement): boolean {
    return !card.hidden || this.#hidden.has(card) || this.hasAttribute("top");
  }

  /** The order that she saw, if it is to come back. */
  #comeBack(permissions: Readonly<Partial<Permissions>> | undefined): Remembered | undefined {
    if (!this.#recalled && permissions?.profile) {
      this.#recalled = true;
      this.#returning ??= recall(this.#slot, this.#left, permissions);
    }
    const returning = this.#returning;
    this.#returning = undefined;
    return returning;
  }

  /** Takes down how the list stands, for when she comes back. */
  #stand(): void {
    const cards = this.#list?.cards ?? [];
    const permissions = this.#vitrine?.permissions;
    if (permissions === undefined || this.shopperOrder) return;
    const hidden = (card: Card): boolean => this.#hidden.has(card.element);
    this.#standing = {
      ids: cards.filter((card) => !hidden(card)).map(({ id }) => id),
      left: cards.filter(hidden).map(({ id }) => id),
      kept: cards.map(({ element }) => this.#isSeen(element)).lastIndexOf(true) + 1,
    };
    remember(this.#slot, this.#standing, permissions);
  }
}

function number(text: string | null): number | undefined {
  const value = text === null || text === "" ? Number.NaN : Number(text);
  return value >= 0 ? value : undefined;
}
