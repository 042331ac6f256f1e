// A merchant's rules and weights, from whatever the page gave to the plain lists that cross to the engine. The form is
// described in docs/rules.md.

import * as check from "./check.js";
import type { Engine } from "./engine.js";
import { VitrineError } from "./errors.js";

const CODE = "bad-rule";

/** What each rule may say beside `do`, `match` and `slots`; its number first. */
const MEMBERS: Record<string, readonly string[]> = {
  exclude: [],
  only: [],
  sponsored: [],
  pin: ["place"],
  boost: ["places"],
  bury: ["places"],
  cap: ["most", "field", "within"],
  quota: ["least", "within"],
  minimum: ["least"],
};

/** Rules as the engine takes them, flat: see its `prepare`. */
export interface PlainRules {
  count: number;
  texts: string[];
  numbers: number[];
}

/** Weights by name. */
export type PlainWeights = [string, number][];

export const NO_RULES: Readonly<PlainRules> = { count: 0, texts: [], numbers: [] };

/** What a call brings beside its candidates. */
export interface Extras {
  shown?: Uint32Array | undefined;
  slot?: string | undefined;
  rules?: PlainRules | undefined;
  weights?: PlainWeights | undefined;
  /** Rate and seed. */
  explore?: [number, number] | undefined;
  /** The chosen place, 1 for a click or 0 for a refusal, how many were shown, and their places. */
  feedback?: number[] | undefined;
}

/** Tells the engine what the next call brings; or, `always`, all calls that bring none of their own. */
export function prepare(engine: Engine, extras: Extras, always: boolean): void {
  const { shown, slot, rules, weights = [], explore = [Number.NaN, 0], feedback = [Number.NaN, 0, 0] } = extras;
  const { count, texts, numbers } = rules ?? { ...NO_RULES, count: Number.NaN };
  engine.prepare(
    shown ?? new Uint32Array(0),
    [slot ?? "", ...texts, ...weights.map(([name]) => name)].join("\0"),
    Float64Array.from([...explore, ...feedback, count, ...numbers, ...weights.map(([, value]) => value)]),
    always,
  );
}

/** Rules with every member of the promised type; none for `false`, which turns all rules off. */
export function readRules(value: unknown): PlainRules {
  return check.guarded(CODE, "The rules", () => {
    const rules = value === false ? [] : list("The rules", value);
    const flat: PlainRules = { count: rules.length, texts: [], numbers: [] };
    rules.forEach((rule, place) => readRule(flat, `Rule ${place}`, rule));
    return flat;
  });
}

function readRule(flat: PlainRules, what: string, rule: unknown): void {
  const { texts, numbers } = flat;
  const given = object(what, rule);
  const action = text(`${what}'s do`, given["do"]);
  const members = Object.hasOwn(MEMBERS, action) ? MEMBERS[action] : undefined;
  if (members === undefined) {
    throw new VitrineError(CODE, `${what} does ${check.named(action)}; give one of ${Object.keys(MEMBERS).join(", ")}.`);
  }
  known(what, given, ["do", "match", "slots", ...members]);
  const { match, slots, within, field } = given;
  const [number] = members;
  const conditions: unknown[] = match === undefined ? [] : Array.isArray(match) ? match : [match];
  const places = slots === undefined ? [] : list(`${what}'s slots`, slots).map((slot) => text(`${what}'s slot`, slot));
  texts.push(action, field === undefined ? "" : text(`${what}'s field`, field), ...places);
  numbers.push(
    number === undefined ? Number.NaN : whole(`${what}'s ${number}`, given[number]),
    within === undefined ? Number.NaN : whole(`${what}'s within`, within),
    places.length,
    conditions.length,
  );
  for (const condition of conditions) readCondition(flat, `${what}'s match`, condition);
}

function readCondition({ texts, numbers }: PlainRules, what: string, condition: unknown): void {
  const given = object(what, condition);
  known(what, given, ["ids", "field", "values", "from", "to", "is"]);
  const { ids, field, values, from, to, is } = given;
  const forms = [ids !== undefined, values !== undefined, from !== undefined || to !== undefined, is !== undefined];
  const form = forms.indexOf(true);
  if (form !== forms.lastIndexOf(true) || form < 0 || (field !== undefined) !== (form === 1 || form === 2)) {
    throw new VitrineError(CODE, `${what} must be one of { ids }, { field, values }, { field, from, to }, { is }.`);
  }
  const named = form < 2 ? list(what, ids ?? values).map((one) => text(what, one)) : [];
  const bound = (end: unknown, none: number) =>
    end === undefined ? none : check.finite(CODE, what, end, -Number.MAX_VALUE, Number.MAX_VALUE);
  texts.push(form === 0 ? "" : text(what, is ?? field), ...named);
  numbers.push(form, named.length, bound(from, Number.NEGATIVE_INFINITY), bound(to, Number.POSITIVE_INFINITY));
}

/** Weights by name as pairs. */
export function readWeights(value: unknown): PlainWeights {
  const code = "bad-weights";
  return check.guarded(code, "The weights", () => {
    if (!check.isObject(value) || Array.isArray(value)) {
      throw new VitrineError(code, `The weights are ${check.named(value)}; give an object of names and numbers.`);
    }
    return Object.entries(value).map(([name, weight]) => [
      check.text(code, "A weight's name", name).replaceAll("\0", " "),
      check.finite(code, `The weight ${name}`, weight, 0, Number.MAX_VALUE),
    ]);
  });
}

/** A slip in a name must not make a rule mean something else. */
function known(what: string, given: check.Loose, names: readonly string[]): void {
  const stranger = Object.keys(given).find((name) => !names.includes(name) && !name.startsWith("_"));
  if (stranger !== undefined) {
    throw new VitrineError(CODE, `${what} has ${check.named(stranger)}; known are ${names.join(", ")}.`);
  }
}

function object(what: string, value: unknown): check.Loose {
  if (check.isObject(value) && !Array.isArray(value)) return value;
  throw new VitrineError(CODE, `${what} is ${check.named(value)}; give an object.`);
}

function list(what: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new VitrineError(CODE, `${what} is ${check.named(value)}; give an array.`);
}

/** NUL parts the texts on their way to the engine. */
function text(what: string, value: unknown): string {
  const known = check.text(CODE, what, value);
  if (known === "" || known.includes("\0")) {
    throw new VitrineError(CODE, `${what} is ${check.named(known)}; give a text.`);
  }
  return known;
}

function whole(what: string, value: unknown): number {
  return Math.floor(check.finite(CODE, what, value, 0, 0xffff_ffff));
}
