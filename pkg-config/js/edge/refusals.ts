// Profiles that are not taken. The request then has none, and the merchant's order stands.

import { VitrineError } from "../errors.js";

/** Why a sealed profile was not taken. */
export function refused(why: string, sentence: string): VitrineError {
  return new VitrineError(`sealed-${why}`, `The sealed profile is not taken: ${sentence}.`);
}

/** Why the header's profile was not taken. */
export function refusedHeader(sentence: string, cause?: unknown): VitrineError {
  return new VitrineError("header-refused", `The profile of the request's header is not taken: ${sentence}.`, cause);
}
