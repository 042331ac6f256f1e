// `vitrine/storage`: keeps the profile of a Vitrine on the shopper's device, while she permits it.

import { guarded, isObject, named } from "../check.js";
import { VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import type { Vitrine } from "../vitrine.js";
import { checkAccount, KeptProfile } from "./kept.js";

export { KeptProfile } from "./kept.js";
export type { KeptProfileEventMap, KeptState } from "./kept.js";

/** Whose profile is kept, and where. */
export interface KeepOptions {
  /** The shop's own short name. Several shops on one origin have profiles of their own. */
  shop: string;
  /** The locale or market, where each has a profile of its own. Default: one for all. */
  locale?: string;
  /** The id of the account that is signed in; only its hash is stored. Default `null`: nobody is. */
  account?: string | null;
}

/** The longest name of a shop or locale. */
const LONGEST_NAME = 200;

/**
 * Keeps the profile of `vitrine` in an IndexedDB database of this device, sealed, while `persist` and `profile` are
 * granted. Until then nothing is read and nothing is written. Call it before the first event is observed: what a stored
 * profile holds takes the place of what memory held. Settles when the stored profile is taken up, or there is none to
 * take up yet. Where the storage cannot be used, the profile stays in memory, and `onError` is told once.
 * @throws VitrineError `bad-options`
 */
export async function keepProfile(vitrine: Vitrine, options: KeepOptions): Promise<KeptProfile> {
  const host = hostOf(vitrine);
  if (host === undefined) {
    throw new VitrineError("bad-options", `keepProfile was given ${named(vitrine)}; give what createVitrine made.`);
  }
  if (!isObject(options)) throw new VitrineError("bad-options", "keepProfile takes an object; give at least { shop }.");
  const { shop, locale, account } = guarded("bad-options", "The options of keepProfile", () => ({ ...options }));
  checkName("shop", shop);
  checkName("locale", locale ?? "*");
  checkAccount("bad-options", account ?? null);
  const kept = new KeptProfile(host, { shop, locale: locale ?? "" }, account ?? null);
  await kept.permit(vitrine.permissions);
  return kept;
}

function checkName(what: string, name: unknown): asserts name is string {
  // A lone surrogate cannot be escaped.
  const good = typeof name === "string" && name !== "" && name.length <= LONGEST_NAME && !/\p{Surrogate}/u.test(name);
  if (!good) {
    throw new VitrineError("bad-options", `The ${what} is ${named(name)}; give a name of at most ${LONGEST_NAME} characters.`);
  }
}
