// What survives a trap: the pack's bytes, the permissions, and the profile as last known to be good. All of it is
// page memory and gone with the page.

import { Engine } from "./engine.js";
import { timed } from "./debug.js";
import { describe, refusal, VitrineError } from "./errors.js";
import { Handles } from "./handles.js";
import { currentGeneration, restart } from "./instance.js";
import { perform } from "./operations.js";
import type { Operation } from "./operations.js";
import { NO_RULES, prepare } from "./rules.js";
import type { PlainRules, PlainWeights } from "./rules.js";
import type { Permissions } from "./types.js";

/** So many operations are done again upon the last snapshot; then a new one is taken. */
const OPERATIONS_PER_SNAPSHOT = 16;

/** An engine that is made anew after a trap. */
export class Keeper {
  readonly #pack: Uint8Array;
  readonly #debug: boolean;
  #engine: Engine;
  #handles: Handles;
  #generation: number;
  #permissions: Permissions;
  #rules = NO_RULES;
  #weights: PlainWeights = [];
  #snapshot: Uint8Array | undefined;
  #journal: Operation[] = [];
  #broken: VitrineError | undefined;

  constructor(pack: Uint8Array, permissions: Permissions, debug: boolean) {
    this.#pack = pack;
    this.#debug = debug;
    this.#permissions = permissions;
    this.#generation = currentGeneration();
    this.#engine = this.#make();
    this.#handles = new Handles(this.#engine);
  }

  /** The engine; made anew where another engine of this page has trapped since. */
  get engine(): Engine {
    if (this.#broken !== undefined) throw this.#broken;
    if (this.#generation !== currentGeneration()) this.#resume();
    return this.#engine;
  }

  /** The handles that the engine gave out. */
  get handles(): Handles {
    this.#handles.moveTo(this.engine);
    return this.#handles;
  }

  /** Starts again from the last good state. Call it after a trap; `cause` is what was thrown. */
  recover(cause: unknown): VitrineError {
    const trap = new VitrineError(
      "trap",
      `The engine broke down (${describe(cause)}) and was started again; the merchant's order stood meanwhile.`,
      cause,
    );
    try {
      restart(this.#generation);
      this.#resume();
    } catch (thrown) {
      this.#broken = new VitrineError(
        "broken",
        `The engine broke down and could not be started again (${describe(thrown)}); the merchant's order stays.`,
        cause,
      );
      return this.#broken;
    }
    return trap;
  }

  setPermissions(permissions: Permissions): void {
    const { persist, profile, purchases, measure } = permissions;
    this.#permissions = permissions;
    if (!profile) this.#forgetCopies();
    if (this.#broken !== undefined) return;
    const engine = this.engine;
    engine.setPermissions(persist, profile, purchases, measure);
    if (!profile) engine.erase();
  }

  /** Takes the rules of calls that bring none of their own. */
  setRules(rules: PlainRules): void {
    prepare(this.engine, { rules }, true);
    this.#rules = rules;
  }

  /** Whether there are any. */
  get ruled(): boolean {
    return this.#rules.count > 0;
  }

  /** Takes weights in place of the pack's; once. */
  setWeights(weights: PlainWeights): void {
    prepare(this.engine, { weights }, true);
    this.#weights = weights;
  }

  /** Does an operation. What the engine refuses is thrown, and the profile is as it was. */
  perform(operation: Operation): void {
    timed(
      this.#debug,
      operation.do === "event" ? "observe" : operation.do,
      () => perform(this.engine, this.handles, operation),
      () => (operation.do === "event" ? operation.event.type : ""),
    );
    // Only what went well is done again: what breaks the engine would break the next one too.
    this.#journal.push(operation);
    if (this.#journal.length >= OPERATIONS_PER_SNAPSHOT) this.keep();
  }

  /** Takes stored bytes as the profile (none: an empty one) and does operations again upon it. */
  rebase(bytes: Uint8Array | undefined, operations: readonly Operation[]): void {
    const { engine } = this;
    if (bytes === undefined) engine.erase();
    else engine.restore(bytes);
    this.keep();
    for (const operation of operations) {
      try {
        this.perform(operation);
      } catch (thrown) {
        // What another base refuses is left out; the others still count.
        if (refusal(thrown) === undefined) throw thrown;
      }
    }
  }

  /** Takes the present profile as the last good one. Call it after every change that is no operation. */
  keep(): void {
    this.#snapshot = this.engine.snapshot();
    this.#journal = [];
  }

  erase(): void {
    // First the copies here: even a broken engine must not keep them.
    this.#forgetCopies();
    if (this.#broken === undefined) this.engine.erase();
  }

  free(): void {
    this.#forgetCopies();
    if (this.#broken === undefined && this.#generation === currentGeneration()) this.#engine.free();
  }

  #forgetCopies(): void {
    this.#snapshot = undefined;
    this.#journal = [];
  }

  #make(): Engine {
    const engine = timed(
      this.#debug,
      "load",
      () => new Engine(this.#pack),
      (loaded) => `the pack ${loaded.packId()}`,
    );
    const { persist, profile, purchases, measure } = this.#permissions;
    engine.setPermissions(persist, profile, purchases, measure);
    prepare(engine, { rules: this.#rules, weights: this.#weights }, true);
    return engine;
  }

  #resume(): void {
    this.#generation = currentGeneration();
    this.#engine = this.#make();
    if (this.#snapshot !== undefined) this.#engine.resume(this.#snapshot);
    this.#handles.moveTo(this.#engine);
    for (const operation of this.#journal) perform(this.#engine, this.#handles, operation);
  }
}
