/**
 * Where the profile rests between visits: one IndexedDB database that exists only while the visitor allows it.
 *
 * Its existence is the remembered Yes. A No is not remembered, because remembering it would be storing something.
 */

const DATABASE = "vitrine-demo";
const STORE = "kept";
const KEY = "profile";

/** What is kept: the engine's own bytes, and the two choices of the panel. */
export interface Kept {
  bytes: Uint8Array;
  purchases: boolean;
  strength: number;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's storage failed"));
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request).then((database) => {
    // Another tab that erases must not wait for this one.
    database.onversionchange = () => database.close();
    return database;
  });
}

/**
 * Reads what an earlier Yes kept, or null. Only the list of this site's databases is asked for first: without an
 * earlier Yes nothing is opened and nothing is created.
 */
export async function readKept(): Promise<Kept | null> {
  if (typeof indexedDB === "undefined" || !indexedDB.databases) return null;
  const names = await indexedDB.databases();
  if (!names.some(({ name }) => name === DATABASE)) return null;
  const database = await open();
  try {
    const value: unknown = await settled(database.transaction(STORE).objectStore(STORE).get(KEY));
    const kept = value as Kept | undefined;
    return kept?.bytes instanceof Uint8Array ? kept : null;
  } finally {
    database.close();
  }
}

/** Keeps a profile; `allowed` is asked again after the database has opened, so a withdrawal in between wins. */
export async function writeKept(kept: Kept, allowed: () => boolean): Promise<void> {
  const database = await open();
  try {
    if (!allowed()) return;
    const transaction = database.transaction(STORE, "readwrite");
    await settled(transaction.objectStore(STORE).put(kept, KEY));
  } finally {
    database.close();
  }
}

/** Removes the database with everything in it. */
export async function eraseKept(): Promise<void> {
  if (typeof indexedDB === "undefined") return;
  await settled(indexedDB.deleteDatabase(DATABASE));
}
