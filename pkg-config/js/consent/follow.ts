// Where what the sources say becomes permissions. Nothing here grants: the engine adds the signals up, and whatever goes
// wrong on the way to it is a denial.

import { isObject, named } from "../check.js";
import { describe, VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import type { Host } from "../host.js";
import type { Permissions } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { onEvents } from "./arrival.js";
import { own } from "./read.js";
import { addUp } from "./settle.js";
import type { ConsentPolicy, ConsentSignal } from "./signal.js";
import type { ConsentListener, ConsentSource } from "./source.js";

const NOTHING: Readonly<Permissions> = { persist: false, profile: false, purchases: false, measure: false };

/** What `followConsent` takes. */
export interface FollowOptions extends ConsentPolicy {
  /** Where consent comes from. All must grant, the page's own `setConsent` included. */
  sources: readonly ConsentSource[];
}

/** Consent that is being followed. */
export interface FollowedConsent {
  /** What is granted now. */
  readonly permissions: Readonly<Permissions>;
  /** What each source said last, in the order of the sources. */
  readonly signals: readonly Readonly<ConsentSignal>[];
  /** Asks every source afresh, as is done when the page comes back. */
  recheck(): void;
  /**
   * Ends following and leaves the page as it was found. What the sources said last still holds for this Vitrine: nothing
   * is granted by not listening any more. Follow anew, or free the Vitrine. Freeing it stops this, too.
   */
  stop(): void;
}

const followed = new WeakMap<Vitrine, FollowedConsent>();

/**
 * Lets a Vitrine's permissions follow what the page's consent tools say: at once, and for as long as it lives. A source
 * that has said nothing, or that fails, counts as one that denies; a failure is told to `onError` once, as
 * `consent-source-failed`. Following anew takes the place of what was followed before.
 * @throws VitrineError `bad-argument` for what is no Vitrine, `bad-options`, `freed`
 */
export function followConsent(vitrine: Vitrine, options: FollowOptions): FollowedConsent {
  const host = isObject(vitrine) ? hostOf(vitrine) : undefined;
  if (host === undefined) {
    throw new VitrineError("bad-argument", `followConsent was given ${named(vitrine)}; give what createVitrine made.`);
  }
  if (!isObject(options) || !Array.isArray(options.sources)) {
    throw new VitrineError("bad-options", "followConsent takes { sources: [tcf(), …] }; an empty list leaves it to setConsent.");
  }
  const { sources, ...policy } = options;
  sources.forEach(checkSource);
  settle(host, [], policy);
  const keepFreed = host.whenFreed(() => handle.stop());

  const settleAgain = (): void => {
    try {
      host.settleAgain();
    } catch (thrown) {
      // We may be in the middle of a consent tool's own call: its work must go on.
      host.report(thrown);
    }
  };
  followed.get(vitrine)?.stop();
  const streams = sources.map((source) => new Stream(source, host, policy, settleAgain));
  host.settleWith((answer) => {
    try {
      return settle(host, [...streams.flatMap((stream) => stream.counted), { ...answer, from: "own" }], policy);
    } catch (thrown) {
      host.report(thrown);
      return { ...NOTHING };
    }
  });

  const recheck = (): void => {
    for (const stream of streams) stream.recheck();
  };
  // A page that was frozen or in the back/forward cache has missed what happened meanwhile. In the capture phase, so as
  // to be ahead of the page's own listeners.
  const returns = [
    onEvents(globalThis.window, ["pageshow"], recheck),
    onEvents(globalThis.document, ["resume", "visibilitychange"], (event) => {
      if (event.type === "resume" || document.visibilityState === "visible") recheck();
    }),
  ];
  const handle: FollowedConsent = {
    get permissions() {
      return vitrine.permissions;
    },
    get signals() {
      return streams.map((stream) => stream.signal);
    },
    recheck,
    stop() {
      keepFreed();
      for (const end of returns) end();
      for (const stream of streams) stream.stop();
    },
  };
  followed.set(vitrine, handle);
  return handle;
}

function checkSource(source: unknown): void {
  if (!isObject(source) || typeof source["from"] !== "string" || typeof source["listen"] !== "function") {
    throw new VitrineError("bad-options", `A consent source is ${named(source)}; give tcf(), gpc() and the like, or { from, listen }.`);
  }
}

/** What signals add up to. Throws a VitrineError. */
function settle(host: Host, signals: readonly ConsentSignal[], policy: ConsentPolicy): Permissions {
  return host.guard(() => addUp(signals, policy));
}

/** What a source that fails counts as, whatever the regime makes of one that is silent. */
const DENIAL: ConsentSignal = Object.freeze({ from: "own", persist: false, profile: false, measure: false });

/** One source, and what it said last. */
class Stream {
  readonly #source: ConsentSource;
  readonly #host: Host;
  readonly #policy: ConsentPolicy;
  readonly #changed: () => void;
  #listener: ConsentListener | undefined;
  #signal: Readonly<ConsentSignal>;
  #failed = false;
  #reported = false;
  #stopped = false;

  /** Begins to listen. `changed` is called whenever what it says has changed since. */
  constructor(source: ConsentSource, host: Host, policy: ConsentPolicy, changed: () => void) {
    this.#source = source;
    this.#host = host;
    this.#policy = policy;
    this.#changed = changed;
    this.#signal = silent(source);
    try {
      this.#listener = source.listen(() => {
        if (this.#listener !== undefined) this.#hear(() => {});
      });
    } catch (thrown) {
      this.#fail(thrown);
      return;
    }
    this.#take(() => {});
  }

  /** What the source said last. */
  get signal(): Readonly<ConsentSignal> {
    return this.#signal;
  }

  /** What goes into the sum. */
  get counted(): readonly ConsentSignal[] {
    return this.#failed ? [this.#signal, DENIAL] : [this.#signal];
  }

  /** Asks the source afresh. */
  recheck(): void {
    const { recheck } = this.#listener ?? {};
    if (this.#listener !== undefined) this.#hear(() => recheck?.call(this.#listener));
  }

  stop(): void {
    this.#stopped = true;
    try {
      this.#listener?.stop();
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  /** The source may have something new to say. Never throws: it is the source that calls. */
  #hear(before: () => void): void {
    if (this.#stopped) return;
    const last = JSON.stringify(this.counted);
    this.#take(before);
    if (JSON.stringify(this.counted) !== last) this.#changed();
  }

  /** Reads the source, after `before`. */
  #take(before: () => void): void {
    try {
      before();
      this.#signal = Object.freeze(this.#read());
      this.#failed = false;
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #read(): ConsentSignal {
    const said = this.#listener?.read();
    if (own(said, "from") !== this.#source.from) {
      throw new TypeError(`it gave ${named(said)} that is not from "${this.#source.from}"`);
    }
    // Members as they are now: the object is the source's own. The engine refuses those of another type than promised.
    const signal = pageAnswer({ ...(said as ConsentSignal) });
    settle(this.#host, [signal], this.#policy);
    return signal;
  }

  #fail(thrown: unknown): void {
    this.#failed = true;
    this.#signal = silent(this.#source);
    this.#report(thrown);
  }

  /** Tells the page's developer, once. */
  #report(thrown: unknown): void {
    if (this.#reported) return;
    this.#reported = true;
    const what = `The consent source ${this.#source.from} failed (${describe(thrown)}); it counts as a denial until it can be read.`;
    this.#host.report(new VitrineError("consent-source-failed", what, thrown));
  }
}

/** What a source says that has said nothing. */
function silent(source: ConsentSource): Readonly<ConsentSignal> {
  return Object.freeze(pageAnswer({ from: source.from } as ConsentSignal));
}

/** An answer of the page's that is no `setConsent`: what it does not grant it denies, and purchases it leaves alone. */
function pageAnswer(said: ConsentSignal): ConsentSignal {
  if (said.from !== "own") return said;
  const { persist, profile, measure } = said;
  return { from: "own", persist: persist === true, profile: profile === true, measure: measure === true };
}
