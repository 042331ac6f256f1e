// The order that a shopper saw, for when she comes back: in this page's memory, by entry of the session's history. With
// the permission `persist` also in the tab's sessionStorage, so that a page that is loaded anew finds it.

import { eraseOrderRecord, ORDER_RECORD } from "../order-record.js";
import type { Permissions } from "../types.js";

/** One carousel as it was left. */
export interface Remembered {
  /** The ids in the order in which they stood. */
  ids: readonly string[];
  /** The ids that were not shown. */
  left: readonly string[];
  /** How many places from the first were held. */
  kept: number;
}

type Granted = Readonly<Partial<Permissions>>;
type Orders = Record<string, Record<string, Remembered>>;

/** The entries of the history that are remembered at most. */
const MOST = 30;

let orders: Orders = {};
let read = false;

/** Takes down how a carousel stands. */
export function remember(slot: string, order: Remembered, permissions: Granted): void {
  const key = entry();
  if (key === undefined || !permissions.profile) return;
  load(permissions);
  const { [key]: known, ...others } = orders;
  orders = Object.fromEntries([...Object.entries(others).slice(1 - MOST), [key, { ...known, [slot]: order }]]);
  if (permissions.persist) attempt(() => sessionStorage.setItem(ORDER_RECORD, JSON.stringify(orders)));
}

/** How the carousel stood when the shopper left this entry of the history; it must have had the same items. */
export function recall(slot: string, items: readonly string[], permissions: Granted): Remembered | undefined {
  const key = entry();
  if (key === undefined || !permissions.profile) return undefined;
  load(permissions);
  const known = orders[key]?.[slot];
  // The record may have been written by anything on this origin.
  const fits = attempt(() => known !== undefined && sorted([...known.ids, ...known.left]) === sorted(items));
  return fits === true ? known : undefined;
}

function sorted(ids: readonly string[]): string {
  return [...ids].sort().join("\n");
}

/** Forgets every order: erased, or no longer permitted. */
export function forgetOrders({ profile, persist }: Granted): void {
  if (!profile) orders = {};
  if (profile && persist) return;
  read = false;
  eraseOrderRecord();
}

/** Reads what the tab keeps, once it may be read. */
function load({ persist }: Granted): void {
  if (!persist || read) return;
  read = true;
  const kept: unknown = attempt(() => JSON.parse(sessionStorage.getItem(ORDER_RECORD) ?? "{}"));
  if (typeof kept === "object" && kept !== null) orders = { ...(kept as Orders), ...orders };
}

/** The entry's key, the same whenever she comes back to it; not every browser has it. */
function entry(): string | undefined {
  return (globalThis as { navigation?: { currentEntry?: { key: string } | null } }).navigation?.currentEntry?.key;
}

/** Storage may be refused by the browser: then it is as if there were none. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
