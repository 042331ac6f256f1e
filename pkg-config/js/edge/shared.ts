// One engine for all requests of an isolate. A profile is in it only within one call that does not wait: whatever else is
// under way, no other request can come between.

import { addUp } from "../consent/settle.js";
import type { ConsentPolicy, ConsentSignal } from "../consent/signal.js";
import { hostOf } from "../host.js";
import type { Host } from "../host.js";
import type { Operation } from "../operations.js";
import type { Permissions, RankRequest, RankResult, VitrineEvent } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { spelled } from "./choices.js";
import { Cutter } from "./inlining.js";

const NOTHING: Readonly<Permissions> = { persist: false, profile: false, purchases: false, measure: false };

/** One shopper during one request. */
export interface Shopper {
  readonly permissions: Readonly<Permissions>;
  /** Her profile; `undefined` where there is none yet. */
  readonly profile: Uint8Array | undefined;
}

/** The engine that all requests use, one after the other. */
export class SharedEngine {
  /** Cuts its pack for pages. Nothing of a shopper is asked for that. */
  readonly cutter: Cutter;
  readonly #vitrine: Vitrine;
  readonly #host: Host;
  /** To whom the engine is lent for more than one call, and whether her profile is in it yet. */
  #lent: { shopper: Shopper; holds: boolean } | undefined;

  constructor(vitrine: Vitrine) {
    this.#vitrine = vitrine;
    this.#host = hostOf(vitrine) as Host;
    this.cutter = new Cutter(this.#host, vitrine.packId);
  }

  /** What the clock reads. */
  now(): number {
    return this.#host.now();
  }

  /** What signals of consent add up to. Throws the engine's refusal. */
  settle(signals: readonly ConsentSignal[], policy: ConsentPolicy): Permissions {
    return this.#host.guard(() => addUp(signals, policy));
  }

  /** What she chose, as {@link spelled}, if her bytes are a profile that may be taken. Throws the engine's refusal. */
  check(shopper: Shopper): string {
    return this.#with(shopper, () => spelled(this.#host.choices()));
  }

  /**
   * Her profile after what she did, as bytes, no more than `most`; `undefined` where there is nothing in it. Items that the
   * pack does not have are passed over: addresses can be made up.
   */
  observe(shopper: Shopper, events: readonly VitrineEvent[], most: number): Uint8Array<ArrayBuffer> | undefined {
    const known = events.filter(({ item }) => item !== undefined && this.#host.guard(() => this.#host.engine().knows(item)));
    if (known.length === 0) return undefined;
    return this.#with(shopper, () => {
      for (const event of known) this.#vitrine.observe(event);
      return this.#saved(most);
    });
  }

  /**
   * Her profile after what she decided, as bytes, no more than `most`; `undefined` where there is nothing in it. What the
   * pack refuses is left out, as it is when tabs of a browser do each other's operations again.
   */
  decide({ permissions, profile }: Shopper, operations: readonly Operation[], most: number): Uint8Array<ArrayBuffer> | undefined {
    return this.#with({ permissions, profile: undefined }, () => {
      this.#host.rebase(profile, operations);
      return this.#saved(most);
    });
  }

  /** Puts a list in order. Where anything is wrong with the request, it is the merchant's order. Throws the engine's refusal of the profile. */
  rank(shopper: Shopper, request: RankRequest): RankResult {
    const lent = this.#lent;
    if (lent?.shopper !== shopper) return this.#with(shopper, () => this.#vitrine.rank(request));
    if (!lent.holds) {
      lent.holds = true;
      this.#take(shopper);
    }
    return this.#vitrine.rank(request);
  }

  /** Lends the engine for all that `work`, which must not wait, ranks for one shopper: her profile is taken once, and only if it ranks. */
  lend<T>(shopper: Shopper, work: () => T): T {
    const lent = (this.#lent = { shopper, holds: false });
    try {
      return work();
    } finally {
      this.#lent = undefined;
      if (lent.holds) this.#erase();
    }
  }

  /** Lends the engine to one shopper for `work`, which must not wait. Afterwards nothing of her is in it. */
  #with<T>(shopper: Shopper, work: () => T): T {
    try {
      this.#take(shopper);
      return work();
    } finally {
      this.#erase();
    }
  }

  /** The profile at hand as bytes; `undefined` where it neither knows anything nor holds a choice of hers. */
  #saved(most: number): Uint8Array<ArrayBuffer> | undefined {
    if (!this.#host.held().any && spelled(this.#host.choices()) === "") return undefined;
    return new Uint8Array(this.#vitrine.save({ most }));
  }

  #take({ permissions, profile }: Shopper): void {
    this.#vitrine.setConsent(permissions);
    if (profile !== undefined) this.#vitrine.restore(profile);
  }

  /** As a withdrawal does. */
  #erase(): void {
    this.#vitrine.setConsent(NOTHING);
  }
}
