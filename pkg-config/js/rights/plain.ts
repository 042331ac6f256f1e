// An export, from whatever the page gave to plain data.

import * as check from "../check.js";
import { VitrineError } from "../errors.js";

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
