// Reading the header by which a page's own `fetch` brings the profile of her browser.

import { fromBase64url } from "../base64url.js";
import { MOST_PROFILE, PROFILE_HEADER } from "./header-name.js";
import { refusedHeader } from "./refusals.js";

/** The longest that it can be. */
const MOST_TEXT = Math.ceil((MOST_PROFILE * 4) / 3);

/**
 * The profile of a request's header; `undefined` where it brings none.
 * @throws VitrineError where it is none that the client helper sent
 */
export function profileOf(headers: Headers): Uint8Array<ArrayBuffer> | undefined {
  const text = headers.get(PROFILE_HEADER);
  if (text === null) return undefined;
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") throw refusedHeader("it comes from another site");
  if (text.length > MOST_TEXT) throw refusedHeader(`it has ${text.length} characters, and no more than ${MOST_TEXT} are taken`);
  const bytes = fromBase64url(text);
  if (bytes === undefined || bytes.length === 0) throw refusedHeader("it is not in base64url");
  return bytes;
}

/** Its name as it is, and with the underscores that some servers write for hyphens; it has one. */
const SPELLINGS: readonly string[] = [PROFILE_HEADER, PROFILE_HEADER.replace("-", "_")];

/** The names of a request's headers that are this one. */
export function spellings(headers: Headers): string[] {
  return SPELLINGS.filter((name) => headers.has(name));
}
