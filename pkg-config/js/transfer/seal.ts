// Sealing a profile for its way to another device; docs/transfer.md is the format.

import { VitrineError } from "../errors.js";

const MAGIC = [0x89, 0x56, 0x54, 0x54];
const VERSION = 1;
/** OWASP's figure for PBKDF2 with SHA-256. The code has 80 random bits of its own: this is a second lock, not the first. */
const ROUNDS = 600_000;
const SALT = 16;
const NONCE = 12;
const SHOP = 8;
/** Magic, version, mark of the shop, salt, nonce. */
const HEADER = MAGIC.length + 1 + SHOP + SALT + NONCE;
const TAG = 16;
/** How many bytes sealing adds. */
export const ENVELOPE = HEADER + TAG;
/** The longest profile that is taken. */
const MOST_BYTES = 65_536;

/** What is authenticated besides the content: the whole header, and the shop's name in full. */
function associated(header: Uint8Array, shop: string): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(shop);
  const all = new Uint8Array(header.length + name.length);
  all.set(header);
  all.set(name, header.length);
  return all;
}

/** A few bytes by which a shop knows its own files. */
async function markOf(shop: string): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`vitrine transfer\n${shop}`));
  return new Uint8Array(digest).subarray(0, SHOP);
}

async function keyOf(code: string, salt: Uint8Array<ArrayBuffer>, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const phrase = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveKey"]);
  const derive = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(derive, phrase, { name: "AES-GCM", length: 256 }, false, [use]);
}

/** Refuses where the browser has no cryptography to offer: on a page that came without TLS. */
function insist(): void {
  if (globalThis.crypto?.subtle === undefined) {
    throw new VitrineError("transfer-insecure-page", "Sealing needs WebCrypto, which pages have over https only; serve the shop over https.");
  }
}

/** Seals bytes under a code. */
export async function seal(profile: Uint8Array, code: string, shop: string): Promise<Uint8Array> {
  insist();
  const header = new Uint8Array(HEADER);
  header.set([...MAGIC, VERSION]);
  header.set(await markOf(shop), MAGIC.length + 1);
  const salt = crypto.getRandomValues(header.subarray(HEADER - NONCE - SALT, HEADER - NONCE));
  const iv = crypto.getRandomValues(header.subarray(HEADER - NONCE));
  const key = await keyOf(code, salt.slice(), "encrypt");
  const how = { name: "AES-GCM", iv: iv.slice(), additionalData: associated(header, shop) };
  const content = new Uint8Array(await crypto.subtle.encrypt(how, key, profile.slice()));
  const sealed = new Uint8Array(HEADER + content.length);
  sealed.set(header);
  sealed.set(content, HEADER);
  return sealed;
}

/**
 * Opens what `seal` closed.
 * @throws VitrineError `transfer-not-one`, `transfer-newer-version`, `transfer-other-shop`, `transfer-refused`
 */
export async function open(sealed: Uint8Array, code: string, shop: string): Promise<Uint8Array> {
  insist();
  if (!MAGIC.every((byte, n) => sealed[n] === byte)) {
    throw new VitrineError("transfer-not-one", "These bytes are no profile on its way to another device; give those of pack.");
  }
  if (sealed[MAGIC.length] !== VERSION) {
    throw new VitrineError("transfer-newer-version", "This was packed by a newer version of the shop; update it here as well.");
  }
  const refused = () =>
    new VitrineError("transfer-refused", "The code does not fit, or the bytes are damaged; type the code again or pack anew.");
  if (sealed.length <= HEADER + TAG || sealed.length > HEADER + TAG + MOST_BYTES) throw refused();
  const header = sealed.subarray(0, HEADER);
  const mark = await markOf(shop);
  if (!mark.every((byte, n) => header[MAGIC.length + 1 + n] === byte)) {
    throw new VitrineError("transfer-other-shop", "This was packed by another shop; open it there.");
  }
  const key = await keyOf(code, header.slice(HEADER - NONCE - SALT, HEADER - NONCE), "decrypt");
  const how = { name: "AES-GCM", iv: header.slice(HEADER - NONCE), additionalData: associated(header, shop) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.slice(HEADER)));
  } catch {
    throw refused();
  }
}
