// The requests that are for the edge itself, from the shop's own pages and in the shopper's name: to erase what it keeps of
// her, and to take over what she decided in the page.

import type { Permissions } from "../types.js";
import { readDecisions } from "./decisions.js";
import type { Settings } from "./options.js";
import type { SharedEngine } from "./shared.js";
import type { Kept, Vault } from "./vault.js";

/** What of the handler they need. */
export interface OwnRequestParts {
  readonly settings: Settings;
  readonly vault: Vault;
  /** The engine; `undefined` while it cannot be had. */
  readonly engine: () => Promise<SharedEngine | undefined>;
  /** What she grants, as far as a request tells. */
  readonly permissions: (request: Request, engine: SharedEngine) => Promise<Permissions>;
  /** What her cookie holds; one that is refused counts as none, and is to go. */
  readonly kept: (request: Request, host: string, permissions: Permissions, engine: SharedEngine) => Promise<{ kept: Kept | undefined; clear: boolean }>;
  readonly report: (thrown: unknown) => void;
}

/** The answer to a request that is for the edge itself; `undefined` for all others. Never rejects. */
export function answerOwn(parts: OwnRequestParts, request: Request, url: URL): Promise<Response> | undefined {
  if (request.method !== "POST") return undefined;
  const { erasePath, choicesPath, host = url.host } = parts.settings;
  const act = url.pathname === erasePath ? erase : url.pathname === choicesPath ? decide : undefined;
  if (act === undefined) return undefined;
  return fromOwnPage(request.headers, host) ? act(parts, request, host) : Promise.resolve(answer(403));
}

/** Erases what her cookie leads to. */
async function erase({ vault, report }: OwnRequestParts, { headers }: Request, host: string): Promise<Response> {
  try {
    return answer(204, await vault.erase(headers, host));
  } catch (thrown) {
    // The cookie goes all the same; what the store has kept lapses, and the page can ask again.
    report(thrown);
    return answer(503, vault.cleared);
  }
}

/** Does on the cookie's profile what she decided in the page. Where there is none yet, one begins that holds her choices. */
async function decide(parts: OwnRequestParts, request: Request, host: string): Promise<Response> {
  const { settings, vault, report } = parts;
  try {
    const engine = settings.off(request) ? undefined : await parts.engine();
    if (engine === undefined) return answer(503);
    const permissions = await parts.permissions(request, engine);
    // Neither opened nor written; the page erases it, if it holds what is to be forgotten.
    if (!permissions.persist || !permissions.profile) return answer(403);
    const now = engine.now();
    const operations = await readDecisions(request, now).catch(report);
    if (operations === undefined) return answer(400);
    const { kept, clear } = await parts.kept(request, host, permissions, engine);
    const after = engine.decide({ permissions, profile: kept?.profile }, operations, vault.most);
    if (after !== undefined) return answer(204, await vault.keep(after, kept?.name, host, permissions, now));
    return answer(204, kept !== undefined || clear ? await vault.erase(request.headers, host) : undefined);
  } catch (thrown) {
    report(thrown);
    return answer(503);
  }
}

function answer(status: number, cookie?: string): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  if (cookie !== undefined) headers.append("set-cookie", cookie);
  return new Response(null, { status, headers });
}

/** Whether a page of the shop itself asks. By the host alone: whoever ends TLS before us changes the rest of the address. */
function fromOwnPage(headers: Headers, host: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  return origin === null || (URL.canParse(origin) && new URL(origin).host === host);
}
