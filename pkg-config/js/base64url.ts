// Bytes as text for addresses, cookies and headers: base64url without padding (RFC 4648, section 5).

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** The value of each sign by its code; 64 for what is none. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => (SIGNS.indexOf(String.fromCharCode(code)) + 65) % 65);

/** Bytes as text. */
export function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of a text; `undefined` where it is not exactly what {@link toBase64url} writes, so that one text stands for one array. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const { length } = text;
  const bytes = new Uint8Array((length * 3) >> 2);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let place = 0; place < length; place += 1) {
    const value = VALUES[text.charCodeAt(place)] ?? 64;
    if (value === 64) return undefined;
    held = ((held << 6) | value) & 0x3fff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = held >> bits;
      at += 1;
    }
  }
  // A sign too many, or bits that stand for nothing and are set.
  return bits === 6 || (held & ((1 << bits) - 1)) !== 0 ? undefined : bytes;
}
