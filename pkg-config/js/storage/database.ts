// The database of one shop and locale. Every method is one transaction: nothing is awaited within it, so that no other
// tab can come in between.

import { VitrineError } from "../errors.js";
import { blocked } from "./failure.js";
import { STORES } from "./names.js";
import { FORMAT } from "./seal.js";

/** The layout of the stores. A later one is never opened. */
const LAYOUT = 1;
/** The longest that opening may take: another tab can hold it up for as long as it likes. */
const OPEN_MILLISECONDS = 3000;

/** A sealed profile and the version that it was sealed as. */
export interface Sealed {
  version: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What is stored for a record. Times are not: no clock is trusted. */
export interface StoredRecord {
  format: number;
  /** Random, made with the record: after an erasure there is another one, or none. */
  epoch: string;
  /** One more with every save. */
  version: number;
  current: Sealed | undefined;
  /** The one before, for when the current one is damaged. */
  previous: Sealed | undefined;
}

/** All that the database has for a record, as found: nothing is checked. */
export interface Found {
  key: unknown;
  record: unknown;
}

/** Whether a stored value was written by a later version: it must be left alone. */
export function isNewer(value: unknown): boolean {
  const format = (value as Partial<StoredRecord> | null | undefined)?.format;
  return Number.isInteger(format) && (format as number) > FORMAT;
}

/** Whether a stored value is a record of this version. */
export function isRecord(value: unknown): value is StoredRecord {
  const record = value as Partial<StoredRecord> | null | undefined;
  return (
    typeof record === "object" &&
    record !== null &&
    record.format === FORMAT &&
    typeof record.epoch === "string" &&
    Number.isSafeInteger(record.version) &&
    [record.current, record.previous].every((sealed) => sealed === undefined || sealed.bytes instanceof Uint8Array)
  );
}

/** An open connection. */
export class Database {
  readonly #connection: IDBDatabase;

  private constructor(connection: IDBDatabase) {
    this.#connection = connection;
  }

  /**
   * Opens a database. Where there is none, it is made, or, with `known`, left so: then the answer is `undefined`.
   * `closed` is called when the browser or another tab's erasure closes it.
   */
  static async open(name: string, known: boolean, closed: () => void): Promise<Database | undefined> {
    const connection = await openConnection(name, LAYOUT, OPEN_MILLISECONDS, (made) => {
      if (!known) for (const store of STORES) made.createObjectStore(store);
      return !known;
    });
    if (connection === undefined) return undefined;
    connection.onversionchange = () => {
      // Another tab erases, or a later version moves in: neither must wait for this one.
      connection.close();
      closed();
    };
    connection.onclose = closed;
    if (!STORES.every((store) => connection.objectStoreNames.contains(store))) {
      connection.close();
      throw new VitrineError("storage-unavailable", `The database ${name} is not vitrine's; the profile is kept in memory for this page.`);
    }
    return new Database(connection);
  }

  close(): void {
    this.#connection.close();
  }

  /** All that is stored for a record. */
  read(record: string): Promise<Found> {
    return this.#transact("readonly", (transaction, done) => {
      find(transaction, record, done);
      transaction.commit?.();
    });
  }

  /** Makes a record with its key, unless there is one that `keep` accepts; and what is stored then. */
  found(record: string, made: StoredRecord, key: CryptoKey, keep: (found: Found) => boolean): Promise<Found> {
    return this.#transact("readwrite", (transaction, done) =>
      find(transaction, record, (found) => {
        if (keep(found)) return done(found);
        transaction.objectStore("records").put(made, record);
        transaction.objectStore("keys").put(key, record);
        done({ key, record: made });
      }),
    );
  }

  /** Stores the successor of what is stored, if that is still `epoch` and `version`; and whether it was. */
  compareAndSet(
    record: string,
    { epoch, version }: { epoch: string; version: number },
    next: (stored: StoredRecord) => StoredRecord,
  ): Promise<boolean> {
    return this.#transact("readwrite", (transaction, done) => {
      const records = transaction.objectStore("records");
      const request = records.get(record);
      request.onsuccess = () => {
        const stored: unknown = request.result;
        const same = isRecord(stored) && stored.epoch === epoch && stored.version === version;
        if (same) records.put(next(stored), record);
        done(same);
        transaction.commit?.();
      };
    });
  }

  /** Deletes a record, if it is still of this epoch. */
  async deleteIf(record: string, epoch: string): Promise<void> {
    await this.#transact<void>("readwrite", (transaction, done) => {
      const request = transaction.objectStore("records").get(record);
      request.onsuccess = () => {
        const stored: unknown = request.result;
        if (isRecord(stored) && stored.epoch === epoch) {
          transaction.objectStore("records").delete(record);
          transaction.objectStore("keys").delete(record);
        }
        done();
      };
    });
  }

  #transact<T>(mode: IDBTransactionMode, work: (transaction: IDBTransaction, done: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const transaction = this.#connection.transaction(STORES, mode, { durability: "relaxed" });
      let result: T;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error ?? new Error("a transaction was aborted"));
      work(transaction, (value) => {
        result = value;
      });
    });
  }
}

/**
 * Opens a connection. `make` is called where there is no database, and says whether to make one; if not, the answer is
 * `undefined`. Other tabs can hold an opening up, so it is given up after a while.
 */
export function openConnection(
  name: string,
  version: number | undefined,
  milliseconds: number,
  make: (made: IDBDatabase) => boolean,
): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    let missing = false;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(blocked(name));
    }, milliseconds);
    request.onupgradeneeded = () => {
      missing = late || !make(request.result);
      if (missing) request.transaction?.abort();
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      if (late) request.result.close();
      else resolve(request.result);
    };
    request.onerror = (event) => {
      clearTimeout(timer);
      // Told to nobody else: some pages count what bubbles up.
      event.preventDefault();
      if (missing) resolve(undefined);
      else reject(request.error ?? new Error(`${name} cannot be opened`));
    };
  });
}

function find(transaction: IDBTransaction, record: string, done: (found: Found) => void): void {
  const key = transaction.objectStore("keys").get(record);
  const stored = transaction.objectStore("records").get(record);
  // Requests are answered in order: with the last, both are there.
  stored.onsuccess = () => done({ key: key.result as unknown, record: stored.result as unknown });
}
