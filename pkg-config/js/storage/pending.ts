// What one tab has done and not yet saved. Each operation has a number, so that none is ever counted twice.

import type { Operation } from "../operations.js";
import type { Applied, Left } from "./seal.js";

/** So many operations wait at most. One that had to go is lost only where another tab saves before this one does. */
const MOST = 10_000;
/** Of so many writers it is known how far their operations went: those that saved last. */
const MOST_WRITERS = 64;

/** Operations in the order in which they were done, numbered without gaps. */
export class Pending {
  #first = 0;
  #operations: Operation[] = [];

  /** The number of the latest operation, pending or not; -1 before the first. */
  get last(): number {
    return this.#first + this.#operations.length - 1;
  }

  get count(): number {
    return this.#operations.length;
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  push(operation: Operation): void {
    this.#operations.push(operation);
    if (this.#operations.length > MOST) this.dropUpTo(this.#first);
  }

  /** Drops what is saved, or must not be: the operations up to a number. */
  dropUpTo(last: number): void {
    const count = Math.min(last - this.#first + 1, this.#operations.length);
    if (count <= 0) return;
    this.#operations.splice(0, count);
    this.#first += count;
  }

  /** All of them, to be left for another tab to do. */
  left(): Left {
    return { first: this.#first, operations: this.#operations };
  }

  /** Whether an operation of this number is still pending. */
  includes(number: number): boolean {
    return number >= this.#first && number <= this.last;
  }
}

/** What is left to do of what a tab left, on a profile that `applied` is in. */
export function notApplied({ first, operations }: Left, writer: string, applied: Applied): readonly Operation[] {
  return operations.slice(Math.max(0, lastOf(applied, writer) + 1 - first));
}

/** How far the operations of a writer went; -1 where none is known. */
export function lastOf(applied: Applied, writer: string): number {
  return applied.find(([name]) => name === writer)?.[1] ?? -1;
}

/** `applied` with more, the latest writer last. */
export function lately(applied: Applied, more: Applied): Applied {
  const all = new Map(applied);
  for (const [writer, last] of more) {
    const before = all.get(writer) ?? -1;
    all.delete(writer);
    all.set(writer, Math.max(before, last));
  }
  return Array.from(all).slice(-MOST_WRITERS);
}
