// The sealed cookie's bytes; docs/edge.md is normative.
//
//   version u8 | key id 4 B | purposes u8 | nonce 12 B | AES-256-GCM( sealed at u32, kind u8, content ) with its tag of 16 B
//
// Authenticated with it, unsealed: what it is for (this format, the host, the purposes, the place it is kept in).

import { fromBase64url, toBase64url } from "../base64url.js";
import { VitrineError } from "../errors.js";
import type { Permissions } from "../types.js";
import { MOST_PROFILE } from "./header-name.js";
import { KEY_ID_BYTES } from "./keys.js";
import type { EdgeKey } from "./keys.js";
import { refused } from "./refusals.js";

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Version, key id, purposes, nonce. */
const HEAD_BYTES = 1 + KEY_ID_BYTES + 1 + NONCE_BYTES;
/** When it was sealed, and what it is. */
const INNER_BYTES = 4 + 1;
/** The longest text that can be a sealed profile. */
export const MOST_SEALED = Math.ceil(((HEAD_BYTES + INNER_BYTES + MOST_PROFILE + TAG_BYTES) * 4) / 3);
/** A clock of another machine may be ahead by so many seconds. */
const AHEAD = 300;

/** What is sealed: a profile's bytes, or the name under which a store holds them. */
export type Kind = "profile" | "name";
const KINDS: readonly Kind[] = ["profile", "name"];

/** What a seal is bound to. */
export interface Bound {
  readonly host: string;
  /** Where the sealed bytes are kept: the cookie, or a store under a name. */
  readonly place: string;
}

/** What a sealed text held. */
export interface Opened {
  readonly kind: Kind;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** The purposes that a profile was sealed for, as bits. */
export function purposesOf(permissions: Readonly<Permissions>): number {
  const { persist, profile, purchases } = permissions;
  return Number(persist) | (Number(profile) << 1) | (Number(purchases) << 2);
}

/** Seals with the first key. */
export async function seal(keys: readonly EdgeKey[], bound: Bound, purposes: number, at: number, { kind, content }: Opened): Promise<Uint8Array<ArrayBuffer>> {
  const [first] = keys;
  if (first === undefined) throw new VitrineError("bad-keys", "There is no key to seal with.");
  const plain = new Uint8Array(INNER_BYTES + content.length);
  new DataView(plain.buffer).setUint32(0, at, true);
  plain[4] = KINDS.indexOf(kind);
  plain.set(content, INNER_BYTES);
  const head = new Uint8Array(HEAD_BYTES);
  head[0] = VERSION;
  head.set(first.id, 1);
  head[1 + KEY_ID_BYTES] = purposes;
  const iv = crypto.getRandomValues(head.subarray(HEAD_BYTES - NONCE_BYTES));
  const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: associated(bound, purposes) }, first.key, plain);
  const sealed = new Uint8Array(HEAD_BYTES + cipher.byteLength);
  sealed.set(head);
  sealed.set(new Uint8Array(cipher), HEAD_BYTES);
  return sealed;
}

/** The same as text. */
export async function sealText(...sealing: Parameters<typeof seal>): Promise<string> {
  return toBase64url(await seal(...sealing));
}

/**
 * Opens a sealed text, if it may be opened for `purposes` and is no older than `most` seconds.
 * @throws VitrineError with the cause of the refusal; the codes are in docs/edge.md
 */
export async function openText(keys: readonly EdgeKey[], bound: Bound, purposes: number, now: number, most: number, text: string): Promise<Opened> {
  if (text.length > MOST_SEALED) throw refused("oversized", `it has ${text.length} characters, and no sealed profile has more than ${MOST_SEALED}`);
  const sealed = fromBase64url(text);
  if (sealed === undefined) throw refused("malformed", "it is not in base64url");
  return open(keys, bound, purposes, now, most, sealed);
}

/**
 * Opens sealed bytes.
 * @throws VitrineError as {@link openText}
 */
export async function open(
  keys: readonly EdgeKey[],
  bound: Bound,
  purposes: number,
  now: number,
  most: number,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Opened> {
  if (sealed.length < HEAD_BYTES + INNER_BYTES + TAG_BYTES) throw refused("malformed", "it is too short");
  if (sealed[0] !== VERSION) throw refused("other-version", "it is of another version of the format");
  const id = sealed.subarray(1, 1 + KEY_ID_BYTES);
  const key = keys.find((one) => one.id.every((byte, n) => byte === id[n]));
  if (key === undefined) throw refused("unknown-key", "none of the keys sealed it; after a change of keys, keep the former one as the second");
  const sealedFor = sealed[1 + KEY_ID_BYTES] as number;
  // Not a bit more than she grants now: what was sealed with purchases is not opened without them.
  if ((sealedFor & ~purposes) !== 0) throw refused("other-purposes", "it was sealed for purposes that are not granted now");
  let plain: Uint8Array<ArrayBuffer>;
  try {
    const algorithm = { name: "AES-GCM", iv: sealed.subarray(HEAD_BYTES - NONCE_BYTES, HEAD_BYTES), additionalData: associated(bound, sealedFor) };
    plain = new Uint8Array(await crypto.subtle.decrypt(algorithm, key.key, sealed.subarray(HEAD_BYTES)));
  } catch {
    throw refused("tampered", "it was changed, or sealed for another host");
  }
  const at = new DataView(plain.buffer).getUint32(0, true);
  if (at > now + AHEAD) throw refused("from-the-future", `it was sealed ${at - now} seconds from now; set the clock of your machines`);
  if (now - at > most) throw refused("too-old", `it was sealed ${now - at} seconds ago, and no more than ${most} are allowed`);
  const kind = KINDS[plain[4] as number];
  if (kind === undefined) throw refused("other-version", "it holds something of another version");
  return { kind, content: plain.slice(INNER_BYTES) };
}

const ENCODER = new TextEncoder();

function associated({ host, place }: Bound, purposes: number): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(JSON.stringify(["vitrine-edge", VERSION, place, host, purposes]));
}
