// Where a shopper's profile is between requests: in her cookie, or, if the merchant wants it, in a store under a name that her cookie holds.

import { fromBase64url, toBase64url } from "../base64url.js";
import type { Permissions } from "../types.js";
import { cookiesNamed, setCookie } from "./cookies.js";
import { MOST_PROFILE } from "./header-name.js";
import { importKeys } from "./keys.js";
import type { EdgeKey } from "./keys.js";
import type { Settings } from "./options.js";
import { refused } from "./refusals.js";
import { open, openText, purposesOf, seal, sealText } from "./seal.js";

/** The most bytes of a profile in a store: as much as any profile has. */
const MOST_STORED = 65_535;
const NAME_BYTES = 16;

/** What a request's cookie held. */
export interface Sealed {
  readonly profile: Uint8Array<ArrayBuffer>;
  /** Under which name a store holds it. */
  readonly name?: string;
}

/** The same, once the engine has taken it. */
export interface Kept extends Sealed {
  /** What she chose, in words. */
  readonly choices: string;
}

/** Opens and writes what is kept. */
export class Vault {
  readonly #settings: Settings;
  #keys: readonly EdgeKey[] | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The most bytes that a profile may have. */
  get most(): number {
    return this.#settings.store === undefined ? MOST_PROFILE : MOST_STORED;
  }

  /**
   * What the request's cookie holds; `undefined` where it brings none.
   * @throws VitrineError with the cause of a refusal
   */
  async open(headers: Headers, host: string, permissions: Readonly<Permissions>, now: number): Promise<Sealed | undefined> {
    const { cookie, store, seconds } = this.#settings;
    const values = cookiesNamed(headers, cookie).filter((value) => value !== "");
    const [text] = values;
    if (text === undefined) return undefined;
    if (values.length > 1) throw refused("repeated", "the request brings several");
    const keys = await this.#ready();
    const purposes = purposesOf(permissions);
    const { kind, content } = await openText(keys, { host, place: "cookie" }, purposes, now, seconds, text);
    if (kind === "profile") return { profile: content };
    if (store === undefined) throw refused("other-version", "it names a profile in a store, and there is none");
    const name = toBase64url(content);
    const sealed = await store.get(name);
    if (sealed === null) throw refused("gone", "the store does not have it any more");
    const stored = await open(keys, { host, place: `store ${name}` }, purposes, now, seconds, sealed);
    return { profile: stored.content, name };
  }

  /** Keeps a profile. Gives the `Set-Cookie` that leads to it. */
  async keep(profile: Uint8Array<ArrayBuffer>, before: string | undefined, host: string, permissions: Readonly<Permissions>, now: number): Promise<string> {
    const { cookie, store, seconds } = this.#settings;
    const keys = await this.#ready();
    const purposes = purposesOf(permissions);
    const bound = { host, place: "cookie" };
    if (store === undefined) return setCookie(cookie, await sealText(keys, bound, purposes, now, { kind: "profile", content: profile }), seconds);
    const name = before ?? toBase64url(crypto.getRandomValues(new Uint8Array(NAME_BYTES)));
    await store.put(name, await seal(keys, { host, place: `store ${name}` }, purposes, now, { kind: "profile", content: profile }), seconds);
    const content = fromBase64url(name) as Uint8Array<ArrayBuffer>;
    return setCookie(cookie, await sealText(keys, bound, purposes, now, { kind: "name", content }), seconds);
  }

  /** The `Set-Cookie` that takes it away. */
  get cleared(): string {
    return setCookie(this.#settings.cookie, undefined, 0);
  }

  /** Forgets what a request's cookie leads to. Gives the `Set-Cookie` that takes it away. Her word is enough: no permission is asked. */
  async erase(headers: Headers, host: string): Promise<string> {
    const { cookie, store } = this.#settings;
    if (store !== undefined) {
      const keys = await this.#ready();
      for (const text of cookiesNamed(headers, cookie)) {
        // However old, and whatever it was sealed for; what does not open leads nowhere.
        const found = await openText(keys, { host, place: "cookie" }, 0xff, 0xffff_ffff, Infinity, text).catch(() => undefined);
        if (found?.kind === "name") await store.delete(toBase64url(found.content));
      }
    }
    return this.cleared;
  }

  /** The keys are imported by the first request, as a worker may do nothing of the kind before; one does not wait for another's. */
  async #ready(): Promise<readonly EdgeKey[]> {
    return (this.#keys ??= await importKeys(this.#settings.keys));
  }
}
