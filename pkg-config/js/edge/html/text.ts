// The bytes of a page as text for the tokenizer: one character for each byte, so that its offsets are the body's.

import { decodeHTMLAttribute } from "entities/decode";

// `latin1` is windows-1252 to the web: each byte is one character, and each of those stands for one byte.
const BYTES = new Map([...new TextDecoder("latin1").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))].map((character, byte) => [character, byte]));

/** Charsets in which ASCII bytes may be something else than ASCII. */
const NO_ASCII: ReadonlySet<string> = new Set(["utf-16le", "utf-16be", "iso-2022-jp", "replacement"]);

/** A decoder of a charset; undefined where its bytes cannot be read as ASCII, or where the runtime does not know it. */
export function decoderOf(charset: string): TextDecoder | undefined {
  try {
    const decoder = new TextDecoder(charset);
    return NO_ASCII.has(decoder.encoding) ? undefined : decoder;
  } catch {
    return undefined;
  }
}

/** An attribute's value as a browser has it, from its bytes as characters. */
export function attributeValue(written: string, decoder: TextDecoder): string {
  let value = written;
  // eslint-disable-next-line no-control-regex
  if (/[^\x01-\x7f]|\r/.test(value)) {
    const bytes = Uint8Array.from(value, (character) => BYTES.get(character) as number);
    value = decoder.decode(bytes).replace(/\r\n?/g, "\n").replaceAll("\0", "\ufffd");
  }
  return value.includes("&") ? decodeHTMLAttribute(value) : value;
}
