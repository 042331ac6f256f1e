// The keys of the sealed cookie: 32 random bytes each, in base64. The first one seals, all of them open.

import { isObject, named } from "../check.js";
import { VitrineError } from "../errors.js";

const KEY_BYTES = 32;
/** So many bytes of a key's hash are its id: enough to tell a merchant's few keys apart, and nothing of the key itself. */
export const KEY_ID_BYTES = 4;

/** A key that cannot be read out, and its id. */
export interface EdgeKey {
  readonly id: Uint8Array<ArrayBuffer>;
  readonly key: CryptoKey;
}

/** What a key's id is the hash of, beside the key. */
const ID_OF = new TextEncoder().encode("vitrine edge key id");

/**
 * The keys' bytes.
 * @throws VitrineError `bad-keys`
 */
export function readKeys(given: unknown): Uint8Array<ArrayBuffer>[] {
  const list: unknown[] = Array.isArray(given) ? given : typeof given === "string" ? given.split(/[\s,]+/).filter((key) => key !== "") : [given];
  if (list.length === 0) throw bad("There is none");
  return list.map((key) => {
    const bytes = typeof key === "string" ? decode(key.trim()) : undefined;
    if (bytes?.length !== KEY_BYTES) {
      // Never the value itself: it may be a key that was cut off.
      throw bad(typeof key === "string" ? "A key is not 32 bytes in base64" : `A key is ${isObject(key) ? "an object" : named(key)}`);
    }
    return bytes;
  });
}

/** Makes them ready for use. */
export function importKeys(keys: readonly Uint8Array<ArrayBuffer>[]): Promise<EdgeKey[]> {
  return Promise.all(
    keys.map(async (bytes) => {
      const hashed = new Uint8Array(ID_OF.length + bytes.length);
      hashed.set(ID_OF);
      hashed.set(bytes, ID_OF.length);
      const [digest, key] = await Promise.all([
        crypto.subtle.digest("SHA-256", hashed),
        crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]),
      ]);
      return { id: new Uint8Array(digest.slice(0, KEY_ID_BYTES)), key };
    }),
  );
}

function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function bad(what: string): VitrineError {
  return new VitrineError("bad-keys", `${what}; give the keys of the cookie as \`openssl rand -base64 32\` prints them, the one that seals first.`);
}
