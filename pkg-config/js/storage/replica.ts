// One record, as one tab has it: what is stored of it, what this tab has done since, and the saves that bring both together.
// Its work is done one step after the other, so within a tab nothing races; between tabs, compare-and-set decides.

import type { Host } from "../host.js";
import { VitrineError } from "../errors.js";
import type { Operation } from "../operations.js";
import { Database, isNewer, isRecord } from "./database.js";
import type { Found, Sealed, StoredRecord } from "./database.js";
import { damaged, newer } from "./failure.js";
import { readLeft, removeLeft, writeLeft } from "./left.js";
import type { FoundLeft, LeftKey } from "./left.js";
import { databaseName, randomName } from "./names.js";
import type { Place } from "./names.js";
import { lastOf, lately, notApplied, Pending } from "./pending.js";
import { FORMAT, isKey, newKey, newTabKey, openLeft, openProfile, sealLeft, sealProfile } from "./seal.js";
import type { Applied, Left, Purpose, Saved, TabKey } from "./seal.js";

/** After so many lost races in a row, a tab lets the others pass first. */
const PATIENCE = 2;
const LONGEST_PAUSE_MILLISECONDS = 32;
/** An erasure in another tab is over by then. */
const ERASURE_MILLISECONDS = 250;

/** What a replica needs of its surroundings, and what it tells them. */
export interface Surroundings {
  readonly host: Host;
  readonly place: Place;
  /** Whether the memory holds anything, whoever put it there. */
  memory(): boolean;
  /** A profile was saved, with so many operations of this tab's. */
  saved(version: number, bytes: number, operations: number): void;
  /** A stored profile was damaged. */
  damaged(error: VitrineError): void;
  /** The storage cannot be used. */
  failed(thrown: unknown): void;
  /** The record was erased elsewhere; `again`: and has been made anew. Of no more use then is this replica. */
  erased(again: boolean): void;
}

/** What is open while a record can be used. */
interface Base {
  readonly database: Database;
  readonly key: CryptoKey;
  readonly tabKey: TabKey;
  readonly epoch: string;
  version: number;
  applied: Applied;
  /** The current copy is damaged, and must not become the previous one. */
  damaged: boolean;
}

/** The stored profile of one shopper, as one tab has it. */
export class Replica {
  readonly #about: Surroundings;
  readonly #name: Promise<string>;
  readonly #writer: string;
  readonly #pending: Pending;
  /** The epoch that this tab knew before its connection was closed. */
  #expected: string | undefined;
  #record = "";
  /** Whether it works; a replica that sleeps does not, and one that was dropped never will. */
  #live = true;
  #dropped = false;
  #started = false;
  #base: Base | undefined;
  /** What closed tabs left is in memory, but not yet in the record; how far it goes, and where it lies. */
  #left: Applied = [];
  #merged: LeftKey[] = [];
  /** The page is about to close: nothing may wait. */
  #leaving = false;
  /** There may be something newer in the database. */
  #stale = false;
  /** Memory is to be saved though no operation is pending. */
  #whole = false;
  /** Memory was replaced as a whole: what is stored does not count. */
  #overwrite = false;
  /** The copy before is not to be kept: it holds what was forgotten. */
  #thorough = false;
  #races = 0;
  #running: Promise<void> | undefined;

  /** `before`: a replica of the same record that went to sleep; its unsaved operations go on here. */
  constructor(about: Surroundings, name: Promise<string>, before?: Replica) {
    this.#about = about;
    this.#name = name;
    this.#writer = before === undefined ? randomName() : before.#writer;
    this.#pending = before === undefined ? new Pending() : before.#pending;
    this.#expected = before?.epoch;
  }

  /** The record's name, once it is known. */
  get record(): string {
    return this.#record;
  }

  /** The epoch that memory belongs to, where there is one. */
  get epoch(): string | undefined {
    return this.#base?.epoch ?? this.#expected;
  }

  /** Begins to keep; `open`: also before there is anything to save. Settles when all that was done is stored. */
  start(open: boolean): Promise<void> {
    this.#started = true;
    this.#stale ||= open;
    return this.flush();
  }

