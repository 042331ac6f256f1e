// What a shopper decides of her own profile, and what a merchant may not record: read from whatever the page gave, and done
// on the engine.

import * as check from "./check.js";
import type { Engine } from "./engine.js";
import { VitrineError } from "./errors.js";
import { Writer } from "./flat.js";
import type { Preference, Purpose, PurposeState, VitrineOptions } from "./types.js";

const CODE = "bad-argument";
const DAY = 86_400;

/** The changes of a profile that are the shopper's own doing, as plain data. */
export type ChoiceOperation =
  | { do: "prefer"; preference: Preference; time: number }
  | { do: "purpose"; purpose: Purpose; on: boolean }
  | { do: "strength"; strength: number | null }
  | { do: "pause"; on: boolean }
  /** An import's bytes, as numbers: JSON has no other way. */
  | { do: "import"; profile: number[] };

/** Does one of them. */
export function performChoice(engine: Engine, operation: ChoiceOperation): void {
  switch (operation.do) {
    case "prefer": {
      const { field, value, liking } = operation.preference;
      return engine.prefer(field, value, liking, operation.time);
    }
    case "purpose":
      return engine.setPurpose(operation.purpose, operation.on);
    case "strength":
      return engine.setStrength(operation.strength ?? Number.NaN);
    case "pause":
      return engine.setPaused(operation.on);
    case "import":
      return engine.resume(Uint8Array.from(operation.profile));
  }
}

/** A preference with every field of the promised type. */
export function preference(given: unknown): Preference {
  return check.guarded(CODE, "The preference", () => {
    if (!check.isObject(given)) {
      throw new VitrineError(CODE, `The preference is ${check.named(given)}; give { field, value, liking }.`);
    }
    return {
      field: check.text(CODE, "The field", given["field"]),
      value: check.text(CODE, "The value", given["value"]),
      liking: check.finite(CODE, "The liking", given["liking"], -1, 1),
    };
  });
}

/** What she chose for herself, as it is kept with the profile: the `choices` of docs/profile-format.md. */
export interface Choices {
  paused: boolean;
  /** Her dial; null where she set none. */
  strength: number | null;
  /** The purposes that she switched off, permitted or not. */
  off: Purpose[];
}

/** What she chose, what that makes of the purposes, and whether the private setting is on, whatever a call says. */
export function choices(engine: Engine): Choices & { purposes: PurposeState[]; mixes: boolean } {
  const flat = engine.choices();
  const strength = flat[1] as number;
  return {
    paused: flat[0] === 1,
    mixes: flat.at(-1) === 1,
    strength: Number.isNaN(strength) ? null : strength,
    off: check.PURPOSES.filter((_, n) => flat[2 + 2 * n] === 0),
    purposes: check.PURPOSES.map((purpose, n) => {
      const permitted = flat[3 + 2 * n] === 1;
      return { purpose, on: permitted && flat[2 + 2 * n] === 1, permitted };
    }),
  };
}

/** What the merchant does not keep, as it crosses to the engine; `undefined` where there is nothing of it. */
export function limits({ purposes, sensitive, sensitiveItems }: VitrineOptions): Writer | undefined {
  if (purposes === undefined && sensitive === undefined && sensitiveItems === undefined) return undefined;
  const code = "bad-options";
  return check.guarded(code, "What is not to be kept", () => {
    const flat = new Writer();
    const lives = check.isObject(purposes ?? {}) ? ((purposes ?? {}) as check.Loose) : wrong("purposes", purposes);
    const unknown = Object.keys(lives).find((name) => !check.PURPOSES.includes(name as Purpose));
    if (unknown !== undefined) wrong("purposes", unknown);
    for (const name of check.PURPOSES) flat.number(life(name, lives[name]));
    const texts = (what: string, list: unknown): void => {
      if (!Array.isArray(list)) throw new VitrineError(code, `${what} is ${check.named(list)}; give an array of strings.`);
      flat.list(list, (one: unknown) => flat.text(check.text(code, `An entry of ${what}`, one)));
    };
    texts("sensitiveItems", sensitiveItems ?? []);
    const fields = check.isObject(sensitive ?? {}) ? Object.entries(sensitive ?? {}) : wrong("sensitive", sensitive);
    flat.list(fields, ([field, values]) => {
      flat.text(check.text(code, "A sensitive field", field));
      texts(`sensitive.${field}`, values);
    });
    return flat;
  });
}

/** The most seconds that a purpose is kept: 0 where it is off. */
function life(name: string, given: unknown): number {
  if (given === undefined) return Number.NaN;
  if (given === false) return 0;
  if (!check.isObject(given)) return wrong(`purposes.${name}`, given);
  return Math.floor(check.finite("bad-options", `The days of ${name}`, given["days"], 1 / DAY, 36_500) * DAY);
}

function wrong(option: string, given: unknown): never {
  const forms = option === "sensitive" ? "arrays of values by field" : "false or { days } by purpose";
  throw new VitrineError("bad-options", `The option ${option} is ${check.named(given)}; give ${forms}.`);
}
