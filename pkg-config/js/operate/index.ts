/**
 * Running vitrine: an off-switch, a rollout by share, counters of failures, and packs that change under an open page:
 * docs/operations.md.
 * @packageDocumentation
 */
import { finite, isObject } from "../check.js";
import { describe, VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import type { VitrineOptions } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { fetchFresh, readControl } from "./control.js";
import type { Control } from "./control.js";
import { Counters } from "./counters.js";
import { draw, forget, groupOf, keep } from "./draw.js";
import type { Group } from "./draw.js";
import { atLeast, VERSION } from "./version.js";

const TIMEOUT = 2_000;
const PACK_TIMEOUT = 30_000;
const LONGEST_TIMEOUT = 120_000;

/** What `operate` takes: what `createVitrine` takes, and where the control file is. */
export interface OperateOptions extends Omit<VitrineOptions, "pack"> {
  /** The address of the control file. */
  control: string | URL;
  /** The pack for a control file that names none, or that cannot be had; without one, there is no Vitrine then. */
  pack?: VitrineOptions["pack"];
  /** How many milliseconds the control file may take. Default 2,000. */
  timeout?: number;
}

/** Why there is a Vitrine or none: `on`; held out to be compared with; not yet in the rollout; switched off; something failed. */
export type State = Group | "off" | "failed";

/** What `check` found: nothing new, another pack in place, everything off now, or a failure, which changed nothing. */
export type Checked = "same" | "replaced" | "off" | "failed";

/** A Vitrine as the shop's operators have it. */
export class Operations {
  readonly #control: URL;
  readonly #timeout: number;
  readonly #report: (thrown: unknown) => void;
  readonly #counters: Counters;
  readonly #vitrine: Vitrine | undefined;
  #state: State;

  /** Use `operate`. */
  constructor(control: URL, timeout: number, report: (thrown: unknown) => void, counters: Counters, state: State, vitrine?: Vitrine) {
    this.#control = control;
    this.#timeout = timeout;
    this.#report = report;
    this.#counters = counters;
    this.#state = state;
    this.#vitrine = vitrine;
  }

  /** Whether vitrine is at work here, and if not, why. For the shop's own measurement, with the shopper's permission. */
  get state(): State {
    return this.#state;
  }

  /** The Vitrine; undefined where the merchant's order stays. */
  get vitrine(): Vitrine | undefined {
    return this.#state === "on" ? this.#vitrine : undefined;
  }

  /** How often what went wrong on this page, by its code: at most 64 codes, none above 9,999. */
  counters(): Record<string, number> {
    return this.#counters.read();
  }

  /**
   * Reads the control file again. Another pack takes the place of the present one under the same profile, and what is on
   * the screen moves no sooner than the shopper does something; a pack that cannot be had or opened changes nothing.
   * Where everything is off now, the Vitrine is freed: what is shown stays, and from then on the merchant's order comes.
   * Never rejects.
   */
  async check(): Promise<Checked> {
    const vitrine = this.vitrine;
    if (vitrine === undefined) return "same";
    try {
      const control = await readControl(this.#control, this.#timeout);
      if (this.vitrine === undefined) return "off";
      if (isOff(control)) {
        this.#state = "off";
        vitrine.free();
        return "off";
      }
      if (control.pack === undefined) return "same";
      const pack = await packOf(control.pack);
      if (this.vitrine === undefined) return "off";
      const before = vitrine.packId;
      hostOf(vitrine)?.usePack(pack);
      return vitrine.packId === before ? "same" : "replaced";
    } catch (thrown) {
      this.#report(thrown);
      return "failed";
    }
  }
}

/**
 * Makes a Vitrine as the shop's control file wants it. Never rejects for anything that happens on the way: the merchant's
 * order stays, `state` says why, and `counters` count it.
 * @param createVitrine - that of the page's own entry
 * @throws VitrineError `bad-options` for what can only be a slip in the page's code
 */
export async function operate(
  createVitrine: (options: VitrineOptions) => Promise<Vitrine>,
  options: OperateOptions,
): Promise<Operations> {
  if (typeof createVitrine !== "function" || !isObject(options)) {
    throw new VitrineError("bad-options", "operate takes the package's createVitrine and an object; give at least { control }.");
  }
  const { control: address, timeout: given, pack: own, ...others } = options;
  const control = addressOf(address);
  const timeout = given === undefined ? TIMEOUT : finite("bad-options", "The timeout", given, 1, LONGEST_TIMEOUT);
  const counters = new Counters();
  const onError = (error: VitrineError): void => {
    counters.add(error);
    if (others.onError === undefined) console.warn(`vitrine: ${error.message} [${error.code}]`);
    else others.onError(error);
  };
  const report = (thrown: unknown): void => {
    onError(thrown instanceof VitrineError ? thrown : new VitrineError("broken", describe(thrown), thrown));
  };
  const without = (state: State): Operations => new Operations(control, timeout, report, counters, state);
  let wanted: Control | undefined;
  try {
    wanted = await readControl(control, timeout);
  } catch (thrown) {
    report(thrown);
    // What the page itself says holds then.
    if (own === undefined) return without("failed");
  }
  let lot: number | undefined;
  if (wanted !== undefined) {
    if (isOff(wanted)) return without("off");
    if (wanted.rollout < 1 || wanted.holdout > 0) {
      lot = draw(others.permissions?.persist === true);
      const group = groupOf(lot, wanted.rollout, wanted.holdout);
      if (group !== "on") return without(group);
    }
  }
  try {
    const pack = wanted?.pack === undefined ? own : packOf(wanted.pack);
    const vitrine = await createVitrine({ ...others, onError, ...(pack === undefined ? {} : { pack }) } as VitrineOptions);
    if (lot !== undefined) followPersist(vitrine, lot);
    return new Operations(control, timeout, report, counters, "on", vitrine);
  } catch (thrown) {
    report(thrown);
    return without("failed");
  }
}

function isOff({ off, least }: Control): boolean {
  return off || (least !== undefined && !atLeast(VERSION, least));
}

/** The pack, asked for again: yesterday's under the same address must not come from a cache that has today's. */
async function packOf(address: URL): Promise<Uint8Array> {
  try {
    return new Uint8Array(await (await fetchFresh(address, PACK_TIMEOUT)).arrayBuffer());
  } catch (thrown) {
    throw new VitrineError("pack-unreachable", `The pack at ${address.href} cannot be fetched: ${describe(thrown)}.`, thrown);
  }
}

/** Keeps the lot while the shopper permits that something is kept, and no longer. */
function followPersist(vitrine: Vitrine, lot: number): void {
  vitrine.addEventListener("permissions", () => {
    if (vitrine.permissions.persist) keep(lot);
    else forget();
  });
  vitrine.addEventListener("erased", forget);
}

function addressOf(address: unknown): URL {
  try {
    return new URL(String(address), globalThis.document?.baseURI);
  } catch (thrown) {
    throw new VitrineError("bad-options", `The address of the control file cannot be read: ${describe(thrown)}`);
  }
}

export type { Group } from "./draw.js";
