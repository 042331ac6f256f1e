// Signals as they cross to the engine, which alone knows what they grant.

import { isObject, named } from "../check.js";
import { settleConsent } from "../engine.js";
import { VitrineError } from "../errors.js";
import { Writer } from "../flat.js";
import type { Permissions } from "../types.js";
import type { ConsentPolicy, ConsentSignal } from "./signal.js";

/** The longest text that the engine reads (its `MAX_TEXT_BYTES`): to copy more would take longer than to read it. */
const LONGEST = 16_384;

/** What signals grant together. Throws the engine's refusal, `bad-consent`, of what is no signal or no policy. */
export function addUp(signals: readonly ConsentSignal[], policy: ConsentPolicy): Permissions {
  const flat = new Writer();
  flat.list(signals, (signal) => write(flat, signal));
  write(flat, policy);
  const granted = settleConsent(flat.texts, flat.numbers);
  const has = (bit: number): boolean => (granted & bit) !== 0;
  return { persist: has(1), profile: has(2), purchases: has(4), measure: has(8) };
}

/** An object's own members: what another script put on the prototype must not speak for those that are missing. */
function write(flat: Writer, plain: unknown): void {
  if (!isObject(plain)) throw new VitrineError("bad-consent", `A signal is ${named(plain)}; give an object, see docs/consent.md.`);
  const count = flat.numbers.push(0) - 1;
  for (const name of Object.keys(plain)) {
    const value = plain[name];
    if (value === undefined || value === null) continue;
    (flat.numbers[count] as number) += 1;
    flat.text(name);
    if (typeof value === "boolean") {
      flat.numbers.push(0, Number(value));
    } else if (typeof value === "string") {
      if (value.length > LONGEST) {
        const where = "no consent tool writes such, ask where it is from";
        throw new VitrineError("bad-consent", `A text of a signal is longer than ${LONGEST} characters; ${where}.`);
      }
      flat.numbers.push(1);
      flat.text(value);
    } else if (Array.isArray(value) && value.every((one) => typeof one === "number")) {
      flat.number(2);
      flat.list(value, (one) => flat.number(one));
    } else {
      // The engine says what it should have been.
      flat.number(3);
    }
  }
}
