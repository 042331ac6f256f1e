/** Keeps the profile between visits while it may, and makes a withdrawal reach storage and other tabs. */
import type { Guide } from "./guide.js";
import { eraseKept, readKept, writeKept } from "./storage.js";

const CHANNEL = "vitrine-demo";
const QUIET_MS = 250;

/** Ties a guide to the device's storage. */
export class Keeper {
  readonly #tabs = new BroadcastChannel(CHANNEL);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly guide: Guide) {
    guide.onChange(() => this.#schedule());
    // Leaving the page: what is due is written at once.
    addEventListener("pagehide", () => this.#flush());
    this.#tabs.addEventListener("message", (message: MessageEvent<string>) => {
      if (message.data === "withdrawn") this.#forgetHere();
      else if (document.hidden) void this.recall();
    });
  }

  /** Takes up what an earlier Yes kept. Answers whether there was one. */
  async recall(): Promise<boolean> {
    const kept = await readKept().catch(() => null);
    if (!kept) return false;
    this.guide.strength = kept.strength;
    this.guide.setPermissions({ profile: true, persist: true, purchases: kept.purchases });
    this.guide.restore(kept.bytes);
    // What was just read need not be written: two hidden tabs would answer each other for ever.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return true;
  }

  /** The shopper says yes: from here on the profile is built and kept. */
  grant(): void {
    this.guide.setPermissions({ profile: true, persist: true });
    this.#flush();
  }

  /** The shopper takes her yes back: memory at once, then storage, then the other tabs. */
  withdraw(): void {
    this.#forgetHere();
    void eraseKept().catch(() => undefined);
    this.#tabs.postMessage("withdrawn");
  }

  #forgetHere(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.guide.setPermissions({ profile: false, persist: false, purchases: false });
  }

  #schedule(): void {
    if (!this.guide.permissions.persist) return;
    this.#timer ??= setTimeout(() => this.#flush(), QUIET_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = this.guide.save();
    if (!bytes) return;
    const { purchases } = this.guide.permissions;
    writeKept({ bytes, purchases, strength: this.guide.strength }, () => this.guide.permissions.persist)
      .then(() => this.#tabs.postMessage("kept"))
      .catch(() => undefined);
  }
}
