/** Tells when a card has really been seen: half of it in view for a second, once per view. */

const SHARE = 0.5;
const MS = 1000;

export class Impressions {
  readonly #seen = new Set<string>();
  readonly #timers = new Map<Element, ReturnType<typeof setTimeout>>();
  readonly #observer: IntersectionObserver;

  constructor(onSeen: (id: string) => void) {
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          clearTimeout(this.#timers.get(target));
          this.#timers.delete(target);
          const id = (target as HTMLElement).dataset["item"];
          if (!isIntersecting || id === undefined || this.#seen.has(id)) continue;
          const timer = setTimeout(() => {
            if (this.#seen.has(id)) return;
            this.#seen.add(id);
            onSeen(id);
          }, MS);
          this.#timers.set(target, timer);
        }
      },
      { threshold: SHARE },
    );
  }

  watch(card: HTMLElement): void {
    this.#observer.observe(card);
  }

  stop(): void {
    this.#observer.disconnect();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
