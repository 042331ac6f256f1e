/** What a replay shows of the lift: two measures, each in the merchant's order, in vitrine's, and the difference of both. */
import { Mean, type Estimate } from "./means.js";
import { FRONT, type Step } from "./run.js";

/** How good it is to find the next choice at a place, counted from 1. */
const MEASURES = {
  front: (place: number): number => (place <= FRONT ? 1 : 0),
  mrr: (place: number): number => 1 / place,
} as const;

export type Measure = keyof typeof MEASURES;
export type Order = "merchant" | "vitrine" | "difference";

const ORDERS: readonly Order[] = ["merchant", "vitrine", "difference"];

type Each<T> = Record<Measure, Record<Order, T>>;

function each<T>(make: (measure: Measure, order: Order) => T): Each<T> {
  const row = (measure: Measure): Record<Order, T> => ({
    merchant: make(measure, "merchant"),
    vitrine: make(measure, "vitrine"),
    difference: make(measure, "difference"),
  });
  return { front: row("front"), mrr: row("mrr") };
}

export class Lift {
  sessions = 0;
  choices = 0;
  readonly #means = each(() => new Mean());
  #sums = each(() => 0);
  #inSession = 0;

  /** Takes in a step; one that is no choice counts for nothing. */
  step({ before, after }: Step): void {
    if (before === null || after === null) return;
    this.#inSession += 1;
    for (const measure of ["front", "mrr"] as const) {
      const value = MEASURES[measure];
      const sums = this.#sums[measure];
      sums.merchant += value(before);
      sums.vitrine += value(after);
      sums.difference += value(after) - value(before);
    }
  }

  /** Ends a session. */
  end(): void {
    this.sessions += 1;
    this.choices += this.#inSession;
    for (const measure of ["front", "mrr"] as const) {
      for (const order of ORDERS) this.#means[measure][order].add(this.#sums[measure][order], this.#inSession);
    }
    this.#sums = each(() => 0);
    this.#inSession = 0;
  }

  estimate(measure: Measure, order: Order): Estimate | null {
    return this.#means[measure][order].estimate;
  }
}
