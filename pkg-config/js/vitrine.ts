import { readReport } from "./answers.js";
import { readCall, readFeedback } from "./call.js";
import type { Call } from "./call.js";
import * as check from "./check.js";
import { choices, limits as readLimits, preference } from "./choices.js";
import { timed } from "./debug.js";
import { describe, refusal, VitrineError } from "./errors.js";
import { setHost } from "./host.js";
import type { Held, Host, StoreListener } from "./host.js";
import { Keeper } from "./keeper.js";
import { Ledger, releasable, SHOPPER } from "./ledger.js";
import { merchantOrder } from "./merchant-order.js";
import type { Operation } from "./operations.js";
import { prepare, readRules, readWeights } from "./rules.js";
import type {
  ErasureCause,
  ErasureReceipt,
  Feedback,
  Forgettable,
  LedgerEntry,
  Permissions,
  Preference,
  Purpose,
  PurposeState,
  RankRequest,
  RankResult,
  Rule,
  VitrineEvent,
  VitrineEventMap,
  VitrineOptions,
  WasmSource,
} from "./types.js";

/** Nothing is granted by default. */
const NOTHING: Permissions = { persist: false, profile: false, purchases: false, measure: false };

const NAMES = ["persist", "profile", "purchases", "measure"] as const;

/** An empty profile's bytes. */
const LEAST_BYTES = 128;

/** Where the WebAssembly of `vitrine/rights` is. */
type RightsWasm = () => WasmSource | Promise<WasmSource>;

/** Opens the door for `createVitrine` alone: an engine cannot be had before its WebAssembly is loaded. */
const door: unique symbol = Symbol("vitrine");

/**
 * One shop's pack and one shopper's profile, on this device.
 *
 * `observe`, `learn`, `rank` and `rankPage` never throw: what goes wrong is told to `onError`, and the merchant's order stands. All other
 * methods throw a {@link VitrineError}. It dispatches the events of {@link VitrineEventMap}.
 */
export class Vitrine extends EventTarget {
  /** The content id of the pack: another pack, another id. */
  packId: string;

  readonly #keeper: Keeper;
  readonly #clock: (() => number) | undefined;
  readonly #strength: number;
  readonly #debug: boolean;
  readonly #onError: ((error: VitrineError) => void) | undefined;
  readonly #ledger = new Ledger();
  #permissions: Readonly<Permissions>;
  /** What the page itself said of the shopper's answer. */
  #own: Readonly<Partial<Permissions>>;
  #settle: ((own: Readonly<Partial<Permissions>>) => Permissions) | undefined;
  #store: StoreListener | undefined;
  #hear: ((operation: Operation) => void) | undefined;
  #freed = false;
  readonly #whenFreed = new Set<() => void>();
  /** What was ever listened to. To make and dispatch an event that nobody hears takes as long as taking in a view. */
  readonly #heard = new Set<string>();