  operation(operation: Operation): void {
    if (this.#dropped) return;
    this.#pending.push(operation);
    if (operation.do !== "event" && operation.do !== "learn") this.#thorough = true;
    if (this.#leaving) this.leave();
    else this.#work();
  }

  /** The profile in memory was replaced as a whole. */
  replaced(): void {
    this.#pending.dropUpTo(this.#pending.last);
    this.#overwrite = true;
    this.saveThoroughly();
  }

  /** Saves, and keeps no copy of what was before. */
  saveThoroughly(): void {
    this.#whole = this.#thorough = true;
    this.#work();
  }

  /** Another tab has saved this version, or left something to be done. */
  look(version = Infinity): void {
    if (this.#base !== undefined && version <= this.#base.version) return;
    this.#stale = true;
    this.#work();
  }

  /** Settles when all that was done until now is stored, or cannot be. */
  async flush(): Promise<void> {
    const { last } = this.#pending;
    this.#work();
    do await this.#running;
    while (this.#running !== undefined && this.#pending.includes(last));
  }

  /** Writes at once what is pending, sealed, for whoever opens the record next; and whether all of it is written. */
  leave(): boolean {
    const base = this.#base;
    if (base === undefined || this.#pending.count === 0) return false;
    const { last } = this.#pending;
    const key: LeftKey = [this.#record, this.#writer, last];
    if (this.#merged.some((other) => same(key, other))) return true;
    try {
      writeLeft(this.#about.place, key, sealLeft(base.tabKey, this.#purpose(base, [this.#writer, last]), this.#pending.left()));
      this.#merged.push(key);
      return true;
    } catch {
      // No room: what is pending stays so, and is saved if the page lives.
      return false;
    }
  }

  /** Writes at once what is pending and, until `stay`, everything that still comes. */
  leaveAll(): boolean {
    this.#leaving = true;
    return this.leave();
  }

  /** The page did not close after all. */
  stay(): void {
    this.#leaving = false;
    this.#work();
  }

  /** Writes at once what is pending, and stops. What could not be written, a replica that comes after this one goes on with. */
  sleep(): void {
    if (this.leave()) this.#pending.dropUpTo(this.#pending.last);
    this.#stop();
  }

  /** Stops, and forgets everything. */
  drop(): void {
    this.#pending.dropUpTo(this.#pending.last);
    this.#dropped = true;
    this.#stop();
  }

  /** Stops, and deletes the record if, after the erasure of another tab, it is still the one that this tab knows. */
  async dropAndDelete(): Promise<void> {
    const base = this.#base;
    this.#live = false;
    if (base !== undefined) {
      // The other tab erases, and tells in its receipt of what. This is for what was made after that.
      await pause(ERASURE_MILLISECONDS);
      await base.database.deleteIf(this.#record, base.epoch).catch(() => {});
    }
    this.drop();
  }

  #stop(): void {
    this.#live = false;
    this.#base?.database.close();
  }

  get #busy(): boolean {
    return this.#live && this.#started && (this.#stale || this.#whole || this.#pending.count > 0 || this.#merged.length > 0);
  }

  #work(): void {
    if (!this.#busy) return;
    this.#running ??= this.#steps()
      .catch((thrown: unknown) => {
        if (!this.#live) return;
        this.drop();
        this.#about.failed(thrown);
      })
      .finally(() => {
        this.#running = undefined;
        // What came in between the last step and now.
        this.#work();
      });
  }

  async #steps(): Promise<void> {
    // All that is done in one task is saved at once.
    await undefined;
    while (this.#busy) {
      const base = this.#base;
      if (base === undefined) {
        await this.#open();
      } else if (this.#stale) {
        this.#stale = false;
        const found = await base.database.read(this.#record);
        if (this.#base === base) await this.#take(base, found);
      } else {
        await this.#save(base);
      }
    }
  }

  /** Opens the database and takes up what is stored; where nothing is, the record begins, with an epoch of its own. */
  async #open(): Promise<void> {
    this.#stale = false;
    this.#record = await this.#name;
    const known = this.#expected !== undefined;
    const database = await Database.open(databaseName(this.#about.place), known, () => this.#closed(database));
    if (database === undefined) return this.#erased(undefined);
    try {
      let found = await database.read(this.#record);
      refuseNewer(found);
      if (!isUsable(found) && !known) {
        if (found.record !== undefined) this.#tell("It could not be read, and the profile begins anew");
        const made: StoredRecord = { format: FORMAT, epoch: randomName(), version: 0, current: undefined, previous: undefined };
        found = await database.found(this.#record, made, await newKey(), (there) => isUsable(there) || isNewer(there.record));
        refuseNewer(found);
      }
      if (!this.#live) return database.close();
      if (!isUsable(found) || found.record.epoch !== (this.#expected ?? found.record.epoch)) {
        database.close();
        return this.#erased(found);
      }
      const { epoch } = found.record;
      const keyPurpose = { place: this.#about.place, record: this.#record, epoch, of: [this.#writer, "key"] as const };
      const tabKey = await newTabKey(found.key, keyPurpose);
      this.#base = { database, key: found.key, tabKey, epoch, version: -1, applied: [], damaged: false };
      await this.#take(this.#base, found);
    } catch (thrown) {
      database.close();
      throw thrown;
    }
  }

  /** Takes up what was found in place of what was known, with what was left and what is pending upon it. */
  async #take(base: Base, found: Found): Promise<void> {
    if (!this.#live) return;
    refuseNewer(found);
    if (!isUsable(found) || found.record.epoch !== base.epoch) return this.#erased(found);
    const { version, current, previous } = found.record;
    const leftByTabs = readLeft(this.#about.place, this.#record);
    const known = leftByTabs.every(({ key }) => this.#merged.some((other) => same(key, other)));
    if (version === base.version && known) return;
    const [now, before, left] = await Promise.all([
      // Nothing but the last save: an older copy in its place does not open.
      this.#unseal(base, current && { ...current, version }),
      this.#unseal(base, previous),
      Promise.all(leftByTabs.map((one) => this.#openLeft(base, one))),
    ]);
    if (!this.#live || this.#base !== base) return;
    base.version = version;
    this.#merged = leftByTabs.map(({ key }) => key);
    if (this.#overwrite) {
      base.applied = (now ?? before)?.applied ?? [];
      this.#left = this.#merged.map(([, writer, last]) => [writer, last]);
    } else if (current === undefined && previous === undefined && this.#merged.length === 0) {
      // Nobody has saved yet: what is in memory is the beginning.
      this.#whole ||= this.#about.memory();
    } else {
      this.#rebase(base, [now, before].filter((saved) => saved !== undefined), left, now === undefined && current !== undefined);
    }
  }

  /** Puts what was left and what is pending upon the best copy that the engine accepts. */
  #rebase(base: Base, copies: Saved[], left: (readonly [writer: string, Left] | undefined)[], worse: boolean): void {
    for (const saved of [...copies, undefined]) {
      base.applied = saved?.applied ?? [];
      this.#pending.dropUpTo(lastOf(base.applied, this.#writer));
      this.#left = [];
      const operations: Operation[] = [];
      for (const [writer, one] of left.filter((there) => there !== undefined)) {
        const last = one.first + one.operations.length - 1;
        // What this tab left itself, when it seemed to close, may still be pending as well.
        const mine = writer === this.#writer ? one.operations.filter((_, n) => !this.#pending.includes(one.first + n)) : undefined;
        operations.push(...notApplied(mine === undefined ? one : { first: one.first, operations: mine }, writer, lately(base.applied, this.#left)));
        this.#left.push([writer, last]);
      }
      base.damaged = worse || saved !== copies[0];
      try {
        this.#about.host.rebase(saved?.profile, [...operations, ...this.#pending.operations]);
      } catch (thrown) {
        const code = thrown instanceof VitrineError ? thrown.code : "";
        if (code === "profile-newer-version") throw newer("The stored profile was made by a later version of vitrine");
        if (code !== "not-a-profile" && !code.startsWith("profile-")) throw thrown;
        continue;
      }
      if (base.damaged) {
        this.#whole = true;
        this.#tell(saved === undefined ? "No good copy was left, and the profile begins anew" : "The copy before it was taken");
      }
      return;
    }
  }

  async #save(base: Base): Promise<void> {
    const { version, epoch } = base;
    const { last, count } = this.#pending;
    const [thorough, whole, merged] = [this.#thorough, this.#whole, Array.from(this.#merged)];
    const applied = lately(base.applied, last < 0 ? this.#left : [...this.#left, [this.#writer, last]]);
    const profile = new Uint8Array(this.#about.host.save());
    this.#thorough = this.#whole = false;
    const bytes = await sealProfile(base.key, this.#purpose(base, version + 1), { applied, profile });
    if (!this.#live || this.#base !== base) return;
    const next = ({ current, previous }: StoredRecord): StoredRecord => ({
      format: FORMAT,
      epoch,
      version: version + 1,
      current: { version: version + 1, bytes },
      previous: thorough ? undefined : base.damaged ? previous : current,
    });
    const stored = await base.database.compareAndSet(this.#record, { epoch, version }, next);
    if (!this.#live || this.#base !== base) return;
    if (stored) {
      Object.assign(base, { version: version + 1, applied, damaged: false } satisfies Partial<Base>);
      this.#races = 0;
      this.#overwrite = false;
      this.#left = [];
      this.#pending.dropUpTo(last);
      this.#about.saved(version + 1, bytes.length, count);
      // What a crash leaves of these is seen to be applied, and deleted, by whoever opens the record next.
      for (const key of merged) removeLeft(this.#about.place, key);
      this.#merged = this.#merged.filter((key) => !merged.includes(key));
      return;
    }
    this.#thorough ||= thorough;
    this.#whole ||= whole;
    this.#stale = true;
    this.#races += 1;
    if (this.#races <= PATIENCE) return;
    const longest = Math.min(2 ** (this.#races - PATIENCE), LONGEST_PAUSE_MILLISECONDS);
    await pause(Math.random() * longest);
  }

  #purpose({ epoch }: Base, of: Purpose["of"]): Purpose {
    return { place: this.#about.place, record: this.#record, epoch, of };
  }

  #unseal(base: Base, sealed: Sealed | undefined): Promise<Saved | undefined> {
    if (sealed === undefined) return Promise.resolve(undefined);
    return openProfile(base.key, this.#purpose(base, sealed.version), sealed.bytes);
  }

  async #openLeft(base: Base, { key: [, writer, last], sealed }: FoundLeft): Promise<readonly [string, Left] | undefined> {
    const left = await openLeft(base.key, this.#purpose(base, [writer, "key"]), this.#purpose(base, [writer, last]), sealed);
    return left && [writer, left];
  }

  /** The connection was closed: another tab erases, a later version moves in, or the shopper clears the site's data. */
  #closed(database: Database | undefined): void {
    if (!this.#live || this.#base === undefined || this.#base.database !== database) return;
    this.#expected = this.#base.epoch;
    this.#base = undefined;
    this.#stale = true;
    this.#work();
  }

  /** The record is gone, or is another. */
  #erased(found: Found | undefined): void {
    this.drop();
    this.#about.erased(found !== undefined && isUsable(found));
  }

  #tell(what: string): void {
    this.#about.damaged(damaged(what));
  }
}

/** A record with its key. */
function isUsable(found: Found): found is Found & { key: CryptoKey; record: StoredRecord } {
  return isKey(found.key) && isRecord(found.record);
}

function same([record, writer, last]: LeftKey, other: LeftKey): boolean {
  return record === other[0] && writer === other[1] && last === other[2];
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function refuseNewer(found: Found): void {
  if (isNewer(found.record)) throw newer("The stored profile was made by a later version of vitrine");
}
