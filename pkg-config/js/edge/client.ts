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
import { MOST_PROFILE, PROFILE_HEADER } from "./header-name.js";

/** Where the edge erases its cookie, unless its option `erasePath` says otherwise. */
const ERASE_PATH = "/.vitrine/erase";

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
 * Keeps the edge to what the shopper decides here: when the profile of this browser is erased, or its permission taken
 * back, the edge's cookie goes, too. Returns what ends it.
 * @throws VitrineError `bad-argument` for what is no Vitrine
 */
export function eraseWith(vitrine: Vitrine, path = ERASE_PATH): () => void {
  const host = theHost(vitrine);
  const erase = (): void => void eraseEdge(path).catch((thrown: unknown) => host.report(thrown));
  vitrine.addEventListener("erased", erase);
  return () => vitrine.removeEventListener("erased", erase);
}

/**
 * Erases the edge's cookie, and what it leads to.
 * @throws VitrineError `edge-unreachable`
 */
export async function eraseEdge(path = ERASE_PATH): Promise<void> {
  const answer = await fetch(path, { method: "POST", credentials: "same-origin", keepalive: true }).catch((thrown: unknown) => thrown);
  if (answer instanceof Response && answer.ok) return;
  const how = answer instanceof Response ? `answered with status ${answer.status}` : "cannot be reached";
  throw new VitrineError("edge-unreachable", `The edge ${how} at ${path}, so its cookie may still be there; try again.`);
}

function tell(vitrine: Vitrine, host: Host, address: string, headers: Headers): void {
  try {
    if (new URL(address).origin !== location.origin) return;
    const { persist, profile } = vitrine.permissions;
    if (!persist || !profile) return;
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
