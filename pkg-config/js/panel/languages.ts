// The languages that the panel speaks, loaded when they are asked for.

import type { Language } from "./words.js";

const known = new Map<string, () => Promise<Language>>([
  ["en", () => import("./languages/en.js").then(({ en }) => en)],
  ["de", () => import("./languages/de.js").then(({ de }) => de)],
  ["fr", () => import("./languages/fr.js").then(({ fr }) => fr)],
  ["es", () => import("./languages/es.js").then(({ es }) => es)],
  ["pt", () => import("./languages/pt.js").then(({ pt }) => pt)],
  ["ro", () => import("./languages/ro.js").then(({ ro }) => ro)],
  ["vi", () => import("./languages/vi.js").then(({ vi }) => vi)],
  ["gu", () => import("./languages/gu.js").then(({ gu }) => gu)],
  ["fa", () => import("./languages/fa.js").then(({ fa }) => fa)],
]);

/**
 * Adds a language, or puts another in the place of one.
 *
 * @param tag - the BCP 47 tag that pages ask by: `it`, or `pt-PT` where `pt` is another
 */
export function defineLanguage(tag: string, load: () => Promise<Language>): void {
  known.set(tag.toLowerCase(), load);
}

/** The tag of the closest language: `de-AT` finds `de`; what is not there is English. */
export function closest(wanted: string): string {
  const parts = wanted.toLowerCase().split("-");
  for (let length = parts.length; length > 0; length -= 1) {
    const tag = parts.slice(0, length).join("-");
    if (known.has(tag)) return tag;
  }
  return "en";
}

/** Loads a language by a tag of `closest`. */
export function loadLanguage(tag: string): Promise<Language> {
  return (known.get(tag) as () => Promise<Language>)();
}
