// Where what the sources say becomes events. Nothing listens before the permission, or after it is taken back.

import { isObject, named } from "../check.js";
import { describe, VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import type { Host } from "../host.js";
import { firstToTell } from "../told.js";
import type { EventType, VitrineEvent } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import type { ShopperPage, ShopperSource } from "./source.js";

/** What is told again of the same thing within this time is the same event: of another source, or fired twice. */
const SAME_MILLISECONDS = 5_000;
/** So many events are remembered for that. */
const MOST_RECENT = 1_000;
const DAY_MILLISECONDS = 86_400_000;

/** How many events of a kind count in a day and page: more than a shopper brings about, less than would crowd out a profile. */
const PER_DAY: Readonly<Record<EventType, number>> = {
  impression: 2_000,
  view: 300,
  click: 300,
  dwell: 300,
  search: 100,
  wishlist: 100,
  cart: 100,
  "cart-remove": 100,
  purchase: 100,
  return: 100,
  dismiss: 100,
};

/** What `followShopper` takes. */
export interface FollowShopperOptions {
  /** Where events come from: `cards()`, `dataLayer()` and the like. */
  sources: readonly ShopperSource[];
  /** How many events of a kind count in a day; docs/events.md has the defaults. */
  perDay?: Partial<Record<EventType, number>>;
  /**
   * Whose facts (price, attributes) count: those of items that the pack does not know (`new`, the default), as a data layer
   * may spell brands and categories otherwise than the catalogue; those of `all`, where both are spelled alike; or `none`.
   */
  facts?: "new" | "all" | "none";
}

/** A shopper who is being followed, where she allows it. */
export interface FollowedShopper {
  /** Whether the sources are listening: the permission `profile` is granted. */
  readonly listening: boolean;
  /** Ends following and leaves the page as it was found. Freeing the Vitrine stops this, too. */
  stop(): void;
}

const followed = new WeakMap<Vitrine, FollowedShopper>();

/**
 * Tells a Vitrine what the shopper does, from what the page shows and says already: while the permission `profile` is
 * granted, and never otherwise. Following anew takes the place of what was followed before.
 * @throws VitrineError `bad-argument` for what is no Vitrine, `bad-options`, `freed`
 */
export function followShopper(vitrine: Vitrine, options: FollowShopperOptions): FollowedShopper {
  const host = isObject(vitrine) ? hostOf(vitrine) : undefined;
  if (host === undefined) {
    throw new VitrineError("bad-argument", `followShopper was given ${named(vitrine)}; give what createVitrine made.`);
  }
  check(options);
  followed.get(vitrine)?.stop();
  const following = new Following(vitrine, host, options);
  followed.set(vitrine, following);
  return following;
}

function check(options: unknown): void {
  if (!isObject(options) || !Array.isArray(options["sources"])) {
    throw new VitrineError("bad-options", "followShopper takes { sources: [cards(), dataLayer(), …] }.");
  }
  for (const source of options["sources"] as unknown[]) {
    if (!isObject(source) || typeof source["from"] !== "string" || typeof source["listen"] !== "function") {
      throw new VitrineError("bad-options", `A source of events is ${named(source)}; give cards(), dataLayer() and the like, or { from, listen }.`);
    }
  }
}

class Following implements FollowedShopper {
  readonly #vitrine: Vitrine;
  readonly #host: Host;
  readonly #options: FollowShopperOptions;
  readonly #sees: boolean;
  readonly #ends: () => void;
  /** What stops each source that is listening; `undefined` while none is. */
  #stops: (() => void)[] | undefined;
  #waiting: [ShopperSource, VitrineEvent][] | undefined;
  readonly #heard = new Set<(event: Readonly<VitrineEvent>) => void>();
  /** What was told last, and when. Gone with the permission. */
  readonly #recent = new Map<string, number>();
  readonly #numbers = new Map<EventType, number>();
  #day = 0;
  readonly #reported = new Set<string>();

  constructor(vitrine: Vitrine, host: Host, options: FollowShopperOptions) {
    this.#vitrine = vitrine;
    this.#host = host;
    this.#options = options;
    this.#sees = options.sources.some((source) => source.sees === true);
    const settle = (): void => this.#settle(false);
    const keepFreed = host.whenFreed(() => this.stop());
    vitrine.addEventListener("permissions", settle);
    this.#ends = () => {
      keepFreed();
      vitrine.removeEventListener("permissions", settle);
    };
    this.#settle(true);
  }

  get listening(): boolean {
    return this.#stops !== undefined;
  }

  stop(): void {
    this.#ends();
    this.#silence();
  }

  /** Listens if that is granted, and only then. */
  #settle(earlier: boolean): void {
    if (!this.#vitrine.permissions.profile) this.#silence();
    else if (this.#stops === undefined) this.#listen(earlier);
  }

  #listen(earlier: boolean): void {
    const stops: (() => void)[] = [];
    this.#stops = stops;
    // What is told while others do not listen yet waits for them: some hear of the events of all.
    this.#waiting = [];
    for (const source of this.#options.sources) {
      const page = this.#page(source, earlier, () => this.#stops === stops);
      page.guard(() => stops.push(source.listen(page)));
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    for (const [source, event] of waiting) this.#tell(source, event);
  }

  #silence(): void {
    const stops = this.#stops;
    this.#stops = undefined;
    this.#recent.clear();
    for (const stop of stops ?? []) {
      try {
        stop();
      } catch (thrown) {
        this.#report("a source of events", new VitrineError("events-source-failed", `A source could not stop: ${describe(thrown)}`, thrown));
      }
    }
    this.#heard.clear();
  }

  #page(source: ShopperSource, earlier: boolean, listening: () => boolean): ShopperPage {
    return {
      earlier,
      first: (what, item) => firstToTell(this.#vitrine, what, item),
      tell: (event) => {
        if (listening()) this.#tell(source, event);
      },
      hold: (event) => (listening() && this.#counts(source, event) ? () => listening() && this.#observe(event) : undefined),
      onTold: (heard) => {
        this.#heard.add(heard);
        return () => this.#heard.delete(heard);
      },
      guard: (read) => {
        if (!listening()) return;
        try {
          read();
        } catch (thrown) {
          const what = `The source ${source.from} could not read what the page holds (${describe(thrown)}); that event does not count.`;
          this.#report(source.from, thrown instanceof VitrineError ? thrown : new VitrineError("events-source-failed", what, thrown));
        }
      },
      report: (error) => this.#report(source.from, error),
    };
  }

  #tell(source: ShopperSource, event: VitrineEvent): void {
    if (this.#waiting !== undefined) this.#waiting.push([source, event]);
    else if (this.#counts(source, event)) this.#observe(event);
  }

  #observe(event: VitrineEvent): void {
    this.#vitrine.observe(this.#withFacts(event));
    for (const heard of this.#heard) heard(event);
  }

  /** Whether an event counts; from then on, one that tells the same does not. */
  #counts(source: ShopperSource, { type, item, query }: VitrineEvent): boolean {
    if (type === "impression" && this.#sees && source.sees !== true) return false;
    if (type !== "dwell" && this.#isRepeated(`${type} ${item ?? query?.toLowerCase()}`)) return false;
    return this.#isWithin(type);
  }

  #isRepeated(what: string): boolean {
    const now = Date.now();
    const last = this.#recent.get(what);
    if (last !== undefined && Math.abs(now - last) < SAME_MILLISECONDS) return true;
    this.#recent.delete(what);
    this.#recent.set(what, now);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > MOST_RECENT && oldest !== undefined) this.#recent.delete(oldest);
    return false;
  }

  /** Counts an event, if the day's number is not reached. */
  #isWithin(type: EventType): boolean {
    const day = Math.floor(Date.now() / DAY_MILLISECONDS);
    if (day !== this.#day) {
      this.#day = day;
      this.#numbers.clear();
    }
    const most = this.#options.perDay?.[type] ?? PER_DAY[type];
    const count = this.#numbers.get(type) ?? 0;
    if (count < most) {
      this.#numbers.set(type, count + 1);
      return true;
    }
    const what = `More than ${most} events of the kind ${type} in a day: the rest does not count. If shoppers do that, raise perDay.`;
    this.#report(type, new VitrineError("events-capped", what));
    return false;
  }

  #withFacts(event: VitrineEvent): VitrineEvent {
    const { facts = "new" } = this.#options;
    if (facts === "all" || (facts === "new" && event.item !== undefined && !this.#knows(event.item))) return event;
    const { price: _price, attributes: _attributes, ...bare } = event;
    return bare;
  }

  /** Whether the pack has an item. */
  #knows(item: string): boolean {
    return this.#host.guard(() => this.#host.engine().knows(item));
  }

  /** Tells the page's developer, once for each cause. */
  #report(from: string, error: VitrineError): void {
    const cause = `${from} ${error.code}`;
    if (this.#reported.has(cause)) return;
    this.#reported.add(cause);
    this.#host.report(error);
  }
}
