// What survives a trap: the pack's bytes, the permissions, and the profile as last known to be good. All of it is
// page memory and gone with the page.

import { Engine } from "./engine.js";
import { choices } from "./choices.js";
import { timed } from "./debug.js";
import { describe, refusal, VitrineError } from "./errors.js";
import type { Writer } from "./flat.js";
import { Handles } from "./handles.js";
import { perform } from "./operations.js";
import type { Operation } from "./operations.js";
import { NO_RULES, prepare } from "./rules.js";
import type { PlainRules, PlainWeights } from "./rules.js";
import { shopInstance } from "./shop-instance.js";
import type { Permissions } from "./types.js";

/** An event, told when the clock reads `now`; other operations as they are. */
function toldAt(operation: Operation, now: number): Operation {
  if (operation.do !== "event") return operation;
  return { do: "event", event: { ...operation.event, clock: Math.max(now, operation.event.time) } };
}

/** So many operations are done again upon the last snapshot; then a new one is taken. */
const OPERATIONS_PER_SNAPSHOT = 16;

/** All that another engine needs to know what this one knows. */
export interface EngineState {
  pack: Uint8Array;
  permissions: Permissions;
  rules: PlainRules;
  weights: PlainWeights;
  limits: Writer | undefined;
  /** The present profile; empty without the permission to have one. */
  profile: Uint8Array;
}

/** An engine that is made anew after a trap. */
export class Keeper {
  #pack: Uint8Array;
  readonly #debug: boolean;
  #engine: Engine;
  #handles: Handles;
  #generation: number;
  #permissions: Permissions;
  #rules = NO_RULES;
  #weights: PlainWeights = [];
  /** Whether the private setting is on, whatever a call says. Asked once: it is the pack's, or set when all begins. */
  mixes: boolean;
  #limits: Writer | undefined;
  #snapshot: Uint8Array | undefined;
  #journal: Operation[] = [];
  /** The shopper's own profile, while she shops for someone else. */
  #aside: { own: Uint8Array } | undefined;
  #broken: VitrineError | undefined;

  constructor(pack: Uint8Array, permissions: Permissions, debug: boolean) {
    this.#pack = pack;
    this.#debug = debug;
    this.#permissions = permissions;
    this.#generation = shopInstance.generation;
    this.#engine = this.#make();
    this.#handles = new Handles(this.#engine);
    this.mixes = choices(this.#engine).mixes;
  }

  /** The engine; made anew where another engine of this page has trapped since. */
  get engine(): Engine {
    if (this.#broken !== undefined) throw this.#broken;
    if (this.#generation !== shopInstance.generation) this.#resume();
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
      shopInstance.restart(this.#generation);
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

  /** What the present engine knows, for another one to answer from. */
  state(): EngineState {
    return {
      pack: this.#pack,
      permissions: this.#permissions,
      rules: this.#rules,
      weights: this.#weights,
      limits: this.#limits,
      profile: this.engine.snapshot(),
    };
  }

  setPermissions(permissions: Permissions): void {
    this.#permissions = permissions;
    if (this.#broken !== undefined) return;
    this.#grant(this.engine);
    if (!permissions.profile) return;
    // The copies hold what is no longer granted. A profile aside is cut down as it is read.
    this.keep();
    if (this.#aside !== undefined) this.#onOwn(() => undefined);
  }

  #grant(engine: Engine): void {
    const { persist, profile, purchases, measure } = this.#permissions;
    engine.setPermissions(persist, profile, purchases, measure);
  }

  /** Goes on with another pack. What the engine refuses is thrown, and the present one stays. */
  usePack(pack: Uint8Array): void {
    this.keep();
    const [engine, before] = [this.#engine, this.#pack];
    try {
      this.#pack = pack;
      this.#resume();
    } catch (thrown) {
      this.#pack = before;
      throw thrown;
    }
    engine.free();
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
    this.mixes = choices(this.engine).mixes;
  }

  /** Takes what the merchant does not keep; once. */
  setLimits(limits: Writer): void {
    this.engine.setLimits(limits.texts, limits.numbers);
    this.#limits = limits;
  }

  /** Whether the profile is somebody else's for a while. */
  get forSomeoneElse(): boolean {
    return this.#aside !== undefined;
  }

  /** Puts the shopper's own profile aside and begins an empty one. */
  putAside(): void {
    if (this.#aside !== undefined) return;
    const { engine } = this;
    this.#aside = { own: engine.snapshot() };
    engine.beginAnew();
    this.keep();
  }

  /** Throws the present profile away and takes the shopper's own again. */
  takeBack(): void {
    const aside = this.#aside;
    if (aside === undefined) return;
    this.#resumeFrom(aside.own);
    this.#aside = undefined;
    this.keep();
  }

  /** The shopper's own profile as bytes, for storage: never somebody else's. */
  save(now: number, most?: number): Uint8Array {
    const bytes = (): Uint8Array => this.engine.save(now, most);
    return this.#aside === undefined ? bytes() : this.#onOwn(bytes);
  }

  /** Runs `work` on the shopper's own profile while another one is in its place. */
  #onOwn<T>(work: () => T): T {
    const aside = this.#aside as { own: Uint8Array };
    const others = this.engine.snapshot();
    try {
      this.#resumeFrom(aside.own);
      const result = work();
      aside.own = this.engine.snapshot();
      return result;
    } finally {
      this.#resumeFrom(others);
    }
  }

  /** Begins from a snapshot; an empty one was taken while nothing was granted. */
  #resumeFrom(snapshot: Uint8Array): void {
    if (snapshot.length === 0) this.engine.erase();
    else this.engine.resume(snapshot);
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
    const edit = operation.do !== "event" && operation.do !== "learn";
    // What was forgotten must not lie about in a copy.
    if (edit || this.#journal.length >= OPERATIONS_PER_SNAPSHOT) this.keep();
  }

  /**
   * Takes stored bytes as the shopper's own profile (none: an empty one) and does operations again upon it. The clock
   * reads `now`, however long ago they were done first.
   */
  rebase(bytes: Uint8Array | undefined, operations: readonly Operation[], now: number): void {
    const work = (): void => {
      const { engine, handles } = this;
      if (bytes === undefined) engine.erase();
      else engine.restore(bytes);
      for (const operation of operations) {
        try {
          perform(engine, handles, toldAt(operation, now));
        } catch (thrown) {
          // What another base refuses is left out; the others still count.
          if (refusal(thrown) === undefined) throw thrown;
        }
      }
    };
    if (this.#aside === undefined) {
      work();
      this.keep();
    } else {
      this.#onOwn(work);
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
    if (this.#broken === undefined && this.#generation === shopInstance.generation) this.#engine.free();
  }

  #forgetCopies(): void {
    this.#snapshot = undefined;
    this.#journal = [];
    this.#aside = undefined;
  }

  #make(): Engine {
    const engine = timed(
      this.#debug,
      "load",
      () => new Engine(this.#pack),
      (loaded) => `the pack ${loaded.packId()}`,
    );
    this.#grant(engine);
    if (this.#limits !== undefined) engine.setLimits(this.#limits.texts, this.#limits.numbers);
    prepare(engine, { rules: this.#rules, weights: this.#weights }, true);
    return engine;
  }

  #resume(): void {
    this.#generation = shopInstance.generation;
    this.#engine = this.#make();
    if (this.#snapshot !== undefined) this.#engine.resume(this.#snapshot);
    this.#handles.moveTo(this.#engine);
    for (const operation of this.#journal) perform(this.#engine, this.#handles, operation);
  }
}
