// What the page's items are to the engine.

import { isObject } from "../check.js";
import type { ItemFacts } from "../types.js";
import { shownOf } from "./standing.js";
import type { Standing } from "./standing.js";

/** Says an item's id, or its id with what the page knows of it: price, stock, attributes. */
export type ItemReader<T> = (item: T) => string | ItemFacts;

/** The reader of a page; without one, text is its own id, and an object has it as `id`. */
export function itemReader<T>(read: ItemReader<T> | undefined): ItemReader<T> {
  return read ?? ownId;
}

function ownId(item: unknown): string {
  const id = isObject(item) ? item["id"] : item;
  return typeof id === "string" || typeof id === "number" ? `${id}` : "";
}

/** The id alone. */
export function idOf(item: string | ItemFacts): string {
  return typeof item === "string" ? item : item.id;
}

/** The page's items that are to be shown, in their order. */
export function itemsOf<T>(standing: Standing, items: readonly T[], read: ItemReader<T>): readonly T[] {
  if (standing.doubled) return items;
  const byId = new Map(items.map((item) => [idOf(read(item)), item]));
  return shownOf(standing).map((id) => byId.get(id) as T);
}
