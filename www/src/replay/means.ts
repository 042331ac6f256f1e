/**
 * Means over the choices of many sessions, with their intervals. The choices of one session hang together, so that not
 * they but the sessions are the sample: a ratio of sums, with the variance of a ratio estimator over clusters (Cochran,
 * Sampling Techniques, 1977, section 6.3). Only sums are kept, so that each session costs the same.
 */

/** A mean and its interval. */
export interface Estimate {
  mean: number;
  low: number;
  high: number;
}

/** Of the normal distribution: 95 % lie within so many standard errors. */
const STANDARD_ERRORS = 1.96;
/** Of fewer sessions an interval says nothing. */
const LEAST_SESSIONS = 5;

export class Mean {
  #sessions = 0;
  #choices = 0;
  #sum = 0;
  #squares = 0;
  #products = 0;
  #choiceSquares = 0;

  /** Takes in a session: the sum over its choices, and how many they were. */
  add(sum: number, choices: number): void {
    if (choices === 0) return;
    this.#sessions += 1;
    this.#choices += choices;
    this.#sum += sum;
    this.#squares += sum * sum;
    this.#products += sum * choices;
    this.#choiceSquares += choices * choices;
  }

  /** The mean so far; null before the first choice. Where there is no interval yet, its ends are not numbers. */
  get estimate(): Estimate | null {
    if (this.#choices === 0) return null;
    const mean = this.#sum / this.#choices;
    if (this.#sessions < LEAST_SESSIONS) return { mean, low: Number.NaN, high: Number.NaN };
    const spread = Math.max(0, this.#squares - 2 * mean * this.#products + mean * mean * this.#choiceSquares);
    const error = (Math.sqrt((spread * this.#sessions) / (this.#sessions - 1)) / this.#choices) * STANDARD_ERRORS;
    return { mean, low: mean - error, high: mean + error };
  }
}
