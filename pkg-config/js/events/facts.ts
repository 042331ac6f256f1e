// What other people's scripts say of an item, as ids and attributes. All of it is read as from a stranger: own members,
// the types as they must be, and nothing that is too long to be meant.

import { isObject } from "../check.js";
import { own } from "../consent/read.js";
import type { AttributeValue, VitrineEvent } from "../types.js";

/** The longest id, word or query that is taken, in UTF-16 units. */
export const LONGEST = 512;
/** The most entries of a list: as many as GA4 takes. */
export const MOST_ITEMS = 200;
/** The most steps of a category's path: as many as GA4 has names for. */
const MOST_STEPS = 5;

/** What can be known of an item, beside its price. */
export type FactName = "brand" | "category" | "variant" | "color" | "size" | "material" | "pattern";

/** The pack's fields that facts go to. Default: the field of the same name. A field that the pack lacks is ignored. */
export type FactFields = Partial<Record<FactName, string>>;

/** What is known of an item. */
export type Known = { [Name in FactName]?: AttributeValue | undefined } & { price?: number | undefined };

/** An id: a string or a number that is one, or `undefined`. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  const text = wordOf(value);
  return text === "" ? undefined : text;
}

/** A short text without space around it, or `undefined`. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= LONGEST ? value.trim() || undefined : undefined;
}

/** A price: a number, or a string that is one with a decimal point. */
export function priceOf(value: unknown): number | undefined {
  const price = typeof value === "string" && value.length <= LONGEST && value.trim() !== "" ? Number(value) : value;
  return typeof price === "number" && Number.isFinite(price) && price >= 0 ? price : undefined;
}

/** A price, where it is in the shop's currency or nothing is said of that. */
export function priceIn(currency: string | undefined, value: unknown, said: unknown): number | undefined {
  return currency === undefined || said === undefined || said === null || said === currency ? priceOf(value) : undefined;
}

/** A path from the broadest step, as long as there are steps. */
export function pathOf(steps: readonly unknown[]): string[] | undefined {
  const words: string[] = [];
  for (const step of steps.slice(0, MOST_STEPS)) {
    const word = wordOf(step);
    if (word === undefined) break;
    words.push(word);
  }
  return words.length === 0 ? undefined : words;
}

/** The entries of a list, a single one being one of its own; as many as are taken. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]).slice(0, MOST_ITEMS) : [value];
}

/** A member, however deep: each step an object's own. */
export function deep(from: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>((holder, name) => (isObject(holder) ? own(holder, name) : undefined), from);
}

/** What is known as the facts of an event. */
export function factsOf({ price, ...known }: Known, fields: FactFields = {}): Pick<VitrineEvent, "price" | "attributes"> {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(known) as [FactName, AttributeValue | undefined][]) {
    if (value !== undefined) attributes[fields[name] ?? name] = value;
  }
  return {
    ...(price === undefined ? {} : { price }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}
