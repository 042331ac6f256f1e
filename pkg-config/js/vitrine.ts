import { readExplanations, readProfile, readReport } from "./answers.js";
import { readCall, readFeedback } from "./call.js";
import type { Call } from "./call.js";
import * as check from "./check.js";
import { timed } from "./debug.js";
import type { Engine } from "./engine.js";
import { describe, refusal, VitrineError } from "./errors.js";
import { Handles } from "./handles.js";
import { Keeper } from "./keeper.js";
import { merchantOrder } from "./merchant-order.js";
import { prepare, readRules, readWeights } from "./rules.js";
import type {
  Explanation,
  Feedback,
  Forgettable,
  Permissions,
  ProfileView,
  RankRequest,
  RankResult,
  Rule,
  VitrineEvent,
  VitrineOptions,
} from "./types.js";

/** Nothing is granted by default. */
const NOTHING: Permissions = { persist: false, profile: false, purchases: false, measure: false };

/** Opens the door for `createVitrine` alone: an engine cannot be had before its WebAssembly is loaded. */
const door: unique symbol = Symbol("vitrine");

/**
 * One shop's pack and one shopper's profile, on this device.
 *
 * `observe`, `learn`, `rank` and `rankPage` never throw: what goes wrong is told to `onError`, and the merchant's order stands. All other
 * methods throw a {@link VitrineError}.
 */
export class Vitrine {
  /** The content id of the pack: another pack, another id. */
  readonly packId: string;

  readonly #keeper: Keeper;
  readonly #handles: Handles;
  readonly #clock: (() => number) | undefined;
  readonly #strength: number;
  readonly #debug: boolean;
  readonly #onError: ((error: VitrineError) => void) | undefined;
  #permissions: Readonly<Permissions>;
  #freed = false;

