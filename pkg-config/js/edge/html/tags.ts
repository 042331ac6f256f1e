// The tags of a page that passes, from htmlparser2's tokenizer: names, the attributes that are asked for, and offsets in
// bytes, wherever the page is cut into chunks.

import { Tokenizer } from "htmlparser2";
import { tagOf } from "./tag-names.js";
import type { Tag } from "./tag-names.js";

/** How much of what passed is kept for a name that the end of a chunk cuts in two. No name that matters is longer. */
const TAIL = 256;

/** Names of attributes to ask for. */
export class Names {
  readonly #names = new Set<string>();
  /** A bit for each length that a name has: most attributes need not be looked at for more than that. */
  #lengths = 0;

  /** `names`: in lower case. */
  constructor(names: Iterable<string>) {
    this.add(names);
  }

  add(names: Iterable<string>): void {
    for (const name of names) {
      this.#names.add(name);
      this.#lengths |= 1 << (name.length & 31);
    }
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  mayHave(length: number): boolean {
    return (this.#lengths & (1 << (length & 31))) !== 0;
  }
}

/** Hears of the tags, with offsets in the body. */
export interface TagListener {
  startTag(tag: Tag, start: number, nameEnd: number, end: number, selfClosing: boolean): void;
  endTag(tag: Tag, start: number, end: number): void;
  inForeign(): boolean;
}

/** Finds the tags. */
export class Tags {
  readonly #listener: TagListener;
  readonly #tokenizer: Tokenizer;
  readonly #decoder = new TextDecoder("latin1");
  #chunk = "";
  /** Where the chunk begins, and the text before it that may still be asked for. */
  #offset = 0;
  #tail = "";
  /** The start tag that is being read: where its name begins and ends; 0 while none is. */
  #nameStart = 0;
  #nameEnd = 0;
  /** Its attributes: where each name and value begins and ends. */
  readonly #places: number[] = [];
  #count = 0;
  /** An end tag whose `>` has not come. */
  #ending: { tag: Tag; start: number } | undefined;

  constructor(listener: TagListener) {
    this.#listener = listener;
    const nothing = () => {};
    this.#tokenizer = new Tokenizer(
      { decodeEntities: false },
      {
        onopentagname: (start, end) => {
          this.#nameStart = start;
          this.#nameEnd = end;
          this.#count = 0;
        },
        onattribname: (start, end) => {
          this.#places[this.#count] = start;
          this.#places[this.#count + 1] = end;
          this.#places[this.#count + 2] = 0;
          this.#places[this.#count + 3] = 0;
          this.#count += 4;
        },
        onattribdata: (start, end) => {
          const at = this.#count - 2;
          if (this.#places[at] === 0) this.#places[at] = start;
          this.#places[at + 1] = end;
        },
        onopentagend: (end) => this.#startTag(end, false),
        onselfclosingtag: (end) => this.#startTag(end, true),
        onclosetag: (start, end) => this.#endTag(start, end),
        isInForeignContext: () => this.#listener.inForeign(),
        onattribend: nothing,
        onattribentity: nothing,
        oncdata: nothing,
        oncomment: nothing,
        ondeclaration: nothing,
        onend: nothing,
        onprocessinginstruction: nothing,
        ontext: nothing,
        ontextentity: nothing,
      },
    );
  }

  /** The start tag of which a part has come: its name, and where that ends; undefined between tags. */
  get within(): { tag: Tag; nameEnd: number } | undefined {
    if (this.#nameEnd === 0) return undefined;
    return { tag: tagOf(this.#text(this.#nameStart, this.#nameEnd)), nameEnd: this.#nameEnd };
  }

  /** While a start tag is told: those of its attributes that are named, each as `read` reads what is written. The first of its name counts. */
  attributes(names: Names, read: (written: string) => string): ReadonlyMap<string, string> {
    let attributes: Map<string, string> | undefined;
    const places = this.#places;
    for (let at = 0; at < this.#count; at += 4) {
      const [start, end] = [places[at] as number, places[at + 1] as number];
      if (!names.mayHave(end - start)) continue;
      const name = this.#text(start, end).toLowerCase();
      if (!names.has(name) || attributes?.has(name)) continue;
      (attributes ??= new Map()).set(name, read(this.#text(places[at + 2] as number, places[at + 3] as number)));
    }
    return attributes ?? NONE;
  }

  write(bytes: Uint8Array): void {
    this.#tail = this.#nameEnd === 0 ? this.#textFrom(this.#offset + this.#chunk.length - TAIL) : this.#textFrom(this.#nameStart);
    this.#offset += this.#chunk.length;
    this.#chunk = this.#decoder.decode(bytes);
    if (this.#ending !== undefined) this.#end(this.#ending.tag, this.#ending.start, this.#offset);
    this.#tokenizer.write(this.#chunk);
  }

  #textFrom(from: number): string {
    return from >= this.#offset ? this.#chunk.slice(from - this.#offset) : this.#tail.slice(from - this.#offset) + this.#chunk;
  }

  #text(from: number, to: number): string {
    if (from >= this.#offset) return this.#chunk.slice(from - this.#offset, to - this.#offset);
    const before = this.#tail.slice(Math.max(0, this.#tail.length + from - this.#offset), Math.max(0, this.#tail.length + to - this.#offset));
    return to > this.#offset ? before + this.#chunk.slice(0, to - this.#offset) : before;
  }

  #startTag(end: number, selfClosing: boolean): void {
    const [start, nameEnd] = [this.#nameStart, this.#nameEnd];
    this.#nameEnd = 0;
    this.#listener.startTag(tagOf(this.#text(start, nameEnd)), start - 1, nameEnd, end + 1, selfClosing);
  }

  #endTag(start: number, end: number): void {
    this.#end(tagOf(this.#text(start, end)), start - 2, end);
  }

  /** The tokenizer passes over all up to the next `>`, and does not say where that is. */
  #end(tag: Tag, start: number, from: number): void {
    const at = this.#chunk.charCodeAt(from - this.#offset) === GREATER ? from - this.#offset : this.#chunk.indexOf(">", from - this.#offset);
    this.#ending = at < 0 ? { tag, start } : undefined;
    if (at >= 0) this.#listener.endTag(tag, start, this.#offset + at + 1);
  }
}

const GREATER = 0x3e;

const NONE: ReadonlyMap<string, string> = new Map();