  /** Use `createVitrine`. @internal */
  constructor(key: typeof door, pack: Uint8Array, options: VitrineOptions, rightsWasm: RightsWasm) {
    if (key !== door) {
      throw new VitrineError("not-loaded", "A Vitrine cannot be made with `new`; await createVitrine instead.");
    }
    super();
    this.#own = check.permissions(options.permissions ?? {});
    this.#permissions = Object.freeze({ ...NOTHING, ...this.#own });
    this.#strength = options.strength === undefined ? Number.NaN : check.strength("bad-options", options.strength);
    this.#clock = check.optionalFunction("now", options.now);
    this.#onError = check.optionalFunction("onError", options.onError);
    this.#debug = options.debug === true;
    this.#keeper = refusing(() => new Keeper(pack, this.#permissions, this.#debug));
    const limits = readLimits(options);
    if (limits !== undefined) refusing(() => this.#keeper.setLimits(limits));
    const { rules, weights } = options;
    if (weights !== undefined) refusing(() => this.#keeper.setWeights(readWeights(weights)));
    if (rules !== undefined) refusing(() => this.#keeper.setRules(readRules(rules)));
    this.packId = this.#keeper.engine.packId();
    setHost(this, this.#host(rightsWasm));
  }

  override addEventListener(...listening: Parameters<EventTarget["addEventListener"]>): void {
    this.#heard.add(listening[0]);
    super.addEventListener(...listening);
  }

  /** What the shopper has granted. */
  get permissions(): Readonly<Permissions> {
    return this.#permissions;
  }

  /**
   * Takes the shopper's own answer, as the page asked her; what it does not name stays. Where consent is also followed
   * from other sources, all must grant. Withdrawing `profile` erases all memory before this returns.
   * @throws VitrineError `bad-argument` for anything but booleans, `freed`
   */
  setConsent(answer: Partial<Permissions>): void {
    this.#alive();
    this.#own = Object.freeze({ ...this.#own, ...check.permissions(answer) });
    this.#addUp();
  }

  /** Takes in what the shopper did. Does nothing without the permission `profile`. Never throws. */
  observe(event: VitrineEvent): void {
    try {
      this.#alive();
      if (!this.#permissions.profile) return;
      const plain = check.event(event, this.#now);
      this.#perform({ do: "event", event: plain }, "event");
      if (this.#keeper.mixes) this.#guard(() => this.#drawSeed(plain.clock ?? plain.time));
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
      const checked = readFeedback(feedback);
      // A copy, with all that depends on the moment: the operation says the same whenever it is done again.
      const now = request.now ?? this.#now();
      const strength = request.strength ?? this.#strength;
      const copy: RankRequest = { ...request, now, ...(Number.isNaN(strength) ? {} : { strength }) };
      const { shown, chosen, clicked } = checked;
      this.#perform(
        { do: "learn", request: copy, feedback: clicked ? { shown, clicked: chosen } : { shown, dismissed: chosen } },
        "event",
      );
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
        const { engine, handles } = this.#keeper;
        const call = readCall(request, handles, this.#now, this.#strength, seen);
        const order = timed(
          this.#debug,
          "rank",
          () => this.#ask(call),
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

  #ask(call: Call): Uint32Array {
    const { engine } = this.#keeper;
    const { handles, exclude, pins, now, strength, top } = call;
    if (call.prepared) prepare(engine, call, false);
    if (this.#keeper.mixes || call.weights !== undefined) this.#drawSeed(now);
    return engine.rank(handles, exclude, pins, now, strength, top);
  }

  /** Draws a seed where the private setting wants one. It is kept like anything else that changes the profile. */
  #drawSeed(time: number): void {
    const seed = this.#keeper.engine.drawSeed(time);
    if (seed === 0n) return;
    const operation: Operation = { do: "seed", seed: seed.toString(16), time };
    this.#keeper.perform(operation);
    this.#hand(operation);
  }

  #ownAlone(): void {
    this.#alive();
    if (this.#keeper.forSomeoneElse) {
      throw new VitrineError("for-someone-else", "This profile is somebody else's for a while; call backToMyself first.");
    }
  }

  /**
   * Takes what the shopper says of her own taste, in place of all that was seen of it; `forget` takes it back.
   * @throws VitrineError `no-permission`, `bad-argument`, the engine's refusal of the field or value, `trap`, `freed`
   */
  prefer(what: Preference): void {
    this.#alive();
    this.#perform({ do: "prefer", preference: preference(what), time: this.#now() }, "edit");
  }

  /** Stops: nothing is observed, the merchant's order stands, and what is known stays. Kept with the profile. */
  pause(): void {
    this.#choose({ do: "pause", on: true });
  }

  /** Goes on after `pause`. */
  resume(): void {
    this.#choose({ do: "pause", on: false });
  }

  /** Whether the shopper paused. */
  get paused(): boolean {
    return this.#choices().paused;
  }

  /**
   * The shopper's dial, from 0 (the merchant's order) to 1 (fully hers), kept with the profile; null takes it back. It is
   * an upper bound: no option and no call moves an order farther.
   * @throws VitrineError `bad-argument`, `trap`, `freed`
   */
  setStrength(strength: number | null): void {
    this.#choose({ do: "strength", strength: strength === null ? null : check.strength("bad-argument", strength) });
  }

  /** The shopper's dial; null where she set none. */
  get strength(): number | null {
    return this.#choices().strength;
  }

  /**
   * Switches a purpose on or off for the shopper. Off, it is neither recorded nor read, and what was kept for it is gone.
   * @throws VitrineError `bad-argument`, `trap`, `freed`
   */
  setPurpose(purpose: Purpose, on: boolean): void {
    this.#choose({ do: "purpose", purpose: check.purpose(purpose), on: check.flag("Whether it is on", on) });
  }

  /** Of every purpose whether it is recorded and read, and whether it may be. */
  get purposes(): PurposeState[] {
    return this.#choices().purposes;
  }

  /**
   * Begins an empty profile that is in memory alone and thrown away by `backToMyself`. Meanwhile the shopper's own one
   * neither learns nor is shown, and what is stored of it stays as it is.
   * @throws VitrineError `trap`, `freed`
   */
  shopForSomeoneElse(): void {
    this.#alive();
    this.#guard(() => this.#keeper.putAside());
    this.#tell("change", { by: "edit" });
  }

  /** Takes the shopper's own profile again, as it was. */
  backToMyself(): void {
    this.#alive();
    this.#guard(() => this.#keeper.takeBack());
    this.#tell("change", { by: "edit" });
  }

  /** Whether the profile is somebody else's for a while. */
  get forSomeoneElse(): boolean {
    return this.#keeper.forSomeoneElse;
  }

  #choose(choice: Operation): void {
    this.#alive();
    this.#perform(choice, "edit");
  }

  #choices(): ReturnType<typeof choices> {
    this.#alive();
    return this.#guard(() => choices(this.#keeper.engine));
  }

  /**
   * Forgets one item, one field, one value of a field (with `items` also the items that have it), or one purpose.
   * @throws VitrineError `bad-argument`, `trap`, `freed`
   */
  forget(what: Forgettable): void {
    this.#alive();
    this.#perform({ do: "forget", what: check.forgettable(what) }, "edit");
  }

  /**
   * Forgets everything. The memory is empty before this returns; the receipt comes when the device's storage is, too.
   * @throws VitrineError `freed`
   */
  erase(): Promise<ErasureReceipt> {
    this.#alive();
    return this.#erase("erased");
  }

  /**
   * The shopper's own profile as bytes, for the page to store. With `most`, the strongest of it in at most so many bytes.
   * @throws VitrineError `no-permission` unless `persist` and `profile` are granted, `bad-argument`, `trap`, `freed`
   */
  save({ most }: { most?: number } = {}): Uint8Array {
    this.#alive();
    const bytes = most === undefined ? undefined : check.finite("bad-argument", "The most bytes", most, LEAST_BYTES, 65_535);
    return this.#guard(() => this.#keeper.save(this.#now(), bytes));
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
    this.#rebase(bytes, []);
    this.#store?.replaced();
  }

  /** Everything that has left this page through vitrine, the oldest first; in memory only. */
  get ledger(): readonly LedgerEntry[] {
    return this.#ledger.entries;
  }

  /**
   * Lets something go that tells of the shopper, such as a report, and takes it down in the ledger. Nothing is sent:
   * the page sends what is returned.
   *
   * @param what - what it is, in a word, for the shopper's ledger
   * @returns the body as it came
   * @throws VitrineError `no-permission` unless `measure` is granted, `bad-argument`, `freed`
   */
  release<Body extends Uint8Array | string>(what: string, body: Body, { to }: { to?: string } = {}): Body {
    this.#alive();
    if (!this.#permissions.measure) {
      throw new VitrineError("no-permission", "Releasing anything needs the permission `measure`; ask the shopper first.");
    }
    const checked = releasable(what, body, to);
    this.#release(checked.what, checked.to, checked.bytes);
    return body;
  }

  #release(what: string, to: string | null, bytes: number): void {
    this.#tell("ledger", this.#ledger.add(this.#now(), what, to, bytes));
  }

  /** Gives the memory back. Afterwards `rank` gives the merchant's order and the rest throws `freed`. */
  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    for (const act of this.#whenFreed) act();
    this.#keeper.free();
    this.#store?.freed();
  }

  #host(rightsWasm: RightsWasm): Host {
    return {
      save: () => this.save(),
      rebase: (bytes, operations) => {
        this.#alive();
        this.#rebase(bytes, operations);
      },
      erasedElsewhere: (cause) => void this.#erase(cause, false),
      withdrawnElsewhere: (granted) => this.#addUp(granted),
      erase: (cause) => this.#erase(cause),
      keepWith: (store) => {
        this.#store = store;
      },
      hearWith: (hear) => {
        this.#hear = hear;
      },
      choices: () => this.#choices(),
      settleWith: (settle) => {
        this.#settle = settle;
        this.#addUp();
      },
      settleAgain: () => this.#addUp(),
      given: (what, bytes, to) => this.#release(what, to ?? SHOPPER, bytes),
      usePack: (bytes) =>
        this.#guard(() => {
          this.#keeper.usePack(bytes);
          this.packId = this.#keeper.engine.packId();
        }),
      engine: () => this.#keeper.engine,
      rightsWasm,
      strength: this.#strength,
      now: () => this.#now(),
      ownAlone: () => this.#ownAlone(),
      drawSeedFor: (request) => {
        this.#alive();
        this.#guard(() => {
          const { engine, handles } = this.#keeper;
          const call = readCall(request, handles, this.#now, this.#strength);
          if (call.weights !== undefined) prepare(engine, { weights: call.weights }, false);
          this.#drawSeed(call.now);
          // The next ranking must not find what this one brought.
          if (call.weights !== undefined) prepare(engine, {}, false);
        });
      },
      state: () => {
        this.#alive();
        return this.#guard(() => this.#keeper.state());
      },
      held: () => this.#guard(() => this.#held()),
      imported: (profile) => this.#perform({ do: "import", profile: Array.from(profile) }, "edit"),
      guard: (work) => this.#guard(work),
      whenFreed: (act) => {
        this.#alive();
        this.#whenFreed.add(act);
        return () => this.#whenFreed.delete(act);
      },
      report: (thrown) => this.#report(thrown),
    };
  }

  /** Does an operation on the profile, and tells who keeps it. */
  #perform(operation: Operation, by: "event" | "edit"): void {
    this.#guard(() => this.#keeper.perform(operation));
    this.#hand(operation);
    this.#tell("change", operation.do === "event" ? { by, type: operation.event.type } : { by });
  }

