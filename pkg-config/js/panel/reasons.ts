// Reason codes of the engine as sentences for shoppers.

import type { Explanation, Reason } from "../types.js";
import { fieldName, valueName } from "./names.js";
import type { Names } from "./names.js";
import type { Speech } from "./speech.js";
import type { Sentences } from "./words.js";

/** Facts that are so or not so; whatever they weigh, their sentence is true. */
const FACTS = ["wished", "tired", "dismissed", "pinned", "boosted", "buried", "repeated", "explored"] as const;

/** Facts that a learned weight may turn either way. */
const EITHER: ReadonlySet<string> = new Set(["seen-now", "seen-before", "in-cart", "bought-before"]);

/** Smaller than this share of the largest effect goes unsaid. */
const LEAST_SHARE = 0.05;
const MOST_TOWARDS = 4;
const MOST_AGAINST = 2;

type Sign = "+" | "-";
type Signed<Suffix extends string> = Suffix extends `${infer Code}+` ? Code : never;
type SignedCode = Signed<keyof Sentences>;

/** What is said of a reason, by what is filled into its sentence. */
const ABOUT = {
  item: ["often-follows", "comes-next", "follows-earlier"],
  value: ["affinity", "affinity-now"],
  nothing: [
    "price-in-list", "place-in-list", "click-through", "seen-now", "seen-before", "in-cart", "bought-before", "popular", "trending",
    "together",
  ],
} as const satisfies Record<string, readonly SignedCode[]>;

function among<Code extends string>(codes: readonly Code[], code: string): code is Code {
  return (codes as readonly string[]).includes(code);
}

/** An item as it stands in a sentence. */
export function itemName(speech: Speech, names: Names, id: string | undefined): string {
  const name = id === undefined ? undefined : names.item?.(id);
  return name === undefined ? speech.say("someItem") : `“${name}”`;
}

/** One reason as one sentence. */
export function reasonSentence(speech: Speech, names: Names, reason: Reason): string {
  const { code, field = "", value } = reason;
  const sign: Sign = reason.contribution < 0 ? "-" : "+";
  if (among(FACTS, code)) return speech.say(code);
  if (among(ABOUT.item, code)) return speech.say(`${code}${sign}`, { item: itemName(speech, names, reason.item) });
  if (among(ABOUT.value, code) && value !== undefined) return speech.say(`${code}${sign}`, { value: valueName(names, field, value) });
  if (among(ABOUT.nothing, code)) return speech.say(`${code}${sign}`);
  if (code === "price-fit" || code === "price-near") {
    // The engine names every field of numbers so.
    if (field === "" || field === "price") return speech.say(`${code}${sign}`);
    return speech.say(`number-fit${sign}`, { field: fieldName(names, field) });
  }
  return speech.say(`other${sign}`);
}

/**
 * Whether a reason can be said in one sentence. A learned weight may turn a signal around, to even out another one that
 * says nearly the same: "you often look at this" as a reason against is arithmetic, not something to tell.
 */
function speaks(reason: Reason): boolean {
  // A bare number as a value means nothing to a shopper.
  if (reason.value !== undefined && /^\d+$/.test(reason.value)) return false;
  return among(FACTS, reason.code) || EITHER.has(reason.code) || Math.sign(reason.signal) === Math.sign(reason.contribution);
}

/** The sentences that matter most, the largest effect first, none twice: what speaks for an item, and what against. */
export function mainSentences(speech: Speech, names: Names, { reasons }: Explanation): { towards: string[]; against: string[] } {
  const largest = Math.max(0, ...reasons.map(({ contribution }) => Math.abs(contribution)));
  const weighty = reasons
    // The shop's own place is told apart, as a number.
    .filter((reason) => reason.code !== "merchant-order" && speaks(reason))
    .filter(({ contribution }) => Math.abs(contribution) >= LEAST_SHARE * largest)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const sentences = (some: Reason[], most: number): string[] =>
    [...new Set(some.map((reason) => reasonSentence(speech, names, reason)))].slice(0, most);
  return {
    towards: sentences(weighty.filter(({ contribution }) => contribution >= 0), MOST_TOWARDS),
    against: sentences(weighty.filter(({ contribution }) => contribution < 0), MOST_AGAINST),
  };
}
