// When a card has been seen: half of it in view for one second, while the page itself is looked at. The Media Rating
// Council counts a display impression so; one definition for the elements and the events of this package.

/** The share of a card that must be in view, and for how long, in milliseconds. */
export const SEEN = { share: 0.5, milliseconds: 1000 };

/** More than an edge: what only touches the view has a share of 0. */
const IN_VIEW = 1e-6;

/** Watches cards. Nothing is stored, and no card is held beyond its own life once it is no longer watched. */
export class Sight {
  readonly #watched = new Map<Element, { share: number; timer: ReturnType<typeof setTimeout> | undefined }>();
  readonly #seen = new WeakSet<Element>();
  readonly #observer: IntersectionObserver | undefined;
  readonly #onSeen: (element: Element) => void;

  /** `onSeen` hears of each card once, until `forget`. */
  constructor(onSeen: (element: Element) => void) {
    this.#onSeen = onSeen;
    // A server that renders, or a very old browser: nothing is ever in view.
    if (typeof IntersectionObserver === "undefined") return;
    this.#observer = new IntersectionObserver(this.#measured, { threshold: [IN_VIEW, SEEN.share] });
    document.addEventListener("visibilitychange", this.#timeAll);
  }

  /** Watches a card from now on; once is enough. */
  watch(element: Element): void {
    if (this.#watched.has(element)) return;
    this.#watched.set(element, { share: Number.NaN, timer: undefined });
    this.#observer?.observe(element);
  }

  /** Watches it no longer; whether it was seen stays known. */
  unwatch(element: Element): void {
    clearTimeout(this.#watched.get(element)?.timer);
    this.#watched.delete(element);
    this.#observer?.unobserve(element);
  }

  /** It shows something else now: it has not been seen, and is timed anew. */
  forget(element: Element): void {
    this.#seen.delete(element);
    this.#time(element);
  }

  /** Whether it was seen. */
  seen(element: Element): boolean {
    return this.#seen.has(element);
  }

  /** Whether any of it is in view, as of the last frame; undefined where the browser has not said yet. */
  inView(element: Element): boolean | undefined {
    const share = this.#watched.get(element)?.share;
    return share === undefined || Number.isNaN(share) ? undefined : share >= IN_VIEW;
  }

  /** Takes in at once what the browser has measured and not told yet: another observer of the page may have been told before. */
  catchUp(): void {
    this.#measured(this.#observer?.takeRecords() ?? []);
  }

  /** The cards that are watched. */
  get watched(): Iterable<Element> {
    return this.#watched.keys();
  }

  /** Watches nothing any more. */
  stop(): void {
    this.#observer?.disconnect();
    for (const { timer } of this.#watched.values()) clearTimeout(timer);
    this.#watched.clear();
    if (typeof document !== "undefined") document.removeEventListener("visibilitychange", this.#timeAll);
  }

  readonly #measured = (entries: readonly IntersectionObserverEntry[]): void => {
    for (const { target, intersectionRatio } of entries) {
      const card = this.#watched.get(target);
      if (card === undefined) continue;
      card.share = intersectionRatio;
      this.#time(target);
    }
  };

  readonly #timeAll = (): void => {
    for (const element of this.#watched.keys()) this.#time(element);
  };

  /** Starts or stops the clock of one card. */
  #time(element: Element): void {
    const card = this.#watched.get(element);
    if (card === undefined) return;
    const looking = card.share >= SEEN.share && !document.hidden && !this.#seen.has(element);
    if (looking === (card.timer !== undefined)) return;
    clearTimeout(card.timer);
    card.timer = looking
      ? setTimeout(() => {
          card.timer = undefined;
          this.#seen.add(element);
          this.#onSeen(element);
        }, SEEN.milliseconds)
      : undefined;
  }
}

/**
 * What is in view in a list at this very moment, for those cards of which an observer says that they are not: it speaks of
 * the last frame, and the page may have been scrolled since. Measured once, at the call; the window counts, and what
 * around the list scrolls or hides what does not fit.
 */
export function inViewNow(list: Element): (card: Element) => boolean {
  let [left, top, right, bottom] = [0, 0, innerWidth, innerHeight];
  for (let around: Element | null = list; around !== null && around !== document.body; around = around.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(around);
    const rect = around.getBoundingClientRect();
    if (overflowX !== "visible") [left, right] = [Math.max(left, rect.left), Math.min(right, rect.right)];
    if (overflowY !== "visible") [top, bottom] = [Math.max(top, rect.top), Math.min(bottom, rect.bottom)];
  }
  return (card) => {
    const rect = card.getBoundingClientRect();
    return rect.left < right && rect.right > left && rect.top < bottom && rect.bottom > top;
  };
}

/** Whether this page has drawn a frame: until then its timeline stands still. */
export function painted(): boolean {
  return document.timeline.currentTime !== 0;
}
