/**
 * `vitrine/edge/client`: what a page does with the edge that stands before it.
 * @packageDocumentation
 */
import { toBase64url } from "../base64url.js";
import { isObject, named } from "../check.js";
import { VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import type { Host } from "../host.js";
import type { Vitrine } from "../vitrine.js";
import { ERASE_PATH } from "./choices.js";
import { MOST_PROFILE, PROFILE_HEADER } from "./header-name.js";
import { EdgeSync, mayTell, post } from "./sync.js";
import type { SyncEdgeOptions } from "./sync.js";

export type { SyncEdgeOptions } from "./sync.js";

/**
 * A `fetch` that tells the shop's own edge of the profile in this browser, so that lists in JSON come in the shopper's
 * order: with the permissions `persist` and `profile`, to the page's own origin, and to nobody else. What is sent stands in
 * the ledger. Without permission, or when anything goes wrong, it is `fetch` itself.
 * @throws VitrineError `bad-argument` for what is no Vitrine
 */
export function edgeFetch(vitrine: Vitrine, using: typeof fetch = fetch): typeof fetch {
  const host = theHost(vitrine);
  return (input, init) => {
    const request = new Request(input, init);
    tell(vitrine, host, request.url, request.headers);
    return using(request);
  };
}

/**
 * Keeps the edge's cookie to what the shopper decides here: her pause, her dial, the purposes that she switched off, what she
 * forgets and what she says of her taste; and what is erased here, or whose permission is taken back, goes there, too. What
 * cannot be told is told to `onError`. Returns what ends it.
 * @throws VitrineError `bad-argument` for what is no Vitrine
 */
export function syncEdge(vitrine: Vitrine, options: SyncEdgeOptions = {}): () => void {
  const sync = new EdgeSync(vitrine, theHost(vitrine), options);
  return () => sync.end();
}

/**
 * Erases the edge's cookie, and what it leads to.
 * @throws VitrineError `edge-unreachable`, `edge-refused`
 */
export function eraseEdge(path = ERASE_PATH): Promise<void> {
  return post(path);
}

function tell(vitrine: Vitrine, host: Host, address: string, headers: Headers): void {
  try {
    if (new URL(address).origin !== location.origin) return;
    if (!mayTell(vitrine)) return;
    const bytes = vitrine.save({ most: MOST_PROFILE });
    headers.set(PROFILE_HEADER, toBase64url(bytes));
    host.given("profile", bytes.length, "edge");
  } catch (thrown) {
    headers.delete(PROFILE_HEADER);
    host.report(thrown);
  }
}

function theHost(vitrine: Vitrine): Host {
  const host = isObject(vitrine) ? hostOf(vitrine) : undefined;
  if (host === undefined) throw new VitrineError("bad-argument", `vitrine/edge/client was given ${named(vitrine)}; give what createVitrine made.`);
  return host;
}
