// The bytes of a page as text.

import { VitrineError } from "../../errors.js";

let decode: ((written: string) => string) | undefined;

/**
 * Loads what knows the names of characters, once; undefined where it is there. Its tables are a quarter of all that an
 * isolate would have to load before its first answer, and only pages need them.
 */
export function loadNames(): Promise<void> | undefined {
  if (decode !== undefined) return undefined;
  return import("entities/decode").then(({ decodeHTMLAttribute }) => {
    decode = decodeHTMLAttribute;
  });
}

/** Charsets in which ASCII bytes may be something else than ASCII. */
const NO_ASCII: ReadonlySet<string> = new Set(["utf-16le", "utf-16be", "iso-2022-jp", "replacement"]);

/** A decoder of a charset; undefined where its bytes cannot be read as ASCII, or where the runtime does not know it. */
export function decoderOf(charset: string): TextDecoder | undefined {
  try {
    const decoder = new TextDecoder(charset, { ignoreBOM: true });
    return NO_ASCII.has(decoder.encoding) ? undefined : decoder;
  } catch {
    return undefined;
  }
}

/** An attribute's value as a browser has it, from where it stands in the bytes. */
export function attributeValue(bytes: Uint8Array, from: number, to: number, decoder: TextDecoder): string {
  let value = "";
  let entities = false;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte > 0x7f || byte === 0x0d || byte === 0) {
      value = decoder.decode(bytes.subarray(from, to)).replace(/\r\n?/g, "\n").replaceAll("\0", "\ufffd");
      entities = value.includes("&");
      break;
    }
    // Most values are short and ASCII, and a call of the decoder takes longer than all of one.
    value += ASCII[byte] as string;
    if (byte === 0x26) entities = true;
  }
  if (!entities) return value;
  if (decode === undefined) throw new VitrineError("broken", "The names of characters are not loaded; the list passes as it is.");
  return decode(value);
}

const ASCII = Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte));
