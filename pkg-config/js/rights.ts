// What a shopper may do with her own profile, and what a merchant may not record: read from whatever the page gave, and
// done on the engine.

import * as check from "./check.js";
import type { Engine } from "./engine.js";
import { VitrineError } from "./errors.js";
import { Reader, Writer } from "./flat.js";
import type { Cause, Counterfactual, Preference, Purpose, PurposeState, VitrineOptions } from "./types.js";

const CODE = "bad-argument";
const DAY = 86_400;

/** The changes of a profile that are the shopper's own doing, as plain data. */
export type RightsOperation =
  | { do: "prefer"; preference: Preference; time: number }
  | { do: "purpose"; purpose: Purpose; on: boolean }
  | { do: "strength"; strength: number | null }
  | { do: "pause"; on: boolean }
  | { do: "import"; exported: Plain; time: number };

/** Does one of them. */
export function performRight(engine: Engine, operation: RightsOperation): void {
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
      return engine.importProfile(operation.exported, operation.time);
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

/** Numbers, texts, flags, lists and objects: what survives JSON. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** More than the largest profile has: what is larger is none. */
const MOST_PARTS = 200_000;
const LONGEST_WORD = 8_192;
const DEEPEST = 8;

/**
 * A copy of what may be an export: plain data without getters or prototypes, so that nothing of the page runs while the
 * engine reads it.
 */
export function plainCopy(given: unknown): Plain {
  let parts = 0;
  const refuse = (what: string): never => {
    throw new VitrineError("import-unreadable", `The export ${what}; give the object that \`export\` made, as it was made.`);
  };
  const copy = (value: unknown, depth: number): Plain => {
    parts += 1;
    if (parts > MOST_PARTS || depth > DEEPEST) return refuse("is larger than any profile");
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : refuse(`holds the number ${value}`);
    if (typeof value === "string") return value.length > LONGEST_WORD ? refuse("holds a very long text") : value;
    if (!check.isObject(value)) return refuse(`holds ${check.named(value)}`);
    if (Array.isArray(value)) {
      if (value.length > MOST_PARTS) return refuse("is larger than any profile");
      return Array.from(value, (one: unknown) => copy(one, depth + 1));
    }
    // Without a prototype: what is missing must not be found there, and `__proto__` is a name like any other.
    const plain = Object.create(null) as Record<string, Plain>;
    for (const name of Object.keys(value)) {
      const member = value[name];
      if (member !== undefined) plain[name] = copy(member, depth + 1);
    }
    return plain;
  };
  return check.guarded("import-unreadable", "The export", () => {
    if (!check.isObject(given)) return refuse(`is ${check.named(given)}`);
    return copy(given, 0);
  });
}

/** The place of an item in a request, and how many causes are asked for. */
export function question(ids: readonly string[], id: unknown, options: unknown): { given: number; most: number } {
  const given = ids.indexOf(check.text("bad-request", "The item's id", id));
  if (given < 0) throw new VitrineError("bad-request", `The item ${check.named(id)} is not among the request's items.`);
  const most = check.isObject(options) ? options["most"] : undefined;
  return { given, most: most === undefined ? 3 : Math.floor(check.finite("bad-request", "most", most, 0, 100)) };
}

/** What would be without what is remembered, as the engine answers. */
export function readCauses(engine: Engine): Counterfactual[] {
  const flat = new Reader(engine.causes(), engine);
  return flat.list(() => {
    const [kind, name, value] = [flat.number(), flat.word(), flat.word()];
    const cause: Cause =
      kind === 0 ? { item: name }
      : kind === 1 ? { field: name, value, items: true }
      : { purpose: name as Purpose };
    return { cause, items: flat.number(), position: flat.optional(), without: flat.optional() };
  });
}

/** What she chose, as far as it is not the purposes'. */
export function choices(engine: Engine): { paused: boolean; strength: number | null; purposes: PurposeState[] } {
  const flat = engine.choices();
  const strength = flat[1] as number;
  return {
    paused: flat[0] === 1,
    strength: Number.isNaN(strength) ? null : strength,
    purposes: check.PURPOSES.map((purpose, n) => {
      return { purpose, on: flat[2 + 2 * n] === 1, permitted: flat[3 + 2 * n] === 1 };
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
