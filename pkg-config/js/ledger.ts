// The ledger of what the host has released: everything that left this page through vitrine, whoever asked for it.
// It is in memory only, and tells of bytes, never of what stands in them.

import { named, text } from "./check.js";
import { VitrineError } from "./errors.js";
import type { LedgerEntry } from "./types.js";

/** So many entries are told one by one; older ones are added up in the first. */
const MOST_ENTRIES = 200;

/** To whom goes what the shopper takes for herself. */
export const SHOPPER = "shopper";

/** What was released, in order. */
export class Ledger {
  #entries: readonly LedgerEntry[] = Object.freeze([]);

  /** Frozen; another list after every entry. */
  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  add(at: number, what: string, to: string | null, bytes: number): LedgerEntry {
    const entry = Object.freeze({ at, what, to, bytes });
    let entries = [...this.#entries, entry];
    if (entries.length > MOST_ENTRIES) {
      const [first, second, ...rest] = entries as [LedgerEntry, LedgerEntry, ...LedgerEntry[]];
      const earlier = { at: second.at, what: "earlier", to: null, bytes: first.bytes + second.bytes };
      entries = [Object.freeze(earlier), ...rest];
    }
    this.#entries = Object.freeze(entries);
    return entry;
  }
}

/** What is released, checked: its name, its receiver and its size. */
export function releasable(what: unknown, body: unknown, to: unknown): { what: string; to: string | null; bytes: number } {
  const code = "bad-argument";
  const bytes =
    typeof body === "string" ? new TextEncoder().encode(body).length : body instanceof Uint8Array ? body.byteLength : undefined;
  if (bytes === undefined) {
    throw new VitrineError(code, `What is to be released is ${named(body)}; give a string or a Uint8Array.`);
  }
  return { what: text(code, "The name of what is released", what), to: to === undefined ? null : text(code, "Its receiver", to), bytes };
}
