// One request of a shopper who allows it: what she has done, and the orders of what she is answered.

import type { VitrineError } from "../errors.js";
import { fill } from "../places.js";
import type { Permissions } from "../types.js";
import { timing } from "./choices.js";
import { endedWith } from "./ending.js";
import { report } from "./flow.js";
import { PageItems } from "./inlining.js";
import type { FoundList, ListOrder } from "./lists.js";
import { reorderHtml } from "./html/index.js";
import { reorderJson } from "./json/index.js";
import type { PageRule } from "./page-events.js";
import { eventsOf } from "./page-events.js";
import { PROFILE_HEADER } from "./header-name.js";
import { charsetOf, dropOfTheBytes, encodingOf, kindOf, makePrivate, mayBeChanged } from "./response.js";
import type { Settings } from "./options.js";
import type { EdgeRuntime, HeaderEdit } from "./runtime.js";
import type { SharedEngine, Shopper } from "./shared.js";
import type { Kept, Vault } from "./vault.js";

/** What of the request makes the answer hers. */
const VARIES = ["Cookie", PROFILE_HEADER, "Sec-GPC"];

const CONDITIONS = ["if-none-match", "if-modified-since"];

/** What a visit is made of. */
export interface VisitParts {
  readonly settings: Settings;
  readonly runtime: EdgeRuntime;
  readonly engine: SharedEngine;
  readonly vault: Vault;
  readonly request: Request;
  readonly url: URL;
  readonly host: string;
  readonly permissions: Readonly<Permissions>;
  /** What her cookie holds. */
  readonly kept: Kept | undefined;
  /** What the header brings, in place of it. */
  readonly brought: Uint8Array<ArrayBuffer> | undefined;
  /** Whether her cookie is to go: it was refused. */
  readonly clear: boolean;
  readonly rules: readonly PageRule[];
  /** Whether what is asked for may have lists. */
  readonly lists: boolean;
}

/** One request and its answer. */
export class Visit {
  readonly #parts: VisitParts;

  constructor(parts: VisitParts) {
    this.#parts = parts;
  }

