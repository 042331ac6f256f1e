// The profile of a Vitrine, kept on the device while that is permitted.

import { named } from "../check.js";
import { VitrineError } from "../errors.js";
import type { Host, StoreListener } from "../host.js";
import type { Operation } from "../operations.js";
import { eraseOrderRecord } from "../order-record.js";
import type { ErasureCause, ErasureReceipt, Permissions, StorageErasure } from "../types.js";
import { Channel } from "./channel.js";
import type { Message } from "./channel.js";
import { deleteBlindly, eraseRecord, eraseShop } from "./erase.js";
import { storageError } from "./failure.js";
import { Replica } from "./replica.js";
import { follow } from "./lifecycle.js";
import { databaseName, GUEST, recordName } from "./names.js";
import type { Place } from "./names.js";

/** The longest that a tab waits for another's erasure to end before it begins anew. */
const ERASURE_MILLISECONDS = 1000;

/**
 * How it stands with keeping: not permitted, being taken up, kept, or in memory only because the storage cannot be
 * used (`onError` was told why).
 */
export type KeptState = "waiting for permission" | "opening" | "kept" | "memory only" | "closed";

/** The events that a KeptProfile dispatches. */
export interface KeptProfileEventMap {
  /** The state has changed. */
  state: CustomEvent<{ state: KeptState }>;
  /** A profile was saved: its size when sealed, and how many operations of this tab came with it. */
  saved: CustomEvent<{ bytes: number; operations: number }>;
  /** The storage was erased from this tab. */
  erased: CustomEvent<StorageErasure>;
}

/** A profile that is kept on the device. It dispatches the events of {@link KeptProfileEventMap}. */
export class KeptProfile extends EventTarget {
  /** The name of the database. */
  readonly database: string;

  readonly #host: Host;
  readonly #place: Place;
  readonly #channel: Channel;
  readonly #unfollow: () => void;
  /** The record of whoever is signed in. */
  #name: Promise<string>;
  #record: string | undefined;
  #replica: Replica;
  #state: KeptState = "waiting for permission";
  #granted: Readonly<Permissions> = { persist: false, profile: false, purchases: false, measure: false };
  #asleep = false;
  /** Another tab's withdrawal is being obeyed: the erasing is that tab's. */
  #obeying = false;
  #erasing: Promise<unknown> = Promise.resolve();
  #gone: (() => void) | undefined;

  /** Use `keepProfile`. @internal */
  constructor(host: Host, place: Place, account: string | null) {
    super();
    this.#host = host;
    this.#place = place;
    this.database = databaseName(place);
    this.#channel = new Channel(place.shop, (message) => this.#hear(message));
    this.#name = this.#signIn(account);
    this.#replica = this.#newReplica();
    host.keepWith(this.#listener());
    this.#unfollow = follow({
      hidden: () => this.#replica.leave(),
      leave: () => {
        if (this.#replica.leaveAll()) this.#post("left");
      },
      sleep: () => this.#sleep(),
      wake: () => this.#wake(),
    });
  }

  /** How it stands. */
  get state(): KeptState {
    return this.#state;
  }

  /** Settles when all that was done until now is stored, or cannot be stored: `state` tells which. Never rejects. */
  async flush(): Promise<void> {
    await this.#erasing;
    await this.#replica.flush();
  }

  /**
   * Turns to the profile of another account, or with `null` to that of whoever is not signed in. The memory is empty
   * before this first waits, unless the present profile is still being taken up. With `erase`, the present account's profile is erased, everywhere,
   * and other tabs that have it turn to the one of nobody signed in.
   * @returns the receipt of the erasure, if there was one
   * @throws VitrineError `bad-argument`, `closed`
   */
  async switchTo(account: string | null, { erase = false }: { erase?: boolean } = {}): Promise<ErasureReceipt | null> {
    if (this.#state === "closed") throw new VitrineError("closed", "This profile is no longer kept; call keepProfile again.");
    checkAccount("bad-argument", account);
    if (this.#state === "opening") await this.#replica.flush();
    let receipt: Promise<ErasureReceipt> | undefined;
    if (erase) {
      receipt = this.#host.erase("signed-out");
      this.#replica.drop();
    } else {
      if (this.#replica.leave()) this.#post("left");
      this.#replica.drop();
      this.#host.rebase(undefined, []);
    }
    this.#name = this.#signIn(account);
    this.#replica = this.#newReplica();
    await this.#begin(true);
    return (await receipt) ?? null;
  }

  /** Stores what is still to be stored, and keeps no longer. The memory stays, and so does what is stored. */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    await this.flush();
    this.#end();
  }

  #end(): void {
    this.#host.keepWith(undefined);
    this.#unfollow();
    this.#replica.sleep();
    this.#channel.close();
    this.#setState("closed");
  }

  #listener(): StoreListener {
    return {
      operation: (operation) => this.#operation(operation),
      replaced: () => this.#replica.replaced(),
      permissions: (granted) => this.permit(granted),
      freed: () => this.#end(),
      erase: (cause) => this.#erase(cause),
    };
  }

