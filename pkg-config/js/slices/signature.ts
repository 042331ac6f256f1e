// Who made a file: Ed25519 (RFC 8032) over all of it but its last 64 bytes, which are the signature.

import { describe, VitrineError } from "../errors.js";

const SIGNATURE = 64;
const ED25519 = "Ed25519";

/** Whether a file is signed with a key. */
export type Verify = (file: Uint8Array) => Promise<boolean>;

/**
 * Checks files against a public key, as `vitrine slices key` prints it: 32 bytes in base64url.
 * @throws VitrineError `slices-bad-key`
 */
export async function verifier(key: string): Promise<Verify> {
  const bytes = keyBytes(key);
  try {
    const imported = await crypto.subtle.importKey("raw", bytes, ED25519, false, ["verify"]);
    return (file) => {
      const { content, signature } = parted(file);
      return crypto.subtle.verify(ED25519, imported, signature, content);
    };
  } catch {
    // A browser without Ed25519, or a page that came without TLS.
    const { ed25519 } = await import("@noble/curves/ed25519.js");
    return (file) => {
      const { content, signature } = parted(file);
      return Promise.resolve(signature.length === SIGNATURE && ed25519.verify(signature, content, bytes));
    };
  }
}

function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    const base64 = key.replaceAll("-", "+").replaceAll("_", "/");
    bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (thrown) {
    throw new VitrineError("slices-bad-key", `The key cannot be read (${describe(thrown)}); give what \`vitrine slices key\` printed.`);
  }
  if (bytes.length !== 32) {
    throw new VitrineError("slices-bad-key", "The key is not 32 bytes long; give what `vitrine slices key` printed.");
  }
  return bytes;
}

function parted(file: Uint8Array): { content: Uint8Array<ArrayBuffer>; signature: Uint8Array<ArrayBuffer> } {
  const end = Math.max(0, file.length - SIGNATURE);
  return { content: file.slice(0, end), signature: file.slice(end) };
}
