// JSONPath (RFC 9535), as far as it can be followed while a body passes: names, indices, and `*`.

import { VitrineError } from "../../errors.js";

/** A name, an index, or any of both. */
export type Step = string | number | typeof ANY;

/** Any name or index. */
export const ANY = Symbol("*");

const STEP = /\.\s*(?:(\*)|([\p{L}_][\p{L}\p{N}_-]*))|\[\s*(?:(\*)|(\d+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\]/uy;

/**
 * Reads a path from the root, `$.shelves[*].products`.
 * @throws VitrineError `bad-path`
 */
export function readPath(path: string): Step[] {
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (path.startsWith("$") && STEP.lastIndex < path.length) {
    const found = STEP.exec(path);
    if (found === null) break;
    const [, anyName, name, anyIndex, index, doubly, singly] = found;
    if (anyName !== undefined || anyIndex !== undefined) steps.push(ANY);
    else if (index !== undefined) steps.push(Number(index));
    else if (name !== undefined) steps.push(name);
    else steps.push(JSON.parse(doubly !== undefined ? `"${doubly}"` : `"${singly?.replaceAll("\\'", "'").replaceAll('"', '\\"') ?? ""}"`) as string);
    if (STEP.lastIndex === path.length) return steps;
  }
  if (path === "$") return steps;
  throw new VitrineError("bad-path", `"${path}" is no path that can be followed in flight; write it as $.shelves[*].products, with names, indices and *.`);
}

/**
 * Reads names from an element on, `product.sku`.
 * @throws VitrineError `bad-path`
 */
export function readNames(path: string): string[] {
  const steps = readPath(path.startsWith("[") ? `$${path}` : `$.${path}`);
  if (!steps.every((step) => typeof step === "string")) throw new VitrineError("bad-path", `"${path}" may have names only, such as product.sku.`);
  return steps;
}

/** What an element holds behind names; undefined where it holds nothing. */
export function valueAt(element: unknown, names: readonly string[]): unknown {
  let value = element;
  for (const name of names) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
