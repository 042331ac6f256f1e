/** Steps through recorded sessions with a second engine and counts how often the next choice stood in front. */
import type { RecordedSession, Shop } from "../data.js";
import type { Guide } from "../guide.js";

/** The shelf of a step: the most popular items of the current item's category. */
export const SHELF = 50;
/** "In front" means the first places, what a phone or a small screen shows without scrolling. */
export const FRONT = 4;

/** What one step showed. Places count from 1. */
export interface Step {
  session: number;
  /** Index of the event that was fed last. */
  event: number;
  current: string;
  next: string | null;
  merchant: string[];
  ordered: string[];
  /** Place of the next choice before and after; null when it was not on this shelf (not counted). */
  before: number | null;
  after: number | null;
}

/** Counted steps, and how many had the next choice in front. */
export interface Tally {
  steps: number;
  before: number;
  after: number;
  sessions: number;
}

export class Run {
  readonly tally: Tally = { steps: 0, before: 0, after: 0, sessions: 0 };
  session = 0;
  /** Every session was replayed once; going on would count choices twice. */
  finished = false;
  #event = -1;

  constructor(
    readonly shop: Shop,
    readonly stranger: Guide,
    readonly clock: { now: number },
    readonly sessions: readonly RecordedSession[],
  ) {
    this.#begin(0);
  }

  get recorded(): RecordedSession | undefined {
    return this.sessions[this.session];
  }

  /** Whether the session has no more choices: its last event has nothing after it to compare with. */
  get atEnd(): boolean {
    return this.#event + 1 >= (this.recorded?.events.length ?? 0) - 1;
  }

  /** Goes to another shopper; the stranger's profile starts empty. After the last one it ends. */
  nextSession(): void {
    if (this.session + 1 < this.sessions.length) this.#begin(this.session + 1);
    else this.finished = true;
  }

  /** Feeds one more event; moves on to the next shopper at the end of a session. Null at the very end. */
  step(): Step | null {
    const recorded = this.recorded;
    if (!recorded || this.finished) return null;
    if (this.atEnd) {
      this.tally.sessions += 1;
      this.nextSession();
      if (this.finished) return null;
    }
    return this.#feed();
  }

  #begin(session: number): void {
    this.session = session;
    this.#event = -1;
    this.stranger.erase();
  }

  #feed(): Step | null {
    const recorded = this.recorded;
    const event = recorded?.events[this.#event + 1];
    if (!recorded || !event) return null;
    this.#event += 1;
    const [current, offset, type] = event;
    this.clock.now = recorded.start + offset;
    this.stranger.observe({ type: type as "view", item: current, time: this.clock.now });
    const next = recorded.events[this.#event + 1]?.[0] ?? null;

    const item = this.shop.byId.get(current);
    const key = item ? this.shop.categoryOf(item) : null;
    const shelf = (key === null ? this.shop.file.items : (this.shop.category(key)?.items ?? [])).slice(0, SHELF);
    const items = shelf.map(({ id }) => id);
    const merchant = items.filter((id) => id !== current);
    const ordered = this.stranger.order({ slot: "replay", items, exclude: [current] }).ids;
    const step: Step = { session: this.session, event: this.#event, current, next, merchant, ordered, before: null, after: null };
    // A repeated look at the same item is no choice.
    if (next !== null && next !== current && merchant.includes(next)) {
      step.before = merchant.indexOf(next) + 1;
      step.after = ordered.indexOf(next) + 1 || merchant.length;
      this.tally.steps += 1;
      if (step.before <= FRONT) this.tally.before += 1;
      if (step.after <= FRONT) this.tally.after += 1;
    }
    return step;
  }
}
