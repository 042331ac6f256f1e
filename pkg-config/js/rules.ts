// A merchant's rules and weights, from whatever the page gave to the plain lists that cross to the engine. The form is
// described in docs/rules.md.

import * as check from "./check.js";
import type { Engine } from "./engine.js";
import { VitrineError } from "./errors.js";
import { Writer } from "./flat.js";

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

/** Rules as the engine takes them: see its `prepare`. */
export interface PlainRules {
  count: number;
  flat: Writer;
}

/** Weights by name. */
export type PlainWeights = [string, number][];

export const NO_RULES: Readonly<PlainRules> = { count: 0, flat: new Writer() };

/** What a call brings beside its candidates. */
export interface Extras {
  shown?: Uint32Array | undefined;
  slot?: string | undefined;
  /** By place. */
  facts?: [number, check.PlainFacts][] | undefined;
  rules?: PlainRules | undefined;
  weights?: PlainWeights | undefined;
  /** Rate and seed. */
  explore?: [number, number] | undefined;
  feedback?: PlainFeedback | undefined;
}

/** What was shown, and what was done with it. */
export interface PlainFeedback {
  chosen: number;
  clicked: boolean;
  shown: number[];
}

/** Tells the engine what the next call brings; or, `always`, all calls that bring none of their own. */
export function prepare(engine: Pick<Engine, "prepare">, extras: Extras, always: boolean): void {
  const { shown, slot, facts = [], rules, weights = [], explore = [Number.NaN, 0], feedback } = extras;
  const flat = new Writer();
  flat.text(slot);
  flat.number(...explore, feedback?.chosen, Number(feedback?.clicked));
  flat.list(feedback?.shown ?? [], (place) => flat.number(place));
  flat.list(facts, ([place, known]) => {
    flat.number(place);
    writeFacts(flat, known);
  });
  flat.number(rules?.count);
  if (rules !== undefined) flat.add(rules.flat);
  flat.list(weights, ([name, value]) => {
    flat.text(name);
    flat.number(value);
  });
  engine.prepare(shown ?? new Uint32Array(0), flat.texts, flat.numbers, always);
}

/** Facts as the engine takes them, in `prepare` and `observe`. */
export function writeFacts(flat: Writer, { price, inStock, attributes = [] }: check.PlainFacts): void {
  flat.number(price, inStock === undefined ? undefined : Number(inStock));
  flat.list(attributes, ([field, value]) => {
    flat.text(field);
    if (typeof value === "string") {
      flat.number(0);
      flat.text(value);
    } else if (typeof value === "number") {
      flat.number(1, value);
    } else {
      flat.number(2);
      flat.list(value, (one) => flat.text(one));
    }
  });
}

/** Rules with every member of the promised type; none for `false`, which turns all rules off. */
export function readRules(value: unknown): PlainRules {
  return check.guarded(CODE, "The rules", () => {
    const rules = value === false ? [] : list("The rules", value);
    const flat = new Writer();
    rules.forEach((rule, place) => readRule(flat, `Rule ${place}`, rule));
    return { count: rules.length, flat };
  });
}

function readRule(flat: Writer, what: string, rule: unknown): void {
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
  flat.text(action);
  flat.text(field === undefined ? undefined : text(`${what}'s field`, field));
  flat.number(
    number === undefined ? undefined : whole(`${what}'s ${number}`, given[number]),
    within === undefined ? undefined : whole(`${what}'s within`, within),
  );
  flat.list(places, (slot) => flat.text(slot));
  flat.list(conditions, (condition) => readCondition(flat, `${what}'s match`, condition));
}

function readCondition(flat: Writer, what: string, condition: unknown): void {
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
  flat.number(form);
  flat.text(form === 0 ? undefined : text(what, is ?? field));
  flat.list(named, (one) => flat.text(one));
  flat.number(bound(from, Number.NEGATIVE_INFINITY), bound(to, Number.POSITIVE_INFINITY));
}

/** Weights by name as pairs. */
export function readWeights(value: unknown): PlainWeights {
  const code = "bad-weights";
  return check.guarded(code, "The weights", () => {
    if (!check.isObject(value) || Array.isArray(value)) {
      throw new VitrineError(code, `The weights are ${check.named(value)}; give an object of names and numbers.`);
    }
    return Object.entries(value).map(([name, weight]) => [
      check.text(code, "A weight's name", name),
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

/** An empty one, or one with NUL in it, can only be a slip. */
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
