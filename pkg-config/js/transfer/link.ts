// The sealed profile in an address of the shop, for a QR code. It stands in the fragment, which no browser sends.

import { fromBase64url, toBase64url } from "../base64url.js";
import { VitrineError } from "../errors.js";

const MARK = "#vitrine=";
/** What a QR code of version 25 holds at its lowest correction: beyond it, phones have trouble reading it off a screen. */
const MOST_CHARACTERS = 1273;

/** How many bytes fit behind an address. */
export function room(page: string): number {
  return Math.floor(((MOST_CHARACTERS - address(page).length - MARK.length) * 3) / 4);
}

/** The shop's address with the sealed bytes behind it. */
export function linkTo(page: string, sealed: Uint8Array): string {
  const link = `${address(page)}${MARK}${toBase64url(sealed)}`;
  if (link.length > MOST_CHARACTERS) {
    throw new VitrineError("transfer-too-large", `A QR code that a phone can read holds ${MOST_CHARACTERS} characters, and this has ${link.length}; use the file.`);
  }
  return link;
}

/** The sealed bytes in an address, or `undefined`. */
export function arrivedIn(link: string): Uint8Array | undefined {
  const at = link.indexOf(MARK);
  if (at < 0) return undefined;
  return fromBase64url(link.slice(at + MARK.length));
}

/** Without fragment and query: what the page was asked for is nobody's business on another device. */
function address(page: string): string {
  const url = new URL(page);
  return `${url.origin}${url.pathname}`;
}

/** The dark squares of a QR code, row by row, with the quiet zone around it. */
export async function squares(link: string): Promise<boolean[][]> {
  const { encode } = await import("uqr");
  return encode(link, { ecc: "L", border: 4 }).data;
}
