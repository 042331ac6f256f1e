// What comes from a page is anything at all: JavaScript does not hold anybody to the types. Unchecked, a number where
// a string belongs traps the engine, and -1 becomes 4294967295.

import { describe, VitrineError } from "./errors.js";
import type { AttributeValue, EventType, Forgettable, Permissions, Purpose, VitrineEvent } from "./types.js";

/** The longest string that crosses to the engine, in UTF-16 units: what is longer is no id. */
const LONGEST_TEXT = 65_536;
/** The most candidates of a call. */
export const MOST_CANDIDATES = 65_535;
const MOST_SECONDS = 0xffff_ffff;

const EVENT_TYPES: ReadonlySet<string> = new Set<EventType>([
  "impression",
  "view",
  "click",
  "dwell",
  "search",
  "wishlist",
  "cart",
  "cart-remove",
  "purchase",
  "return",
  "dismiss",
]);

/** Any object, for reading fields that may be missing or of another type than promised. */
export type Loose = Record<string, unknown>;

export function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}

/** Runs `read`, turning whatever it throws (a getter of the page's, say) into a `VitrineError`. */
export function guarded<T>(code: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof VitrineError) throw thrown;
    throw new VitrineError(code, `${what} cannot be read: ${describe(thrown)}`, thrown);
  }
}

export function text(code: string, what: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new VitrineError(code, `${what} is ${named(value)}; give a string.`);
  }
  if (value.length > LONGEST_TEXT) {
    throw new VitrineError(code, `${what} has ${value.length} characters; no more than ${LONGEST_TEXT} are taken.`);
  }
  return value;
}

export function finite(code: string, what: string, value: unknown, least: number, most: number): number {
  if (typeof value !== "number" || !(value >= least && value <= most)) {
    throw new VitrineError(code, `${what} is ${named(value)}; give a number from ${least} to ${most}.`);
  }
  return value;
}

/** Whole seconds since 1970. */
export function seconds(code: string, what: string, value: unknown): number {
  return Math.floor(finite(code, what, value, 0, MOST_SECONDS));
}

export function strength(code: string, value: unknown): number {
  return finite(code, "strength", value, 0, 1);
}

/** An answer of the shopper's as the page gives it; what it does not name is left open. */
export function permissions(value: unknown): Partial<Permissions> {
  if (!isObject(value)) {
    throw new VitrineError("bad-argument", `The permissions are ${named(value)}; give an object of booleans.`);
  }
  const after: Partial<Permissions> = {};
  for (const name of ["persist", "profile", "purchases", "measure"] as const) {
    // Its own, or a polluted prototype would answer for the shopper.
    const granted = guarded("bad-argument", `The permission ${name}`, () => (Object.hasOwn(value, name) ? value[name] : undefined));
    if (granted === undefined) continue;
    // "false", 1 or null from a consent tool must never count as a yes.
    if (typeof granted !== "boolean") {
      throw new VitrineError("bad-argument", `The permission ${name} is ${named(granted)}; give true or false.`);
    }
    after[name] = granted;
  }
  return after;
}

export const PURPOSES: readonly Purpose[] = ["browsing", "search", "cart", "purchases"];

export function purpose(value: unknown): Purpose {
  if (!PURPOSES.includes(value as Purpose)) {
    throw new VitrineError("bad-argument", `The purpose is ${named(value)}; give one of ${PURPOSES.join(", ")}.`);
  }
  return value as Purpose;
}

export function flag(what: string, value: unknown): boolean {
  if (typeof value !== "boolean") {
    throw new VitrineError("bad-argument", `${what} is ${named(value)}; give true or false.`);
  }
  return value;
}

/** A function of the options, or `undefined`. */
export function optionalFunction<F>(name: string, value: F | undefined): F | undefined {
  if (value === undefined || value === null || typeof value === "function") return value ?? undefined;
  throw new VitrineError("bad-options", `The option ${name} is ${named(value)}; give a function.`);
}

/** What to forget, with every field of the promised type. */
export interface PlainForget {
  item?: string;
  field?: string;
  value?: string;
  /** With the value also the remembered items that have it. */
  items?: true;
  purpose?: Purpose;
  learned: boolean;
}