  /** Use `createVitrine`. */
  constructor(key: typeof door, pack: Uint8Array, options: VitrineOptions) {
    if (key !== door) {
      throw new VitrineError("not-loaded", "A Vitrine cannot be made with `new`; await createVitrine instead.");
    }
    this.#permissions = Object.freeze(check.permissions(options.permissions ?? {}, NOTHING));
    this.#strength = options.strength === undefined ? Number.NaN : check.strength("bad-options", options.strength);
    this.#clock = check.optionalFunction("now", options.now);
    this.#onError = check.optionalFunction("onError", options.onError);
    this.#debug = options.debug === true;
    this.#keeper = refusing(() => new Keeper(pack, this.#permissions, this.#debug));
    this.#handles = new Handles(this.#keeper.engine);
    const { rules, weights } = options;
    if (weights !== undefined) refusing(() => this.#keeper.setWeights(readWeights(weights)));
    if (rules !== undefined) refusing(() => this.#keeper.setRules(readRules(rules)));
    this.packId = this.#keeper.engine.packId();
  }

  /** What the shopper has granted. */
  get permissions(): Readonly<Permissions> {
    return this.#permissions;
  }

  /**
   * Grants or withdraws permissions; those not named stay. Withdrawing `profile` erases all memory before this returns.
   * @throws VitrineError `bad-argument` for anything but booleans, `freed`
   */
  setPermissions(permissions: Partial<Permissions>): void {
    this.#alive();
    this.#permissions = Object.freeze(check.permissions(permissions, this.#permissions));
    this.#guard(() => this.#keeper.setPermissions(this.#permissions));
  }

  /** Takes in what the shopper did. Does nothing without the permission `profile`. Never throws. */
  observe(event: VitrineEvent): void {
    try {
      this.#alive();
      if (!this.#permissions.profile) return;
      const plain = check.event(event, this.#now);
      this.#guard(() => this.#keeper.observe(plain));
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  /**
   * Learns from what the shopper did with a list, where the dial `learning-spread` lets it. Give the request that was
   * ranked, and tell of it before the click or the refusal itself is observed. Does nothing without the permission
   * `profile`. Never throws.
   */
  learn(request: RankRequest, feedback: Feedback): void {
    try {
      this.#alive();
      if (!this.#permissions.profile) return;
      this.#guard(() => {
        const engine = this.#engine();
        const call = readCall(request, this.#handles, this.#now, this.#strength);
        call.feedback = readFeedback(feedback);
        call.prepared = true;
        ask(engine, call, false);
        this.#keeper.keep();
      });
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  /**
   * Puts a carousel in order. Without the permission `profile`, with too little known, or when anything goes wrong,
   * this is the merchant's order. Never throws.
   */
  rank(request: RankRequest): RankResult {
    return this.#rank(request, []);
  }

  /**
   * Puts all carousels of a page in order, the first one first: what one shows, the next ones leave out. Give each its
   * `top`: all that is returned counts as shown, unless it is to be hidden. Never throws.
   */
  rankPage(requests: readonly RankRequest[]): RankResult[] {
    if (!Array.isArray(requests)) {
      this.#report(new VitrineError("bad-request", `The page is ${check.named(requests)}; give an array of requests.`));
      return [];
    }
    const shown: string[] = [];
    return (requests as readonly RankRequest[]).map((request) => {
      const result = this.#rank(request, shown);
      if (!result.hide) shown.push(...result.ids);
      return result;
    });
  }

  /**
   * Takes the rules of all calls that bring none of their own; an empty list takes them back.
   * @throws VitrineError `bad-rule`, the engine's refusal of a rule, `trap`, `freed`
   */
  setRules(rules: readonly Rule[]): void {
    this.#alive();
    const plain = readRules(rules);
    this.#guard(() => this.#keeper.setRules(plain));
  }

  #rank(request: RankRequest, seen: readonly string[]): RankResult {
    try {
      this.#alive();
      return this.#guard(() => {
        const engine = this.#engine();
        const call = readCall(request, this.#handles, this.#now, this.#strength, seen);
        const order = timed(
          this.#debug,
          "rank",
          () => ask(engine, call, false),
          () => `${call.ids.length} candidates, personal: ${engine.personal()}`,
        );
        const scores = engine.scores();
        const result: RankResult = {
          order,
          ids: new Array<string>(order.length),
          scores: new Array<number | null>(order.length),
          personal: engine.personal(),
          hide: false,
          propensity: engine.propensity(),
        };
        if ((call.rules?.count ?? Number(this.#keeper.ruled)) > 0 || call.shown !== undefined) {
          Object.assign(result, readReport(engine, call.ids));
        }
        for (let place = 0; place < order.length; place += 1) {
          const score = scores[place];
          result.ids[place] = call.ids[order[place] as number] as string;
          result.scores[place] = score === undefined || Number.isNaN(score) ? null : score;
        }
        return result;
      });
    } catch (thrown) {
      this.#report(thrown);
      return merchantOrder(request, seen);
    }
  }

  /**
   * Why each item of `rank(request)` stands where it stands, in its order.
   * @throws VitrineError `bad-request`, `trap`, `freed`
   */
  explain(request: RankRequest): Explanation[] {
    this.#alive();
    return this.#guard(() => {
      const engine = this.#engine();
      const call = readCall(request, this.#handles, this.#now, this.#strength);
      ask(engine, call, true);
      return readExplanations(engine, call.ids);
    });
  }

  /**
   * All that is known of the shopper, for a panel that shows it. Where the present pack no longer has a field or an
   * item that is still remembered, its name is empty.
   * @throws VitrineError `trap`, `freed`
   */
  profile(): ProfileView {
    this.#alive();
    return this.#guard(() => readProfile(this.#engine(), this.#now()));
  }

  /**
   * Forgets one item, one field, or one value of a field.
   * @throws VitrineError `bad-argument`, `trap`, `freed`
   */
  forget(what: Forgettable): void {
    this.#alive();
    const { item, field, value, learned } = check.forgettable(what);
    this.#guard(() => {
      const engine = this.#engine();
      if (item !== undefined) engine.forgetItem(item);
      if (field !== undefined) engine.forgetField(field, value);
      if (learned) engine.forgetLearned();
      this.#keeper.keep();
    });
  }

  /**
   * Forgets everything.
   * @throws VitrineError `freed`
   */
  erase(): void {
    this.#alive();
    this.#guard(() => this.#keeper.erase());
  }

  /**
   * The profile as bytes, for the page to store.
   * @throws VitrineError `no-permission` unless `persist` and `profile` are granted, `trap`, `freed`
   */
  save(): Uint8Array {
    this.#alive();
    return this.#guard(() => this.#engine().save());
  }

  /**
   * Takes stored bytes in place of the present profile. A profile of another pack, older or newer, is welcome.
   * @throws VitrineError `no-permission`, the engine's refusal of damaged bytes, `trap`, `freed`
   */
  restore(bytes: Uint8Array): void {
    this.#alive();
    if (!(bytes instanceof Uint8Array)) {
      throw new VitrineError("bad-argument", `The profile is ${check.named(bytes)}; give the Uint8Array of save.`);
    }
    this.#guard(() => {
      this.#engine().restore(bytes);
      this.#keeper.keep();
    });
  }

  /** Gives the memory back. Afterwards `rank` gives the merchant's order and the rest throws `freed`. */
  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#keeper.free();
  }

  /** The engine, with the handles that are its own. */
  #engine(): Engine {
    const engine = this.#keeper.engine;
    this.#handles.moveTo(engine);
    return engine;
  }

  #alive(): void {
    if (this.#freed) {
      throw new VitrineError("freed", "This Vitrine was freed; make another with createVitrine.");
    }
  }

  readonly #now = (): number => {
    const device = Math.floor(Date.now() / 1000);
    const clock = this.#clock;
    if (clock === undefined) return device;
    try {
      const told = check.guarded("bad-options", "The time of the option `now`", clock);
      return check.seconds("bad-options", "The time of the option `now`", told);
    } catch (thrown) {
      this.#report(thrown);
      return device;
    }
  };

  /** Runs `work` on the engine. What it refuses is thrown; after a trap it is started again, and the trap is thrown. */
  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw refusal(thrown) ?? this.#keeper.recover(thrown);
    }
  }

  #report(thrown: unknown): void {
    const error = thrown instanceof VitrineError ? thrown : new VitrineError("broken", describe(thrown), thrown);
    try {
      if (this.#onError !== undefined) this.#onError(error);
      else console.warn(`vitrine: ${error.message} [${error.code}]`);
    } catch (second) {
      // The page's own handler failed. Its developer sees it; its shoppers see the shop.
      console.error(second);
    }
  }
}

function ask(engine: Engine, call: Call, explain: boolean): Uint32Array {
  const { handles, exclude, pins, now, strength, top } = call;
  if (call.prepared) prepare(engine, call, false);
  return engine.rank(handles, exclude, pins, now, strength, top, explain);
}

/** Runs `work`; the engine's refusals become VitrineErrors. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw refusal(thrown) ?? new VitrineError("trap", `The engine broke down: ${describe(thrown)}`, thrown);
  }
}

/** Makes a Vitrine once the WebAssembly is loaded. For the entries of this package. */
export function assemble(pack: Uint8Array, options: VitrineOptions): Vitrine {
  return new Vitrine(door, pack, options);
}
