// What `createEdge` takes, and its check.

import * as check from "../check.js";
import { VitrineError } from "../errors.js";
import type { PackSource, VitrineOptions } from "../types.js";
import { CHOICES_PATH, ERASE_PATH } from "./choices.js";
import type { EdgeConsent } from "./consent.js";
import { COOKIE_PREFIX } from "./cookies.js";
import { readKeys } from "./keys.js";
import type { JsonRule, ListRule } from "./lists.js";
import { pathPattern, readEventRules } from "./page-events.js";
import type { EdgeEventRule, PageRule } from "./page-events.js";
import type { ProfileStore } from "./store.js";

/** Which pages or answers something holds for: a path, in which `*` stands for one part and `**` at its end for all that follows. */
interface On {
  on?: string;
}

/** What `createEdge` takes: what `createVitrine` takes of the shop, and what the edge needs beside it. */
export interface EdgeOptions extends Pick<VitrineOptions, "now" | "strength" | "rules" | "weights" | "purposes" | "sensitive" | "sensitiveItems" | "wasm" | "onError"> {
  /** The shop's knowledge pack. In workerd import it with the worker; a function is called once a request needs it, and again if it failed. */
  pack: PackSource | Promise<PackSource> | (() => PackSource | Promise<PackSource>);
  /** The keys of the cookie, 32 random bytes in base64 (`openssl rand -base64 32`); the first seals, all open. */
  keys: string | readonly string[];
  /** The shop's host, to which sealed profiles are bound. Default: that of the request's address. */
  host?: string;
  /** The lists of pages. Default: none. */
  lists?: readonly (ListRule & On)[];
  /** The lists of JSON answers. Default: none. */
  json?: readonly (JsonRule & On)[];
  /** Which requests are something that she did. Default: none; then no cookie is ever written. */
  events?: readonly EdgeEventRule[];
  /** How consent is learned. Without it, and under `opt-in`, nothing is granted. */
  consent?: EdgeConsent;
  /** The cookie: its name behind `__Host-`, and for how many days after it was last written it is taken. Default: `vitrine`, 30. */
  cookie?: { name?: string; days?: number };
  /** The path at which a POST of the page erases the cookie. Default: `/.vitrine/erase`. */
  erasePath?: string;
  /** The path at which a POST of the page brings what she decided to the cookie's profile. Default: `/.vitrine/choices`. */
  choicesPath?: string;
  /** Keeps profiles on your servers in place of the cookie; see docs/edge.md before you use it. Default: none. */
  store?: ProfileStore;
  /**
   * Writes the rows of a page's items into it, for pages that use `vitrine/slices`: they then fetch no slice of these items.
   * The pack must be the one that was cut (`vitrine slices cut --whole`). Default: false.
   */
  slices?: boolean;
  /** Passes everything through, except that the origin never sees the cookie. A function is asked at each request. */
  off?: boolean | ((request: Request) => boolean);
}

/** Options, checked. */
export interface Settings {
  readonly keys: Uint8Array<ArrayBuffer>[];
  readonly host: string | undefined;
  readonly lists: readonly { rule: ListRule; on: RegExp | undefined }[];
  readonly json: readonly { rule: JsonRule; on: RegExp | undefined }[];
  readonly events: readonly PageRule[];
  readonly consent: EdgeConsent;
  readonly cookie: string;
  readonly seconds: number;
  readonly erasePath: string;
  readonly choicesPath: string;
  readonly store: ProfileStore | undefined;
  readonly slices: boolean;
  readonly off: (request: Request) => boolean;
  readonly pack: () => PackSource | Promise<PackSource>;
  readonly vitrine: Omit<VitrineOptions, "pack">;
  readonly report: (error: VitrineError) => void;
}

/**
 * Options, checked; nothing is loaded, compiled or drawn yet.
 * @throws VitrineError `bad-options`, `bad-keys`
 */
export function readOptions(options: EdgeOptions): Settings {
  if (!check.isObject(options)) throw bad("createEdge takes an object; give at least { pack, keys }.");
  const { keys, host, lists, json, events, consent = {}, cookie = {}, erasePath = ERASE_PATH, choicesPath = CHOICES_PATH, store, slices = false, off = false, pack, onError, ...vitrine } = options;
  if ((pack ?? undefined) === undefined) throw bad("The option pack is missing; give the shop's knowledge pack.");
  if (host !== undefined && (typeof host !== "string" || host === "")) throw bad(`The option host is ${check.named(host)}; give the shop's host.`);
  if (!check.isObject(consent)) throw bad(`The option consent is ${check.named(consent)}; give an object.`);
  if (typeof slices !== "boolean") throw bad(`The option slices is ${check.named(slices)}; give true or false.`);
  const { name = "vitrine", days = 30 } = cookie;
  if (!/^[\w-]+$/.test(name)) throw bad(`The cookie's name is ${check.named(name)}; give letters, digits and hyphens.`);
  check.optionalFunction("onError", onError);
  return {
    keys: readKeys(keys),
    host: host?.toLowerCase(),
    lists: rules("lists", "list", lists),
    json: rules("json", "path", json),
    events: readEventRules(events),
    consent,
    cookie: `${COOKIE_PREFIX}${name}`,
    seconds: Math.floor(check.finite("bad-options", "The days of the cookie", days, 1 / 24, 180) * 86_400),
    erasePath: ownPath("erasePath", erasePath),
    choicesPath: ownPath("choicesPath", choicesPath),
    store,
    slices,
    off: typeof off === "function" ? off : () => off === true,
    pack: typeof pack === "function" ? pack : () => pack,
    vitrine,
    report: onError ?? ((error) => console.warn(`vitrine: ${error.message} [${error.code}]`)),
  };
}

function ownPath(option: string, path: unknown): string {
  if (typeof path !== "string" || !path.startsWith("/")) throw bad(`The option ${option} is ${check.named(path)}; give a path that begins with "/".`);
  return path;
}

function rules<Rule extends On>(option: string, needs: keyof Rule & string, given: readonly Rule[] | undefined): { rule: Omit<Rule, "on"> & Rule; on: RegExp | undefined }[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw bad(`The option ${option} is ${check.named(given)}; give an array of rules.`);
  return (given as readonly Rule[]).map((rule) => {
    if (!check.isObject(rule) || typeof rule[needs] !== "string") throw bad(`A rule of the option ${option} has no ${needs}.`);
    return { rule, on: typeof rule.on === "string" ? pathPattern(rule.on) : undefined };
  });
}

function bad(sentence: string): VitrineError {
  return new VitrineError("bad-options", sentence);
}