export function forgettable(value: Forgettable): PlainForget {
  const code = "bad-argument";
  return guarded(code, "What to forget", () => {
    const given: unknown = value;
    const learned = isObject(given) && given["learned"] === true;
    const named = isObject(given) ? ["item", "field", "purpose"].filter((name) => given[name] !== undefined).length : 0;
    if (!isObject(given) || named + Number(learned) !== 1) {
      throw new VitrineError(code, "Say what to forget: { item }, { field }, { field, value }, { purpose } or { learned: true }.");
    }
    const plain: PlainForget = { learned };
    for (const name of ["item", "field", "value"] as const) {
      if (given[name] !== undefined) plain[name] = text(code, `The ${name} to forget`, given[name]);
    }
    if (given["items"] === true) plain.items = true;
    if (given["purpose"] !== undefined) plain.purpose = purpose(given["purpose"]);
    return plain;
  });
}

/** Facts as the engine takes them, or `undefined` where there are none. */
export interface PlainFacts {
  price?: number;
  inStock?: boolean;
  attributes?: [string, AttributeValue][];
}

export function facts(code: string, source: Loose): PlainFacts | undefined {
  const plain: PlainFacts = {};
  const { price, inStock, attributes } = source;
  if (price !== undefined && price !== null) {
    if (typeof price !== "number") throw new VitrineError(code, `A price is ${named(price)}; give a number.`);
    plain.price = price;
  }
  if (inStock !== undefined && inStock !== null) {
    if (typeof inStock !== "boolean") {
      throw new VitrineError(code, `inStock is ${named(inStock)}; give true or false.`);
    }
    plain.inStock = inStock;
  }
  if (attributes !== undefined && attributes !== null) {
    if (!isObject(attributes) || Array.isArray(attributes)) {
      throw new VitrineError(code, `The attributes are ${named(attributes)}; give an object by field name.`);
    }
    plain.attributes = Object.entries(attributes)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([field, value]) => [text(code, "A field's name", field), attribute(code, field, value)]);
  }
  return Object.keys(plain).length === 0 ? undefined : plain;
}

function attribute(code: string, field: string, value: unknown): AttributeValue {
  if (typeof value === "number" || typeof value === "string") {
    return typeof value === "string" ? text(code, `The attribute ${field}`, value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((part: unknown) => text(code, `A part of the attribute ${field}`, part));
  }
  throw new VitrineError(
    code,
    `The attribute ${field} is ${named(value)}; give a string, a number or an array of strings.`,
  );
}

/** An event with every field of the promised type. */
export interface PlainEvent {
  type: EventType;
  time: number;
  /** What the clock read when it was told, where that is not when it happened. */
  clock: number | undefined;
  item: string | undefined;
  query: string | undefined;
  seconds: number;
  facts: PlainFacts | undefined;
}

export function event(value: VitrineEvent, now: () => number): PlainEvent {
  const code = "bad-event";
  return guarded(code, "The event", () => {
    const given: unknown = value;
    if (!isObject(given)) throw new VitrineError(code, `The event is ${named(given)}; give an object.`);
    const { type, time, item, query, seconds: dwell } = given;
    if (typeof type !== "string" || !EVENT_TYPES.has(type)) {
      throw new VitrineError(code, `The event's type is ${named(type)}; give one of ${[...EVENT_TYPES].join(", ")}.`);
    }
    return {
      type: type as EventType,
      time: time === undefined ? now() : seconds(code, "The event's time", time),
      clock: time === undefined ? undefined : now(),
      item: item === undefined ? undefined : text(code, "The event's item", item),
      query: query === undefined ? undefined : text(code, "The event's query", query),
      seconds: dwell === undefined ? 0 : finite(code, "The event's seconds", dwell, 0, MOST_SECONDS),
      facts: facts(code, given),
    };
  });
}

/** A value in a sentence: its type, and itself where it is short. */
export function named(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return value.length > 40 ? "a long string" : JSON.stringify(value);
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
