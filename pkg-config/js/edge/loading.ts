// The engine and the pack, loaded by the first request that needs them.

import { describe, VitrineError } from "../errors.js";
import type { Settings } from "./options.js";
import type { EdgeRuntime } from "./runtime.js";
import { SharedEngine } from "./shared.js";

/** So many seconds after a failure, or after a load that never ended, the next request tries again. */
const AGAIN = 10;

/** Loads the engine once. */
export class Loading {
  readonly #runtime: EdgeRuntime;
  readonly #settings: Settings;
  #engine: SharedEngine | undefined;
  #under: Promise<SharedEngine | undefined> | undefined;
  #since = 0;

  constructor(runtime: EdgeRuntime, settings: Settings) {
    this.#runtime = runtime;
    this.#settings = settings;
  }

  /** The engine; `undefined` while it cannot be had, which `onError` was told. */
  async engine(): Promise<SharedEngine | undefined> {
    if (this.#engine !== undefined) return this.#engine;
    const now = Date.now() / 1000;
    if (this.#under !== undefined && now - this.#since < AGAIN) {
      // What another request fetches, it may not wait for everywhere: that one may be gone. The order stands with the next.
      return this.#runtime.sharesPromises ? this.#under : undefined;
    }
    this.#since = now;
    this.#under = this.#load();
    return this.#under;
  }

  async #load(): Promise<SharedEngine | undefined> {
    const { vitrine, pack, report } = this.#settings;
    try {
      const made = await this.#runtime.createVitrine({ ...vitrine, pack: await pack(), onError: report });
      return (this.#engine = new SharedEngine(made));
    } catch (thrown) {
      report(thrown instanceof VitrineError ? thrown : new VitrineError("pack-unreachable", `The pack cannot be had: ${describe(thrown)}`, thrown));
      return undefined;
    }
  }
}