  #hand(operation: Operation): void {
    if (this.#keeper.forSomeoneElse) return;
    this.#store?.operation(operation);
    this.#hear?.(operation);
  }

  #rebase(bytes: Uint8Array | undefined, operations: readonly Operation[]): void {
    this.#guard(() => this.#keeper.rebase(bytes, operations, this.#now()));
    this.#tell("change", { by: "elsewhere" });
  }

  /**
   * Adds up what is granted, with what another tab has withdrawn. What it no longer covers is gone from memory before
   * this returns.
   */
  #addUp(elsewhere?: Readonly<Partial<Permissions>>): void {
    if (this.#freed) return;
    const before = this.#permissions;
    const after = this.#settle?.(this.#own) ?? { ...NOTHING, ...this.#own };
    for (const name of NAMES) after[name] &&= elsewhere?.[name] ?? true;
    if (NAMES.every((name) => before[name] === after[name])) return;
    this.#permissions = Object.freeze(after);
    const withdrawn = before.profile && !after.profile;
    if (withdrawn) void this.#erase(elsewhere ? "elsewhere" : "withdrawn", !elsewhere);
    this.#guard(() => this.#keeper.setPermissions(after));
    this.#store?.permissions(after);
    this.#tell("permissions", after);
  }

  /** Empties the memory at once; where something keeps the profile, and `everywhere`, also what it keeps. */
  async #erase(cause: ErasureCause, everywhere = true): Promise<ErasureReceipt> {
    const memory = this.#heldOrNothing();
    this.#guard(() => this.#keeper.erase());
    const at = this.#now();
    const kept = everywhere ? this.#store?.erase(cause) : undefined;
    this.#tell("change", { by: "edit" });
    const receipt: ErasureReceipt = { cause, at, memory, storage: (await kept) ?? null };
    this.#tell("erased", receipt);
    return receipt;
  }

  /** How much the memory holds; nothing where the engine is broken. */
  #heldOrNothing(): { events: number; bytes: number } {
    try {
      const { events, bytes } = this.#held();
      return { events, bytes };
    } catch {
      return { events: 0, bytes: 0 };
    }
  }

  #held(): Held {
    const [events, bytes, any] = this.#keeper.engine.held(this.#now()) as unknown as [number, number, number];
    return { events, bytes, any: any > 0 };
  }

  #tell<K extends keyof VitrineEventMap>(type: K, detail: VitrineEventMap[K]["detail"]): void {
    if (this.#heard.has(type)) this.dispatchEvent(new CustomEvent(type, { detail }));
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

/** Runs `work`; the engine's refusals become VitrineErrors. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw refusal(thrown) ?? new VitrineError("trap", `The engine broke down: ${describe(thrown)}`, thrown);
  }
}

/** Makes a Vitrine once the WebAssembly is loaded. For the entries of this package. */
export function assemble(pack: Uint8Array, options: VitrineOptions, rightsWasm: RightsWasm): Vitrine {
  return new Vitrine(door, pack, options, rightsWasm);
}
