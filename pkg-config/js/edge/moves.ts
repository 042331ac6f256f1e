// The bytes of a list in another order, lists within its cards included.

import type { HeldBytes } from "./held.js";

/** A stretch of the body, by offsets. */
export interface Stretch {
  start: number;
  end: number;
}

/** A change of what passes: bytes put in, or stretches that change places; what stands between them stays where it is. */
export type Change = { at: number; insert: Uint8Array } | { stretches: readonly Stretch[]; order: readonly number[] };

const startOf = (change: Change): number => ("at" in change ? change.at : (change.stretches[0] as Stretch).start);
const endOf = (change: Change): number => ("at" in change ? change.at : (change.stretches.at(-1) as Stretch).end);

/**
 * The bytes from one offset to another with the changes made. Two changes lie one behind the other, or one within one
 * stretch, or between two stretches, of the other.
 */
export function changed(held: HeldBytes, from: number, to: number, changes: readonly Change[]): Uint8Array[] {
  // The outer ones first where two begin at the same byte.
  const sorted = [...changes].sort((one, other) => startOf(one) - startOf(other) || endOf(other) - endOf(one));
  const pieces: Uint8Array[] = [];
  const write = (start: number, end: number, first: number): void => {
    let at = start;
    for (let n = first; n < sorted.length; n += 1) {
      const change = sorted[n] as Change;
      if (startOf(change) < at) continue;
      if (startOf(change) >= end) break;
      pieces.push(...held.pieces(at, startOf(change)));
      at = endOf(change);
      if ("at" in change) {
        pieces.push(change.insert);
        continue;
      }
      const { stretches, order } = change;
      order.forEach((index, place) => {
        const { start, end } = stretches[index] as Stretch;
        write(start, end, n + 1);
        const next = stretches[place + 1];
        if (next !== undefined) write((stretches[place] as Stretch).end, next.start, n + 1);
      });
    }
    pieces.push(...held.pieces(at, end));
  };
  write(from, to, 0);
  return pieces;
}
