// What a shopper may ask of her own profile. A second engine answers, which is loaded when it is first asked for: it is
// given what the first one knows for one question, and knows nothing afterwards.

import { readCall } from "../call.js";
import type { Call } from "../call.js";
import * as check from "../check.js";
import { describe, refusal, VitrineError } from "../errors.js";
import { Handles } from "../handles.js";
import { hostOf } from "../host.js";
import type { Host } from "../host.js";
import { Instance } from "../instance.js";
import init, { __wbg_reset_state, Engine, initSync } from "../rights-engine.js";
import { prepare } from "../rules.js";
import type { Counterfactual, Explanation, ProfileExport, ProfileView, RankRequest } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { readCauses, readExplanations, readProfile } from "./answers.js";
import { plainCopy } from "./plain.js";

const instance = new Instance({ default: init, initSync, __wbg_reset_state }, "rightsWasm");

/** Opens the door for `openRights` alone. */
const door: unique symbol = Symbol("rights");

const opened = new WeakMap<Vitrine, Rights>();

/**
 * Opens what a shopper may ask of her own profile: see it, take it along, bring it in, and why. Loads a second engine, once
 * for a page; where that is to be found, the option `rightsWasm` of `createVitrine` can say.
 * @throws VitrineError `bad-argument` for what is no Vitrine, `wasm-unavailable`, `freed`
 */
export async function openRights(vitrine: Vitrine): Promise<Rights> {
  const host = theHost(vitrine);
  await instance.load(host.rightsWasm);
  let rights = opened.get(vitrine);
  if (rights === undefined) {
    rights = new Rights(door, vitrine);
    opened.set(vitrine, rights);
    host.whenFreed(() => opened.delete(vitrine));
  }
  return rights;
}

/** What a shopper may ask of her own profile. Its methods throw a {@link VitrineError}; the shop goes on in every case. */
export class Rights {
  readonly #host: Host;
  #engine: Engine | undefined;
  #pack: Uint8Array | undefined;
  #handles: Handles | undefined;
  #generation = 0;

  /** Use `openRights`. @internal */
  constructor(key: typeof door, vitrine: Vitrine) {
    if (key !== door) throw new VitrineError("not-loaded", "Rights cannot be made with `new`; await openRights instead.");
    this.#host = theHost(vitrine);
    this.#host.whenFreed(() => this.#drop());
  }

  /**
   * All that is known of the shopper, for a panel that shows it. Where the present pack no longer has a field or an item
   * that is still remembered, its name is empty.
   * @throws VitrineError `no-permission`, `trap`, `freed`
   */
  profile(): ProfileView {
    return this.#ask((engine) => readProfile(engine, this.#host.now()));
  }

