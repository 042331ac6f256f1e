// Numbers that look random and are the same in every run.

/** A source of them from a seed: `below(n)` gives whole numbers under n, `pick` one of several, `chance` true as often as said. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const below = (n) => Math.floor(next() * n);
  return { below, pick: (several) => several[below(several.length)], chance: (often) => next() < often };
}