  get #profile(): Uint8Array<ArrayBuffer> | undefined {
    return this.#parts.brought ?? this.#parts.kept?.profile;
  }

  /** How the origin is asked otherwise: for the whole of what may be reordered, uncompressed. */
  asks(): HeaderEdit[] {
    const { request, runtime, lists, rules, settings } = this.#parts;
    if (!lists || request.method !== "GET" || (this.#profile === undefined && rules.length === 0 && !settings.slices)) return [];
    // What her browser has kept may stand in another order than what it would be told is unchanged.
    const edits: HeaderEdit[] = CONDITIONS.filter((name) => request.headers.has(name)).map((name) => [name, undefined]);
    if (!runtime.decodes) edits.push(["accept-encoding", "identity"]);
    return edits;
  }

  /** The answer as she gets it. */
  async answer(response: Response): Promise<Response> {
    const { vault, permissions, host, engine, clear, kept } = this.#parts;
    const profile = this.#profile;
    const events = eventsOf(this.#parts.rules, this.#parts.url, response);
    // What her browser tells by the header, her browser keeps.
    const before: Shopper = { permissions, profile: kept?.profile };
    const after = this.#parts.brought !== undefined || events.length === 0 ? undefined : engine.observe(before, events, vault.most);
    const cookie = after !== undefined ? await vault.keep(after, kept?.name, host, permissions, engine.now()) : clear ? vault.cleared : undefined;
    const shopper: Shopper = { permissions, profile: after ?? profile };
    const reordered = this.#reordering(response, shopper);
    if (cookie === undefined && reordered === undefined) return response;
    const answer = new Response(reordered === undefined ? response.body : reordered(), response);
    makePrivate(answer.headers, VARIES);
    if (reordered !== undefined) dropOfTheBytes(answer.headers);
    if (cookie !== undefined) answer.headers.append("set-cookie", cookie);
    // Her page sees by it what the edge knows of her choices: docs/edge.md.
    if (this.#parts.brought === undefined && kindOf(answer.headers) === "html") answer.headers.append("server-timing", timing(kept?.choices ?? ""));
    return answer;
  }

  /** What gives the reordered body; `undefined` where the body stays as it is. */
  #reordering(response: Response, shopper: Shopper): (() => ReadableStream<Uint8Array> | null) | undefined {
    const { settings, runtime, engine, request, url } = this.#parts;
    if (shopper.profile === undefined && !settings.slices) return undefined;
    const { status, headers, body } = response;
    const kind = kindOf(headers);
    if (status !== 200 || kind === undefined || !mayBeChanged(headers)) return undefined;
    if (!runtime.decodes && encodingOf(headers) !== undefined) return undefined;
    const order = this.#order(shopper);
    const charset = charsetOf(headers);
    const around = <T>(read: () => T): T => engine.lend(shopper, read);
    const options = { around, onError: (error: VitrineError) => settings.report(error), ...(charset === undefined ? {} : { charset }) };
    if (kind === "html") {
      const lists = applying(settings.lists, url);
      if (lists.length === 0) return undefined;
      if (request.method === "HEAD" || body === null) return () => null;
      if (!settings.slices) return () => reorderHtml(body, lists, order, options);
      const items = this.#itemsOf(response);
      const collecting: ListOrder = (list) => {
        items.list(list.ids);
        return shopper.profile === undefined ? null : order(list);
      };
      return () => endedWith(reorderHtml(body, lists, collecting, options), () => this.#block(items));
    }
    const lists = applying(settings.json, url);
    if (lists.length === 0 || shopper.profile === undefined) return undefined;
    if (request.method === "HEAD" || body === null) return () => null;
    return () => reorderJson(body, lists, order, options);
  }

  /** The items of the page, so far its own: whatever she did by opening it, or did not. */
  #itemsOf(response: Response): PageItems {
    const { settings, url } = this.#parts;
    const items = new PageItems();
    const ofPages = settings.events.filter(({ method, path }) => method === "GET" && path.test(url.pathname));
    for (const { item } of eventsOf(ofPages, url, response)) if (item !== undefined) items.own(item);
    return items;
  }

  /** What brings their rows to the browser. */
  #block(items: PageItems): Uint8Array | undefined {
    const { engine, settings } = this.#parts;
    try {
      return items.wanted.length === 0 ? undefined : engine.cutter.block(items.wanted);
    } catch (thrown) {
      report(settings.report, thrown);
      return undefined;
    }
  }

  /** The order of each list, from the first to the last: what one shows, the next ones put last, as in a browser. */
  #order(shopper: Shopper): ListOrder {
    const { engine } = this.#parts;
    const shown: string[] = [];
    return ({ slot, ids, pinned, top }: FoundList) => {
      const pins = ids.flatMap((id, position) => (pinned[position] === true ? [{ id, position }] : []));
      const { ids: ranked, order, personal, hide } = engine.rank(shopper, {
        items: ids,
        pins,
        shown,
        ...(slot === "" ? {} : { slot }),
        ...(top === undefined ? {} : { top }),
      });
      if (!hide) shown.push(...ranked);
      if (!personal) return null;
      // The engine's own permutation, where nothing is left out and nothing has to stay.
      if (pins.length === 0 && order.length === ids.length) return Array.from(order);
      return fill(ids.map((id, place) => ({ id, held: pinned[place] === true })), ranked).order;
    };
  }
}

/** Whether a request is for a page, as far as it tells. */
export function wantsHtml({ headers }: Request): boolean {
  return /^(?:document|iframe|frame)$/.test(headers.get("sec-fetch-dest") ?? "") || (headers.get("accept") ?? "").includes("text/html");
}

/** The rules that hold for an address. */
export function applying<Rule>(rules: readonly { rule: Rule; on: RegExp | undefined }[], url: URL): Rule[] {
  return rules.filter(({ on }) => on === undefined || on.test(url.pathname)).map(({ rule }) => rule);
}
