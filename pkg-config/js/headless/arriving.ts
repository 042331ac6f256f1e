import { tell } from "../carousel/page.js";
import type { Vitrine } from "../vitrine.js";

/**
 * A Vitrine, or the promise of one; or a function that makes one, which is called in the browser only, and whose Vitrine
 * is freed when it is no longer wanted.
 */
export type VitrineSource = Vitrine | PromiseLike<Vitrine> | (() => Vitrine | PromiseLike<Vitrine>) | null;

/** Waits for a Vitrine; `arrived` hears of it, and of null where it failed or is no longer wanted. Returns what ends it. */
export function arriving(source: VitrineSource, arrived: (vitrine: Vitrine | null) => void): () => void {
  const owned = typeof source === "function";
  let wanted = true;
  let here: Vitrine | null = null;
  const take = (vitrine: Vitrine | null): void => {
    if (wanted) arrived((here = vitrine));
    else if (owned) vitrine?.free();
  };
  const fail = (thrown: unknown): void => {
    take(null);
    tell(null, thrown);
  };
  try {
    const given = typeof source === "function" ? source() : source;
    if (given !== null && "then" in given) given.then(take, fail);
    else take(given);
  } catch (thrown) {
    fail(thrown);
  }
  return () => {
    wanted = false;
    arrived(null);
    if (owned) here?.free();
  };
}
