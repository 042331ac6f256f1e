// What survives a trap: the pack's bytes, the permissions, and the profile as last known to be good. All of it is
// page memory and gone with the page.

import { Engine } from "./engine.js";
import type { PlainEvent } from "./check.js";
import { timed } from "./debug.js";
import { describe, VitrineError } from "./errors.js";
import { Writer } from "./flat.js";
import { currentGeneration, restart } from "./instance.js";
import { NO_RULES, prepare, writeFacts } from "./rules.js";
import type { PlainRules, PlainWeights } from "./rules.js";
import type { Permissions } from "./types.js";

/** So many events are replayed onto the last snapshot; then a new one is taken. */
const EVENTS_PER_SNAPSHOT = 16;

/** An engine that is made anew after a trap. */
export class Keeper {
  readonly #pack: Uint8Array;
  readonly #debug: boolean;
  #engine: Engine;
  #generation: number;
  #permissions: Permissions;
  #rules = NO_RULES;
  #weights: PlainWeights = [];
  #snapshot: Uint8Array | undefined;
  #journal: PlainEvent[] = [];
  #broken: VitrineError | undefined;

  constructor(pack: Uint8Array, permissions: Permissions, debug: boolean) {
    this.#pack = pack;
    this.#debug = debug;
    this.#permissions = permissions;
    this.#generation = currentGeneration();
    this.#engine = this.#make();
  }

  /** The engine; made anew where another engine of this page has trapped since. */
  get engine(): Engine {
    if (this.#broken !== undefined) throw this.#broken;
    if (this.#generation !== currentGeneration()) this.#resume();
    return this.#engine;
  }

  /** Whether `engine` is not the one that gave out the handles of `generation`. */
  get generation(): number {
    return this.#generation;
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

  observe(event: PlainEvent): void {
    timed(
      this.#debug,
      "observe",
      () => tell(this.engine, event),
      () => event.type,
    );
    // Only what went well is replayed: an event that breaks the engine would break the next one too.
    this.#journal.push(event);
    if (this.#journal.length >= EVENTS_PER_SNAPSHOT) this.keep();
  }

  /** Takes the present profile as the last good one. Call it after every change that is not an event. */
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
    for (const event of this.#journal) tell(this.#engine, event);
  }
}

function tell(engine: Engine, event: PlainEvent): void {
  const flat = new Writer();
  flat.text(event.type);
  flat.number(event.time);
  flat.text(event.item);
  flat.text(event.query);
  flat.number(event.seconds, event.facts === undefined ? undefined : 1);
  if (event.facts !== undefined) writeFacts(flat, event.facts);
  engine.observe(flat.texts, flat.array);
}
