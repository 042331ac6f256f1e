// How often what went wrong, by its stable code: nothing of items, and nothing of the shopper.

import { VitrineError } from "../errors.js";

const MOST_CODES = 64;
const MOST_COUNTED = 9_999;
/** What is no VitrineError, or comes after {@link MOST_CODES}. */
const OTHER = "other";

/** See the module. In memory; gone with the page. */
export class Counters {
  readonly #counts = new Map<string, number>();

  add(thrown: unknown): void {
    let code = thrown instanceof VitrineError && /^[a-z][a-z0-9-]{0,63}$/.test(thrown.code) ? thrown.code : OTHER;
    if (!this.#counts.has(code) && this.#counts.size >= MOST_CODES - 1) code = OTHER;
    this.#counts.set(code, Math.min(MOST_COUNTED, (this.#counts.get(code) ?? 0) + 1));
  }

  read(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
