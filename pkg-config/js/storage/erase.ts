// Erasing: the records, their keys, what tabs left, and the databases. Works on databases of any later layout, too.

import type { StorageErasure } from "../types.js";
import { openConnection } from "./database.js";
import { eraseLeft, leftPrefix } from "./left.js";
import { databaseName, shopPrefix } from "./names.js";
import type { Place } from "./names.js";

/** The longest that opening may take: another tab can hold it up. */
const OPEN_MILLISECONDS = 2000;

/** Erases one record of a place; the database goes with the last one. */
export async function eraseRecord(place: Place, record: string): Promise<StorageErasure> {
  return withLeft(leftPrefix(place, record), () => eraseDatabase(databaseName(place), record));
}

/** Erases every record of a shop: all accounts, all locales. */
export async function eraseShop(place: Place): Promise<StorageErasure> {
  return withLeft(shopPrefix(place.shop), async () => {
    const names = new Set([databaseName(place)]);
    // Where a browser cannot list them, the other locales' own tabs hear of it, and erase theirs.
    for (const { name } of (await indexedDB.databases?.()) ?? []) {
      if (name?.startsWith(shopPrefix(place.shop))) names.add(name);
    }
    const all = await Promise.all(Array.from(names, (name) => eraseDatabase(name)));
    return all.reduce(sum);
  });
}

/** Deletes what is kept in a place without looking into it. */
export async function deleteBlindly(place: Place): Promise<StorageErasure> {
  return withLeft(leftPrefix(place), async () => {
    await deleteDatabase(databaseName(place));
    return { complete: true, erased: [], bytes: 0 };
  });
}

/** Erases what tabs left before and after the rest: one may close just now. */
async function withLeft(prefix: string, erase: () => Promise<StorageErasure>): Promise<StorageErasure> {
  const before = { complete: true, ...eraseLeft(prefix) };
  const erasure = await erase();
  return sum(sum(erasure, before), { complete: true, ...eraseLeft(prefix) });
}

function sum(one: StorageErasure, other: StorageErasure): StorageErasure {
  return {
    complete: one.complete && other.complete,
    erased: [...one.erased, ...other.erased],
    bytes: one.bytes + other.bytes,
  };
}

async function eraseDatabase(name: string, record?: string): Promise<StorageErasure> {
  const erasure: StorageErasure = { complete: true, erased: [], bytes: 0 };
  const connection = await openConnection(name, undefined, OPEN_MILLISECONDS, () => false);
  if (connection === undefined) return erasure;
  let empty: boolean;
  try {
    empty = await clearStores(connection, name, record, erasure);
  } finally {
    connection.close();
  }
  // What was in it is gone. Where another tab holds the empty database open, the browser deletes it after that tab.
  if (empty && (await deleteDatabase(name))) erasure.erased.push(name);
  return erasure;
}

/** Empties the stores, or one record's part of them, in one transaction; and whether nothing is left. */
function clearStores(connection: IDBDatabase, name: string, record: string | undefined, erasure: StorageErasure): Promise<boolean> {
  const stores = Array.from(connection.objectStoreNames);
  if (stores.length === 0) return Promise.resolve(true);
  return new Promise((resolve, reject) => {
    const transaction = connection.transaction(stores, "readwrite");
    let left = 0;
    for (const store of stores) {
      const request = transaction.objectStore(store).openCursor();
      request.onsuccess = () => {
        const cursor = request.result;
        if (cursor === null) return;
        if (record === undefined || cursor.key === record) {
          erasure.erased.push(`${name} ${store} ${String(cursor.key)}`);
          erasure.bytes += bytesOf(cursor.value);
          cursor.delete();
        } else {
          left += 1;
        }
        cursor.continue();
      };
    }
    transaction.oncomplete = () => resolve(left === 0);
    transaction.onabort = () => reject(transaction.error ?? new Error("the erasing transaction was aborted"));
  });
}

/** The bytes of what was sealed in a stored value, and the 32 of a key. */
function bytesOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof CryptoKey) return 32;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, part: unknown) => sum + bytesOf(part), 0);
}

/** Deletes a database; false where another tab holds it open, and the browser will do it later. */
function deleteDatabase(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onblocked = () => resolve(false);
    request.onerror = () => reject(request.error ?? new Error(`${name} cannot be deleted`));
  });
}
