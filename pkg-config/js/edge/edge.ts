// From a request to its answer. Whatever goes wrong here, the origin's own answer goes out.

import { describe, VitrineError } from "../errors.js";
import type { Permissions } from "../types.js";
import { permissionsOf } from "./consent.js";
import { withoutCookie } from "./cookies.js";
import { Loading } from "./loading.js";
import { readOptions } from "./options.js";
import type { EdgeOptions, Settings } from "./options.js";
import { answerOwn } from "./own-requests.js";
import type { OwnRequestParts } from "./own-requests.js";
import { rulesFor } from "./page-events.js";
import { profileOf, spellings } from "./profile-header.js";
import { refusedHeader } from "./refusals.js";
import type { EdgeRuntime, HeaderEdit } from "./runtime.js";
import type { SharedEngine } from "./shared.js";
import { Vault } from "./vault.js";
import type { Kept } from "./vault.js";
import { applying, Visit, wantsHtml } from "./visit.js";

/** Gets the origin's answer: `fetch` in a worker, `toOrigin` or the shop's own handler elsewhere. */
export type Forward = (request: Request) => Response | Promise<Response>;

/** Answers a request in the shopper's order. Rejects only as `forward` does. */
export type Edge = (request: Request, forward: Forward) => Promise<Response>;

/** The `createEdge` of one runtime. */
export function edgeCreator(runtime: EdgeRuntime): (options: EdgeOptions) => Edge {
  return (options) => {
    const handler = new Handler(runtime, readOptions(options));
    return (request, forward) => handler.handle(request, forward);
  };
}

class Handler {
  readonly #runtime: EdgeRuntime;
  readonly #settings: Settings;
  readonly #loading: Loading;
  readonly #vault: Vault;
  readonly #own: OwnRequestParts;

  constructor(runtime: EdgeRuntime, settings: Settings) {
    this.#runtime = runtime;
    this.#settings = settings;
    this.#loading = new Loading(runtime, settings);
    this.#vault = new Vault(settings);
    this.#own = {
      settings,
      vault: this.#vault,
      engine: () => this.#loading.engine(),
      permissions: (request, engine) => this.#permissions(request, engine),
      kept: (request, host, permissions, engine) => this.#kept(request, host, permissions, engine),
      report: (thrown) => this.#report(thrown),
    };
  }

  async handle(request: Request, forward: Forward): Promise<Response> {
    let edits: readonly HeaderEdit[] = [];
    let visit: Visit | undefined;
    try {
      const url = new URL(request.url);
      const own = answerOwn(this.#own, request, url);
      if (own !== undefined) return await own;
      edits = this.#withoutProfile(request.headers);
      if (!this.#settings.off(request)) visit = await this.#visit(request, url);
      if (visit !== undefined) edits = [...edits, ...visit.asks()];
    } catch (thrown) {
      this.#report(thrown);
    }
    // To copy a request takes as long as to rank a list: once, for all that is to be changed.
    const response = await forward(edits.length === 0 ? request : this.#runtime.withHeaders(request, edits));
    if (visit === undefined) return response;
    try {
      return await visit.answer(response);
    } catch (thrown) {
      this.#report(thrown);
      return response;
    }
  }

  /** The visit that a request belongs to; `undefined` where the answer is to go out as it is. */
  async #visit(request: Request, url: URL): Promise<Visit | undefined> {
    const { headers, method } = request;
    // Parts of what was kept in another order would not fit together; and a socket is no page.
    if (headers.has("range") || headers.has("upgrade")) return undefined;
    const rules = rulesFor(this.#settings.events, request, url);
    const reads = method === "GET" || method === "HEAD";
    const lists = reads && ((wantsHtml(request) && applying(this.#settings.lists, url).length > 0) || applying(this.#settings.json, url).length > 0);
    if (!lists && rules.length === 0) return undefined;
    const engine = await this.#loading.engine();
    if (engine === undefined) return undefined;
    const permissions = await this.#permissions(request, engine);
    // The cookie is stored on her device: without the permission for that there is no profile at the edge at all.
    if (!permissions.persist || !permissions.profile) return undefined;
    const host = this.#settings.host ?? url.host;
    const brought = this.#brought(request, permissions, engine);
    const { kept, clear } = brought === undefined ? await this.#kept(request, host, permissions, engine) : { kept: undefined, clear: false };
    const { settings, runtime, vault } = { settings: this.#settings, runtime: this.#runtime, vault: this.#vault };
    return new Visit({ settings, runtime, engine, vault, request, url, host, permissions, kept, brought, clear, rules, lists });
  }

  /** What she grants, as far as a request tells. */
  #permissions(request: Request, engine: SharedEngine): Promise<Permissions> {
    const settle: typeof engine.settle = (signals, policy) => engine.settle(signals, policy);
    return permissionsOf(request, this.#settings.consent, settle, (thrown) => this.#report(thrown));
  }

  /** What the header brings; one that is refused counts as none. */
  #brought(request: Request, permissions: Permissions, engine: SharedEngine): Uint8Array<ArrayBuffer> | undefined {
    try {
      const profile = profileOf(request.headers);
      if (profile === undefined) return undefined;
      try {
        engine.check({ permissions, profile });
      } catch (thrown) {
        throw refusedHeader(describe(thrown), thrown);
      }
      return profile;
    } catch (thrown) {
      this.#report(thrown);
      return undefined;
    }
  }

  /** What the cookie holds; one that is refused counts as none, and goes. */
  async #kept(request: Request, host: string, permissions: Permissions, engine: SharedEngine): Promise<{ kept: Kept | undefined; clear: boolean }> {
    try {
      const sealed = await this.#vault.open(request.headers, host, permissions, engine.now());
      if (sealed === undefined) return { kept: undefined, clear: false };
      return { kept: { ...sealed, choices: engine.check({ permissions, profile: sealed.profile }) }, clear: false };
    } catch (thrown) {
      this.#report(thrown);
      return { kept: undefined, clear: true };
    }
  }

  /** What makes a request one that the origin may see: without the sealed cookie and the header, however they are spelled. */
  #withoutProfile(headers: Headers): HeaderEdit[] {
    const edits: HeaderEdit[] = spellings(headers).map((name) => [name, undefined]);
    const rest = withoutCookie(headers, this.#settings.cookie);
    if (rest !== undefined) edits.push(["cookie", rest === "" ? undefined : rest]);
    return edits;
  }

  /** Tells the merchant's developer. A handler of theirs that fails itself is nobody's order. */
  #report(thrown: unknown): void {
    const error = thrown instanceof VitrineError ? thrown : new VitrineError("edge-failed", `The request passes through as it is: ${describe(thrown)}`, thrown);
    try {
      this.#settings.report(error);
    } catch (second) {
      console.error(second);
    }
  }
}
