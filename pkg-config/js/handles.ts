/**
 * How many ids are remembered before the table starts afresh. A page shows a few hundred items; only a page that
 * makes up ids would come here, and it must not fill the memory.
 */
const MOST_IDS = 262_144;

/** The part of the engine that gives out handles. */
export interface GivesHandles {
  handle(id: string): number;
  dropHandles(): void;
}

/** Ids to the engine's handles. Each id crosses to the engine once; afterwards only its number does. */
export class Handles {
  readonly #known = new Map<string, number>();
  #engine: GivesHandles;

  constructor(engine: GivesHandles) {
    this.#engine = engine;
  }

  /** Makes sure that `count` new ids fit without starting afresh, and that the handles are those of `engine`. */
  reserve(count: number): void {
    if (this.#known.size + count > MOST_IDS) {
      this.#known.clear();
      this.#engine.dropHandles();
    }
  }

  /** Begins anew with another engine. */
  moveTo(engine: GivesHandles): void {
    if (engine === this.#engine) return;
    this.#known.clear();
    this.#engine = engine;
  }

  /** The handle of an id. */
  of(id: string): number {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const handle = this.#engine.handle(id);
    this.#known.set(id, handle);
    return handle;
  }
}
