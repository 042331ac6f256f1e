// The side of a Vitrine that the package's own attachments work with: what follows the shopper's consent, and what keeps
// the profile between visits. Not for pages.

import type { Choices } from "./choices.js";
import type { Engine } from "./engine.js";
import type { EngineState } from "./keeper.js";
import type { Operation } from "./operations.js";
import type { ErasureCause, ErasureReceipt, Permissions, RankRequest, StorageErasure, WasmSource } from "./types.js";
import type { Vitrine } from "./vitrine.js";

/** What an attached store hears. */
export interface StoreListener {
  /** An operation was done on the profile in memory. */
  operation(operation: Operation): void;
  /** The profile in memory was replaced as a whole. */
  replaced(): void;
  /** What is granted has changed. What it no longer covers in memory is gone already. */
  permissions(permissions: Readonly<Permissions>): void;
  /** The Vitrine was freed: there is nothing to keep any more. */
  freed(): void;
  /** Everything is to be erased; the memory is empty already. Must not reject. */
  erase(cause: ErasureCause): Promise<StorageErasure>;
}

/** How much the memory holds. */
export interface Held {
  events: number;
  bytes: number;
  /** Whether there is anything. */
  any: boolean;
}

/** What an attachment may ask of a Vitrine. */
export interface Host {
  /** The profile as bytes. Throws `no-permission` unless `persist` and `profile` are granted. */
  save(): Uint8Array;
  /**
   * Takes stored bytes as the profile (none: an empty one) and does the operations again upon it.
   * Throws the engine's refusal of the bytes; the profile in memory then stays as it was.
   */
  rebase(bytes: Uint8Array | undefined, operations: readonly Operation[]): void;
  /** Empties the memory, as another tab erased; the permissions stay. */
  erasedElsewhere(cause: ErasureCause): void;
  /** Obeys a withdrawal in another tab: what is false here is not granted, until a source of this page has something new to say. */
  withdrawnElsewhere(granted: Readonly<Partial<Permissions>>): void;
  /** Erases memory and storage, as {@link Vitrine.erase} does, for another cause. */
  erase(cause: ErasureCause): Promise<ErasureReceipt>;
  /** Sets who keeps the profile; one at a time. */
  keepWith(store: StoreListener | undefined): void;
  /** Sets who hears of every operation on the shopper's own profile, beside the one that keeps it; one at a time. */
  hearWith(hear: ((operation: Operation) => void) | undefined): void;
  /** What she chose for herself, in the profile at hand. */
  choices(): Choices;
  /** Sets what adds the page's own answer (`setConsent`) up with other sources, and adds up at once. Without one the own answer counts alone. */
  settleWith(settle: ((own: Readonly<Partial<Permissions>>) => Permissions) | undefined): void;
  /** Adds up again: a source has something new to say. */
  settleAgain(): void;
  /** Takes down in the ledger that the shopper was given something of hers, or, with `to`, that it went to the shop's own edge. */
  given(what: "export" | "transfer" | "profile" | "choices", bytes: number, to?: "edge"): void;
  /** Goes on with another pack under the same profile. Throws the engine's refusal of it; the present one then stays. */
  usePack(pack: Uint8Array): void;
  /** The engine as it is now. Call it within `guard`: after a trap it is another one. */
  engine(): Engine;
  /** Where the WebAssembly of `vitrine/rights` is. */
  readonly rightsWasm: () => WasmSource | Promise<WasmSource>;
  /** The shop's own dial; NaN for the pack's. */
  readonly strength: number;
  /** What the clock reads. */
  now(): number;
  /** Throws `for-someone-else` unless the profile is the shopper's own. */
  ownAlone(): void;
  /** Draws the seed that a ranking of the request would draw. Throws `bad-request`, `no-randomness`, `freed`. */
  drawSeedFor(request: RankRequest): void;
  /** What the engine knows, for another one to answer from. */
  state(): EngineState;
  /** How much the memory holds. Throws `no-permission` unless `profile` is granted. */
  held(): Held;
  /** Takes the bytes that an import made, in place of the present profile. */
  imported(profile: Uint8Array): void;
  /** Runs work on the engine. What it refuses is thrown as a `VitrineError`; after a trap it is started again, and the trap is thrown. */
  guard<T>(work: () => T): T;
  /** Calls `act` when the Vitrine is freed. Returns what takes that back. Throws `freed` where it is already. */
  whenFreed(act: () => void): () => void;
  /** Tells the page's `onError` of what went wrong. */
  report(thrown: unknown): void;
}

const hosts = new WeakMap<Vitrine, Host>();

/** For the constructor of a Vitrine. */
export function setHost(vitrine: Vitrine, host: Host): void {
  hosts.set(vitrine, host);
}

/** The host of a Vitrine that `createVitrine` made; `undefined` for anything else. */
export function hostOf(vitrine: Vitrine): Host | undefined {
  return hosts.get(vitrine);
}