  get #may(): boolean {
    return this.#granted.persist && this.#granted.profile;
  }

  /** Takes in what is granted. For `keepProfile`. @internal */
  async permit(granted: Readonly<Permissions>): Promise<void> {
    const [before, might] = [this.#granted, this.#may];
    this.#granted = granted;
    if (granted.profile) this.#channel.open();
    if (this.#may && !might) {
      await this.#begin(true);
    } else if (!this.#may && might) {
      if (this.#obeying) {
        eraseOrderRecord();
        this.#erasing = Promise.all([this.#erasing, this.#replica.dropAndDelete()]);
        this.#replica = this.#newReplica();
      } else {
        this.#post("withdrawn");
        void this.#eraseStored(() => eraseShop(this.#place));
      }
      this.#setState("waiting for permission");
    } else if (this.#may && before.purchases && !granted.purchases) {
      this.#replica.saveThoroughly();
    }
    if (!granted.profile) this.#channel.close();
  }

  #operation(operation: Operation): void {
    // What a shopper bought counts only where that was granted when she bought it. The engine has left it out.
    const purchase = operation.do === "event" && (operation.event.type === "purchase" || operation.event.type === "return");
    if (!purchase || this.#granted.purchases) this.#replica.operation(operation);
  }

  async #erase(cause: ErasureCause): Promise<StorageErasure> {
    const place = this.#place;
    if (cause === "withdrawn") {
      const might = this.#may;
      // What `permissions` will say next; then nothing is left to do.
      this.#granted = { ...this.#granted, persist: false, profile: false };
      this.#post("withdrawn");
      if (!might) return this.#nothing();
      const erasing = this.#eraseStored(() => eraseShop(place));
      this.#setState("waiting for permission");
      return erasing;
    }
    if (!this.#may) {
      // She asks for it herself: so what an earlier visit kept goes too, unread.
      return cause === "erased" ? this.#eraseStored(() => deleteBlindly(place)) : this.#nothing();
    }
    this.#post("erased", cause);
    const name = this.#name;
    const erasing = this.#eraseStored(async () => eraseRecord(place, await name));
    void this.#begin(false);
    return erasing;
  }

  #nothing(): StorageErasure {
    this.#replica.drop();
    this.#replica = this.#newReplica();
    return { complete: true, erased: [], bytes: 0 };
  }

  /** Drops what this tab would still save, and erases. Never rejects. */
  #eraseStored(erase: () => Promise<StorageErasure>): Promise<StorageErasure> {
    eraseOrderRecord();
    this.#replica.drop();
    this.#replica = this.#newReplica();
    const erasing = attempt(erase).catch((thrown: unknown): StorageErasure => {
      const { message } = storageError(thrown);
      this.#host.report(new VitrineError("storage-not-erased", `What the device stores could not all be erased. ${message}`, thrown));
      return { complete: false, erased: [], bytes: 0 };
    });
    this.#erasing = Promise.all([this.#erasing, erasing]);
    return erasing.then((erasure) => {
      this.#channel.post({ tell: "gone" });
      this.dispatchEvent(new CustomEvent("erased", { detail: erasure }));
      return erasure;
    });
  }

  #hear(message: Message): void {
    if (message.tell === "withdrawn") {
      this.#obeying = true;
      try {
        this.#host.withdrawnElsewhere(message.profile ? { persist: false, profile: false } : { persist: false });
      } finally {
        this.#obeying = false;
      }
      return;
    }
    if (message.tell === "gone") return this.#gone?.();
    if (message.locale !== this.#place.locale || message.record !== this.#record) return;
    if (message.tell === "saved") this.#replica.look(message.version);
    if (message.tell === "left") this.#replica.look();
    if (message.tell === "erased") this.#erasedElsewhere(message.signedOut);
  }

  /** Another tab is erasing the record of this one. */
  #erasedElsewhere(signedOut: boolean): void {
    eraseOrderRecord();
    this.#replica.drop();
    if (signedOut) this.#name = this.#signIn(null);
    this.#replica = this.#newReplica();
    this.#host.erasedElsewhere("elsewhere");
    // What begins before that erasure has ended could be taken for what is to be erased.
    const gone = new Promise<void>((resolve) => {
      this.#gone = resolve;
      setTimeout(resolve, ERASURE_MILLISECONDS);
    });
    this.#erasing = Promise.all([this.#erasing, gone]);
    void this.#begin(false);
  }

  /** The replica has found that its record was erased. */
  #foundErased(again: boolean, woken: boolean): void {
    this.#replica = this.#newReplica();
    if (again || !woken) {
      this.#host.erasedElsewhere("elsewhere");
      void this.#begin(again);
      return;
    }
    // While this tab slept: perhaps by taking back the permission. Until somebody says that it is granted, it is not.
    this.#hear({ tell: "withdrawn", profile: true });
  }

  #sleep(): void {
    if (this.#asleep || this.#state === "closed") return;
    this.#asleep = true;
    this.#replica.sleep();
    this.#channel.close();
    // A sleeping tab hears nothing: what it does not hold need not be erased.
    if (this.#granted.profile) this.#host.rebase(undefined, []);
  }

  #wake(): void {
    this.#replica.stay();
    if (!this.#asleep || this.#state === "closed") return;
    this.#asleep = false;
    if (this.#granted.profile) this.#channel.open();
    if (!this.#may || this.#state === "memory only") return;
    const before = this.#replica;
    this.#replica = this.#newReplica(before);
    if (before.epoch === undefined) this.#foundErased(false, true);
    else void this.#begin(true);
  }

  /** Lets the replica keep; `open`: at once, not only when there is something to save. */
  async #begin(open: boolean): Promise<void> {
    const replica = this.#replica;
    if (!this.#may) return;
    if (open) this.#setState("opening");
    await this.#erasing;
    if (replica !== this.#replica) return;
    await replica.start(open);
    if (replica === this.#replica && this.#may && this.#state === "opening") this.#setState("kept");
  }

  #newReplica(before?: Replica): Replica {
    const replica: Replica = new Replica(
      {
        host: this.#host,
        place: this.#place,
        memory: () => this.#host.held().any,
        saved: (version, bytes, operations) => {
          this.#channel.post({ tell: "saved", locale: this.#place.locale, record: replica.record, version });
          this.dispatchEvent(new CustomEvent("saved", { detail: { bytes, operations } }));
        },
        damaged: (error) => this.#host.report(error),
        failed: (thrown) => {
          const error = storageError(thrown);
          this.#setState("memory only");
          this.#host.report(error);
        },
        erased: (again) => this.#foundErased(again, before !== undefined),
      },
      this.#name,
      before,
    );
    return replica;
  }

  #signIn(account: string | null): Promise<string> {
    this.#record = account === null ? GUEST : undefined;
    const name = attempt(() => recordName(this.#place.shop, account));
    name.then(
      (record) => {
        if (this.#name === name) this.#record = record;
      },
      // Whoever opens the record is told.
      () => {},
    );
    return name;
  }

  #post(tell: "left" | "erased" | "withdrawn", cause?: ErasureCause): void {
    if (tell === "withdrawn") return this.#channel.post({ tell, profile: !this.#granted.profile });
    const record = this.#record;
    // Where it is not known yet, nothing was stored of it by this tab.
    if (record === undefined) return;
    const about = { locale: this.#place.locale, record };
    this.#channel.post(tell === "left" ? { tell, ...about } : { tell, ...about, signedOut: cause === "signed-out" });
  }

  #setState(state: KeptState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state } }));
  }
}

/** Whatever `work` throws, as a rejection. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

/** An account, or null for nobody signed in. */
export function checkAccount(code: string, account: unknown): asserts account is string | null {
  if (account !== null && (typeof account !== "string" || account === "")) {
    throw new VitrineError(code, `The account is ${named(account)}; give the account's id as a string, or null for nobody signed in.`);
  }
}
