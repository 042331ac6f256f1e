// What a shopper chose for herself, between a page and the edge before it: as operations on the way there, and as a few words
// in `Server-Timing` on the way back, so that the page sees whether the edge knows of it. docs/edge.md is normative.

import type { Choices } from "../choices.js";
import { PURPOSES } from "../check.js";
import type { Operation } from "../operations.js";

/** Where the edge erases its cookie, unless its option `erasePath` says otherwise. */
export const ERASE_PATH = "/.vitrine/erase";
/** Where the edge hears of what she decided, unless its option `choicesPath` says otherwise. */
export const CHOICES_PATH = "/.vitrine/choices";
/** The name of the edge's entry in `Server-Timing`. */
export const TIMING = "vitrine";

/** Who has chosen nothing. */
export const NO_CHOICES: Readonly<Choices> = Object.freeze({ paused: false, strength: null, off: [] });

/** Choices in words, empty where she has made none: `paused`, `strength=0.5`, `search=off`. */
export function spelled({ paused, strength, off }: Readonly<Choices>): string {
  const words = paused ? ["paused"] : [];
  if (strength !== null) words.push(`strength=${strength}`);
  return [...words, ...off.map((purpose) => `${purpose}=off`)].join(" ");
}

/** The choices of such words. What it does not know, it passes over. */
export function fromWords(text: string): Choices {
  const words = text.split(" ");
  const strength = words.find((word) => word.startsWith("strength="))?.slice("strength=".length);
  const dial = Number(strength ?? Number.NaN);
  return {
    paused: words.includes("paused"),
    strength: dial >= 0 && dial <= 1 ? dial : null,
    off: PURPOSES.filter((purpose) => words.includes(`${purpose}=off`)),
  };
}

/** The entry of `Server-Timing` that says what the edge knows of her choices. */
export function timing(words: string): string {
  return words === "" ? TIMING : `${TIMING};desc="${words}"`;
}

/** What makes a profile's choices these, whatever they were. */
export function choosing({ paused, strength, off }: Readonly<Choices>): Operation[] {
  return [
    { do: "pause", on: paused },
    { do: "strength", strength },
    ...PURPOSES.map((purpose) => ({ do: "purpose" as const, purpose, on: !off.includes(purpose) })),
  ];
}
