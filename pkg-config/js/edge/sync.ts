// Keeps the profile in the edge's cookie to what the shopper decides in the page. The cookie is out of reach of scripts: what
// the edge knows of her choices is in the `Server-Timing` of the page that it answered, and what it is to do, it is sent.

import type { Choices } from "../choices.js";
import { VitrineError } from "../errors.js";
import type { Host } from "../host.js";
import type { Operation } from "../operations.js";
import type { KeptProfile } from "../storage/kept.js";
import type { Vitrine } from "../vitrine.js";
import { CHOICES_PATH, choosing, ERASE_PATH, fromWords, NO_CHOICES, spelled, TIMING } from "./choices.js";
import { forgetOwed, owed, setOwed } from "./owed.js";

/** What `syncEdge` may be told. */
export interface SyncEdgeOptions {
  /** What `keepProfile` gave: then the choices of the profile on the device hold, from visit to visit, also at the edge. */
  kept?: KeptProfile | null;
  /** The edge's option of the same name. */
  erasePath?: string;
  /** The edge's option of the same name. */
  choicesPath?: string;
}

/** Whether the edge may be told anything: what is not granted here is not told there. */
export function mayTell({ permissions: { persist, profile } }: Vitrine): boolean {
  return persist && profile;
}

/** Asks the edge for something that it answers by `204`. @throws VitrineError `edge-unreachable`, `edge-refused` */
export async function post(path: string, body?: string): Promise<void> {
  const init: RequestInit = { method: "POST", credentials: "same-origin", keepalive: true };
  const answer = await fetch(path, body === undefined ? init : { ...init, headers: { "content-type": "application/json" }, body }).catch((thrown: unknown) => thrown);
  if (answer instanceof Response && answer.ok) return;
  if (answer instanceof Response && (answer.status === 400 || answer.status === 403)) {
    throw new VitrineError("edge-refused", `The edge answered ${path} with status ${answer.status}; see what its onError says, and that the consent that it reads grants persist and profile.`);
  }
  const how = answer instanceof Response ? `answered with status ${answer.status}` : "cannot be reached";
  throw new VitrineError("edge-unreachable", `The edge ${how} at ${path}, so its cookie may still be as it was; try again.`);
}

/** One page's. */
export class EdgeSync {
  readonly #vitrine: Vitrine;
  readonly #host: Host;
  readonly #kept: KeptProfile | null;
  readonly #erasePath: string;
  readonly #choicesPath: string;
  /** What the edge is known to know of her choices, in words. */
  #there = shown();
  /** Whether the first look at it is still to come. */
  #first = true;
  /** Whether the edge's profile is to begin anew: it was erased here, or holds what could not be told. */
  #anew = false;
  /** What she forgot or said of her taste, and the edge was not told yet. */
  #edits: Operation[] = [];
  #own: Readonly<Choices> = NO_CHOICES;
  #elsewhere = false;
  #granted = false;
  #taking = false;
  #due = false;
  #telling = false;
  #ended = false;

