// The Vitrine of all carousels of a page, and what the shopper has answered before it is there.

import type { Permissions } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { tell } from "./page.js";

type Source = Vitrine | PromiseLike<Vitrine | null> | null;

/** The Vitrine of all carousels that were given none of their own. */
let shared: Source = null;

/** What the shopper has answered, as far as the page knows before the engine is there. */
let answered: Readonly<Partial<Permissions>> = {};

/** What {@link connectCarousels} was given. */
export function given(): { vitrine: Source; answered: Readonly<Partial<Permissions>> } {
  return { vitrine: shared, answered };
}

/**
 * Gives all carousels of the page, also those to come, a Vitrine or the promise of one, unless they were given another.
 * With `permissions` as the shopper has given them already, `profile` and `persist` both, the order that she saw comes
 * back before the engine is there.
 */
export function connectCarousels(vitrine: Vitrine | PromiseLike<Vitrine>, options: { permissions?: Partial<Permissions> } = {}): void {
  const { profile, persist } = options.permissions ?? {};
  answered = profile && persist ? { profile, persist } : {};
  shared =
    "then" in vitrine
      ? Promise.resolve(vitrine).catch((thrown: unknown) => {
          tell(null, thrown);
          return null;
        })
      : vitrine;
  for (const carousel of document.querySelectorAll("vitrine-carousel")) {
    if (carousel.vitrine === null) carousel.vitrine = shared;
    carousel.comeBack();
  }
}
