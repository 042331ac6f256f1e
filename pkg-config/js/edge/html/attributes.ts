// Attributes of a start tag, by the bytes in which they stand; read as text when somebody asks.

import { attributeValue } from "./text.js";

/** Names of attributes to ask for. */
export class Names {
  readonly #known = new Set<string>();
  /** By their lengths, with the bytes of each. */
  readonly #byLength: { name: string; bytes: Uint8Array }[][] = [];

  /** `names`: in lower case. */
  constructor(names: Iterable<string>) {
    for (const name of names) {
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      (this.#byLength[name.length] ??= []).push({ name, bytes: Uint8Array.from(name, (character) => character.charCodeAt(0)) });
    }
  }

  /** These and others; the same again where there are none but these. */
  with(names: Iterable<string>): Names {
    const others = [...names].filter((name) => !this.#known.has(name));
    return others.length === 0 ? this : new Names([...this.#known, ...others]);
  }

  /** Which of them stands there, in whatever case; undefined for none. */
  find(bytes: Uint8Array, from: number, to: number): string | undefined {
    const candidates = this.#byLength[to - from];
    if (candidates === undefined) return undefined;
    for (let n = 0; n < candidates.length; n += 1) {
      const { name, bytes: wanted } = candidates[n] as { name: string; bytes: Uint8Array };
      let at = 0;
      while (at < wanted.length && lower(bytes[from + at] as number) === wanted[at]) at += 1;
      if (at === wanted.length) return name;
    }
    return undefined;
  }
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/** Those attributes of an element that somebody asks for. */
export class Attributes {
  readonly #bytes: Uint8Array;
  readonly #decoder: TextDecoder | undefined;
  readonly #names: string[] = [];
  readonly #places: number[] = [];

  constructor(bytes: Uint8Array, decoder?: TextDecoder) {
    this.#bytes = bytes;
    this.#decoder = decoder;
  }

  /** One whose value stands from one place to another. */
  add(name: string, from: number, to: number): void {
    this.#names.push(name);
    this.#places.push(from, to);
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  get(name: string): string | undefined {
    const at = this.#names.indexOf(name);
    if (at < 0) return undefined;
    return attributeValue(this.#bytes, this.#places[at * 2] as number, this.#places[at * 2 + 1] as number, this.#decoder as TextDecoder);
  }
}

/** An element of which nobody asks for any. */
export const NONE = new Attributes(new Uint8Array(0));