  constructor(vitrine: Vitrine, host: Host, { kept = null, erasePath = ERASE_PATH, choicesPath = CHOICES_PATH }: SyncEdgeOptions) {
    this.#vitrine = vitrine;
    this.#host = host;
    this.#kept = kept;
    this.#erasePath = erasePath;
    this.#choicesPath = choicesPath;
    host.hearWith((operation) => this.#guard(() => this.#heard(operation)));
    vitrine.addEventListener("change", this.#changed);
    vitrine.addEventListener("permissions", this.#permitted);
    vitrine.addEventListener("erased", this.#erased);
    kept?.addEventListener("state", this.#permitted);
    this.#permitted();
  }

  /** Ends it. What is under way arrives all the same. */
  end(): void {
    this.#ended = true;
    this.#host.hearWith(undefined);
    this.#vitrine.removeEventListener("change", this.#changed);
    this.#vitrine.removeEventListener("permissions", this.#permitted);
    this.#vitrine.removeEventListener("erased", this.#erased);
    this.#kept?.removeEventListener("state", this.#permitted);
  }

  /** She did something to her own profile: a decision is told at once, as she may be leaving. */
  #heard(operation: Operation): void {
    if (operation.do === "event" || operation.do === "learn" || operation.do === "seed") return;
    if (this.#taking || !mayTell(this.#vitrine)) return;
    if (operation.do === "forget" || operation.do === "prefer") {
      this.#edits.push(operation);
      setOwed();
    }
    this.#tell();
  }

  /** She begins to shop for someone else, or ends it: meanwhile her own profile learns nothing, there as here. */
  readonly #changed = (): void =>
    this.#guard(() => {
      const elsewhere = this.#vitrine.forSomeoneElse;
      if (elsewhere === this.#elsewhere) return;
      this.#elsewhere = elsewhere;
      this.#tell();
    });

  /** What is granted has changed, or how it stands with the profile on the device. */
  readonly #permitted = (): void =>
    this.#guard(() => {
      const before = this.#granted;
      this.#granted = mayTell(this.#vitrine);
      if (before && !this.#granted) {
        // Without a profile it is erased, which is heard anyway.
        if (this.#vitrine.permissions.profile) this.#erased();
        return;
      }
      if (this.#granted && !/^(?:waiting|opening)/.test(this.#kept?.state ?? "")) this.#compare();
    });

  /** What is erased here goes there, permitted or not. What could not be erased is owed only while that may be kept. */
  readonly #erased = (): void => {
    this.#edits = [];
    this.#anew = true;
    if (mayTell(this.#vitrine)) setOwed();
    else forgetOwed();
    this.#tell();
  };

  /** Looks whether the edge knows what she chose. */
  #compare(): void {
    const first = this.#first;
    this.#first = false;
    const there = this.#there;
    if (first && owed()) this.#anew = true;
    const own = this.#choices();
    if (first && there !== undefined && there !== "" && !this.#knows(own)) this.#take(fromWords(there));
    else if (there !== undefined && there !== spelled(own)) {
      // What it took in while it did not know of a pause, it was not to take in.
      if (own.paused && !fromWords(there).paused) this.#anew = true;
      this.#tell();
    }
    if (this.#anew) this.#tell();
  }

  /** Whether the profile here is one that has something to say: it is kept on the device, and is not a new one. */
  #knows(own: Readonly<Choices>): boolean {
    return this.#kept?.state === "kept" && (spelled(own) !== "" || this.#host.held().any);
  }

  /** Takes the choices that the edge has kept for her. */
  #take({ paused, strength, off }: Choices): void {
    this.#taking = true;
    try {
      if (paused) this.#vitrine.pause();
      if (strength !== null) this.#vitrine.setStrength(strength);
      for (const purpose of off) this.#vitrine.setPurpose(purpose, false);
    } finally {
      this.#taking = false;
    }
  }

  /** Her choices as they are to be at the edge. */
  #choices(): Readonly<Choices> {
    if (this.#vitrine.forSomeoneElse) return { ...this.#own, paused: true };
    return (this.#own = this.#host.choices());
  }

  /** Tells the edge, one thing after the other. */
  #tell(): void {
    this.#due = true;
    if (this.#telling || this.#ended) return;
    this.#telling = true;
    void this.#tellAll().finally(() => (this.#telling = false));
  }

  async #tellAll(): Promise<void> {
    while (this.#due) {
      this.#due = false;
      const [anew, edits] = [this.#anew, this.#edits];
      this.#anew = false;
      this.#edits = [];
      try {
        if (anew) {
          await post(this.#erasePath);
          this.#there = "";
        }
        if (mayTell(this.#vitrine)) await this.#send(edits, anew);
      } catch (thrown) {
        // Nobody knows now what the edge's profile holds: it begins anew with the next thing that she decides, or the next page.
        this.#anew ||= anew || edits.length > 0;
        this.#host.report(thrown);
        continue;
      }
      if (!this.#anew && this.#edits.length === 0) forgetOwed();
    }
  }

  async #send(edits: readonly Operation[], anew: boolean): Promise<void> {
    const choices = this.#choices();
    const words = spelled(choices);
    // An erased profile holds none, and has nothing to forget.
    if (anew && words === "" && edits.length === 0) return;
    const body = JSON.stringify([...choosing(choices), ...edits]);
    this.#host.given("choices", new TextEncoder().encode(body).length, "edge");
    await post(this.#choicesPath, body);
    this.#there = words;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#host.report(thrown);
    }
  }
}

/** What the edge said of her choices with this page; `undefined` where it said nothing. */
function shown(): string | undefined {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  // By Back a page comes from the browser's cache as a rule, with what was said when it was first answered.
  if (page?.type === "back_forward") return undefined;
  return page?.serverTiming?.find(({ name }) => name === TIMING)?.description;
}
