import { isObject } from "./check.js";
import type { RankResult } from "./types.js";

/**
 * The merchant's own order, made without the engine and without trusting anything: exclusions, pins and `top` are kept
 * where they can be read; `seen` is what the page shows already. This is what a shop shows when everything else fails.
 */
export function merchantOrder(request: unknown, seen: readonly string[] = []): RankResult {
  const given = isObject(request) ? request : {};
  const items = list(attempt(() => given["items"]));
  const excluded = new Set([
    ...list(attempt(() => given["exclude"])),
    ...list(attempt(() => given["shown"])),
    ...seen,
  ]);
  const ids = items.map((item) => {
    const id = typeof item === "string" ? item : attempt(() => (isObject(item) ? item["id"] : undefined));
    return typeof id === "string" ? id : "";
  });
  let order = items.map((_, place) => place).filter((place) => !excluded.has(ids[place]));
  for (const pin of readPins(attempt(() => given["pins"]))) {
    const from = order.findIndex((place) => ids[place] === pin.id);
    if (from < 0) continue;
    const [place] = order.splice(from, 1);
    if (place !== undefined) order.splice(Math.min(pin.position, order.length), 0, place);
  }
  const top = attempt(() => given["top"]);
  if (typeof top === "number" && top >= 0) order = order.slice(0, Math.floor(top));
  return {
    order: Uint32Array.from(order),
    ids: order.map((place) => ids[place] ?? ""),
    scores: order.map(() => null),
    personal: false,
    hide: false,
    propensity: 1,
  };
}

/** The lowest place first, so that one pin does not push another from its place. */
function readPins(value: unknown): { id: string; position: number }[] {
  const pins: { id: string; position: number }[] = [];
  for (const pin of list(value)) {
    const id = attempt(() => (isObject(pin) ? pin["id"] : undefined));
    const position = attempt(() => (isObject(pin) ? pin["position"] : undefined));
    if (typeof id === "string" && typeof position === "number" && position >= 0) {
      pins.push({ id, position: Math.floor(position) });
    }
  }
  return pins.sort((one, other) => one.position - other.position);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A getter of the page may throw: then the field counts as missing. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