  /**
   * Why each item of `rank(request)` stands where it stands, in its order.
   * @throws VitrineError `bad-request`, `trap`, `freed`
   */
  explain(request: RankRequest): Explanation[] {
    this.#host.drawSeedFor(request);
    return this.#ask((engine, handles) => {
      const call = this.#call(request, handles);
      prepare(engine, call, false);
      engine.askWhy();
      rank(engine, call);
      return readExplanations(engine, call.ids);
    });
  }

  /**
   * What would be for one item of `rank(request)` without what is remembered: the causes whose forgetting would move it the
   * farthest, 3 unless `most` says otherwise. `forget(cause)` brings about what is told. None without the permission
   * `profile`, and while paused.
   * @throws VitrineError `bad-request`, `trap`, `freed`
   */
  whatIf(request: RankRequest, id: string, options: { most?: number } = {}): Counterfactual[] {
    this.#host.drawSeedFor(request);
    return this.#ask((engine, handles) => {
      const call = this.#call(request, handles);
      const { given, most } = question(call.ids, id, options);
      prepare(engine, call, false);
      engine.askWhatIf(given, most);
      rank(engine, call);
      return readCauses(engine);
    });
  }

  /**
   * All that is stored of the shopper, as plain JSON with words where the pack has any, for her to take with her. It
   * stands in the ledger.
   * @throws VitrineError `no-permission`, `for-someone-else`, `trap`, `freed`
   */
  export(): ProfileExport {
    this.#host.ownAlone();
    const exported = this.#ask((engine) => engine.exportProfile(this.#host.now()) as ProfileExport);
    this.#host.given("export", new TextEncoder().encode(JSON.stringify(exported)).length);
    return exported;
  }

  /**
   * Takes what `export` made in place of the present profile. It may come from anywhere: all of it is checked.
   * @throws VitrineError `no-permission`, `for-someone-else`, `import-unreadable` or the engine's refusal (the profile
   * then stays as it was), `trap`, `freed`
   */
  import(exported: ProfileExport): void {
    this.#host.ownAlone();
    const plain = plainCopy(exported);
    const profile = this.#ask((engine) => {
      engine.importProfile(plain, this.#host.now());
      return engine.snapshot();
    });
    this.#host.imported(profile);
  }

  #call(request: RankRequest, handles: Handles): Call {
    return readCall(request, handles, () => this.#host.now(), this.#host.strength);
  }

  /** Asks an engine that knows what the shop's own one knows, and lets it forget that again. */
  #ask<T>(question: (engine: Engine, handles: Handles) => T): T {
    const { pack, permissions, rules, weights, limits, profile } = this.#host.state();
    try {
      if (this.#generation !== instance.generation) this.#engine = undefined;
      this.#generation = instance.generation;
      // Another pack has taken its place since: an engine of the earlier one would answer of that.
      if (pack !== this.#pack) this.#engine = void this.#engine?.free();
      this.#pack = pack;
      const engine = (this.#engine ??= new Engine(pack));
      const handles = (this.#handles ??= new Handles(engine));
      handles.moveTo(engine);
      engine.setPermissions(permissions.persist, permissions.profile, permissions.purchases, permissions.measure);
      if (limits !== undefined) engine.setLimits(limits.texts, limits.numbers);
      prepare(engine, { rules, weights }, true);
      if (profile.length > 0) engine.resume(profile);
      const answer = question(engine, handles);
      engine.erase();
      return answer;
    } catch (thrown) {
      const refused = refusal(thrown);
      if (refused === undefined) throw this.#recover(thrown);
      this.#engine?.erase();
      throw refused;
    }
  }

  #recover(cause: unknown): VitrineError {
    this.#engine = undefined;
    try {
      instance.restart(this.#generation);
    } catch (thrown) {
      return new VitrineError("broken", `The engine of \`vitrine/rights\` broke down for good (${describe(thrown)}); the shop goes on.`, cause);
    }
    return new VitrineError("trap", `The engine of \`vitrine/rights\` broke down (${describe(cause)}); ask again.`, cause);
  }

  #drop(): void {
    if (this.#generation === instance.generation) this.#engine?.free();
    this.#engine = undefined;
  }
}

function theHost(vitrine: Vitrine): Host {
  const host = check.isObject(vitrine) ? hostOf(vitrine) : undefined;
  if (host === undefined) {
    throw new VitrineError("bad-argument", `openRights was given ${check.named(vitrine)}; give what createVitrine made.`);
  }
  return host;
}

function rank(engine: Engine, { handles, exclude, pins, now, strength, top }: Call): void {
  engine.rank(handles, exclude, pins, now, strength, top);
}

/** The place of an item in a request, and how many causes are asked for. */
function question(ids: readonly string[], id: unknown, options: unknown): { given: number; most: number } {
  const given = ids.indexOf(check.text("bad-request", "The item's id", id));
  if (given < 0) throw new VitrineError("bad-request", `The item ${check.named(id)} is not among the request's items.`);
  const most = check.isObject(options) ? options["most"] : undefined;
  return { given, most: most === undefined ? 3 : Math.floor(check.finite("bad-request", "most", most, 0, 100)) };
}
