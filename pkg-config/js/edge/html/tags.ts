// The tags of a page that passes, by the tokenizer of the HTML standard (13.2.5) over its bytes: names, where attributes
// stand, and offsets, wherever the page is cut into chunks. It makes no text and no tokens of anything else. What is ASCII in
// the charset is all that it looks at. Why it is ours: docs/decisions/0007.

import { joined } from "../held.js";
import { MOST_HELD } from "../lists.js";
import { Attributes, NONE } from "./attributes.js";
import type { Names } from "./attributes.js";
import { Is, slotOf, tagAt, tagIn } from "./tag-names.js";
import type { Tag } from "./tag-names.js";

/** Hears of the tags, with offsets in the body. */
export interface TagListener {
  startTag(tag: Tag, start: number, nameEnd: number, end: number, selfClosing: boolean): void;
  endTag(tag: Tag, start: number, end: number): void;
  inForeign(): boolean;
}

// Numbers that the compiler writes in place: a comparison with a variable, even a constant one, takes several times as long.

/** The states of the standard, those that differ only in what they complain of taken together. */
const enum In {
  Text = 0,
  TagOpen = 1,
  EndTagOpen = 2,
  TagName = 3,
  BeforeAttribute = 4,
  AttributeName = 5,
  AfterAttributeName = 6,
  BeforeValue = 7,
  DoubleQuoted = 8,
  SingleQuoted = 9,
  Unquoted = 10,
  SelfClosing = 11,
  Markup = 12,
  MarkupDash = 13,
  CdataOpen = 14,
  Cdata = 15,
  CommentStart = 16,
  CommentStartDash = 17,
  Comment = 18,
  BogusComment = 19,
  Raw = 20,
  RawLess = 21,
  RawBang = 22,
  RawBangDash = 23,
  RawName = 24,
  Plaintext = 25,
}

const enum Byte {
  Bang = 0x21,
  DoubleQuote = 0x22,
  SingleQuote = 0x27,
  Dash = 0x2d,
  Slash = 0x2f,
  Less = 0x3c,
  Equals = 0x3d,
  Greater = 0x3e,
  Question = 0x3f,
  Opening = 0x5b,
  Closing = 0x5d,
}

/** What a byte is, one bit each. */
const enum Kind {
  Space = 1,
  EndsName = 2,
  Letter = 4,
}
const KINDS = new Uint8Array(256);
for (const byte of [0x09, 0x0a, 0x0c, 0x0d, 0x20]) KINDS[byte] = Kind.Space | Kind.EndsName;
for (const byte of [Byte.Slash, Byte.Greater]) KINDS[byte] = Kind.EndsName;
for (let letter = 0; letter < 26; letter += 1) KINDS[0x41 + letter] = KINDS[0x61 + letter] = Kind.Letter;

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const CDATA_MARK = bytesOf("[CDATA[");

/** In a script: nothing of the kind, behind `<!--`, and behind `<script` after that, where `</script>` ends nothing. */
const enum Script {
  Plain,
  Escaped,
  TwiceEscaped,
}

/** A tag whose name is longer than any list may be. */
const NAMELESS: Tag = { name: "", is: 0 };

/** Finds the tags. */
export class Tags {
  readonly #listener: TagListener;
  #state = In.Text;
  /** What is read now, and where in the body it begins. */
  #bytes: Uint8Array = new Uint8Array(0);
  #base = 0;
  /** What came before of a tag that chunks cut; nothing any more of one that is longer than any list may be. */
  #before: Uint8Array[] = [];
  #beforeLength = 0;
  /** The tag that is being read: where its `<` is, where its name ends, and that name; whether it is an end tag. */
  #start = 0;
  #nameEnd = 0;
  #tag: Tag | undefined;
  #isEnd = false;
  #selfClosing = false;
  /** Its attributes: where each name and value begins and ends. */
  readonly #places: number[] = [];
  #count = 0;
  /** The element whose end tag alone ends the text that is being read. */
  #raw: { tag: Tag; name: Uint8Array; script: boolean } | undefined;
  #escaped = Script.Plain;
  #slash = false;
  /** How many dashes, brackets, or bytes of a word have just been read. */
  #run = 0;

  constructor(listener: TagListener) {
    this.#listener = listener;
  }

  /** The start tag of which a part has come: its name, and where that ends; undefined between tags. */
  get within(): { tag: Tag; nameEnd: number } | undefined {
    const reads = this.#state >= In.BeforeAttribute && this.#state <= In.SelfClosing && !this.#isEnd;
    return reads ? { tag: this.#tag as Tag, nameEnd: this.#nameEnd } : undefined;
  }

  /** While a start tag is told: those of its attributes that are named. The first of its name counts. */
  attributes(names: Names, decoder: TextDecoder): Attributes {
    let found: Attributes | undefined;
    const places = this.#places;
    const count = this.#count;
    if (count === 0) return NONE;
    const whole = this.#whole(places[count - 1] as number);
    if (whole === undefined) return NONE;
    const { bytes, base } = whole;
    for (let at = 0; at < count; at += 4) {
      const name = names.find(bytes, (places[at] as number) - base, (places[at + 1] as number) - base);
      if (name === undefined || found?.has(name) === true) continue;
      found ??= new Attributes(bytes, decoder);
      found.add(name, (places[at + 2] as number) - base, (places[at + 3] as number) - base);
    }
    return found ?? NONE;
  }

  write(bytes: Uint8Array): void {
    this.#base += this.#bytes.length;
    this.#bytes = bytes;
    this.#read(bytes, this.#base);
    const reads = this.#state >= In.TagOpen && this.#state <= (this.#isEnd ? In.TagName : In.SelfClosing);
    if (!reads) return;
    const part = bytes.subarray(Math.max(0, this.#start - this.#base));
    this.#beforeLength += part.length;
    if (this.#beforeLength > MOST_HELD) this.#before = [];
    else this.#before.push(part);
  }

  /** The bytes of the tag that is being read up to an offset, in one piece, and where in the body that piece begins; undefined of one that is too long. */
  #whole(end: number): { bytes: Uint8Array; base: number } | undefined {
    if (this.#beforeLength === 0) return { bytes: this.#bytes, base: this.#base };
    if (this.#beforeLength > MOST_HELD) return undefined;
    return { bytes: joined([...this.#before, this.#bytes.subarray(0, Math.max(0, end - this.#base))]), base: this.#start };
  }

  #read(bytes: Uint8Array, base: number): void {
    const { length } = bytes;
    const places = this.#places;
    let at = 0;
    let state = this.#state;
    while (at < length) {
      const byte = bytes[at] as number;
      switch (state) {
        case In.Text: {
          while (at < length && bytes[at] !== Byte.Less) at += 1;
          if (at === length) break;
          this.#begin(base + at);
          const end = this.#wholeTag(bytes, at, base);
          if (end > 0) {
            at = end;
            state = this.#end(base + at, this.#selfClosing);
          } else {
            at += 1;
            state = In.TagOpen;
          }
          break;
        }
        case In.TagOpen:
          this.#isEnd = false;
          if (KINDS[byte] === Kind.Letter) state = In.TagName;
          else if (byte === Byte.Slash) {
            state = In.EndTagOpen;
            at += 1;
          } else if (byte === Byte.Bang) {
            state = In.Markup;
            at += 1;
          } else state = byte === Byte.Question ? In.BogusComment : In.Text;
          break;
        case In.EndTagOpen:
          this.#isEnd = true;
          state = KINDS[byte] === Kind.Letter ? In.TagName : In.BogusComment;
          break;
        case In.TagName:
          while (at < length && ((KINDS[bytes[at] as number] as number) & Kind.EndsName) === 0) at += 1;
          if (at === length) break;
          this.#nameEnd = base + at;
          this.#tag = this.#named(base + at);
          this.#count = 0;
          state = In.BeforeAttribute;
          break;
        case In.BeforeAttribute:
          if (((KINDS[byte] as number) & Kind.Space) !== 0) at += 1;
          else if (byte === Byte.Greater) {
            at += 1;
            state = this.#end(base + at, false);
          } else if (byte === Byte.Slash) {
            at += 1;
            state = In.SelfClosing;
          } else {
            places[this.#count] = base + at;
            at += 1;
            state = In.AttributeName;
          }
          break;
        case In.AttributeName: {
          let end = byte;
          while (((KINDS[end] as number) & Kind.EndsName) === 0 && end !== Byte.Equals) {
            at += 1;
            if (at === length) break;
            end = bytes[at] as number;
          }
          if (at === length) break;
          const count = this.#count;
          places[count + 1] = base + at;
          places[count + 2] = places[count + 3] = base + at;
          this.#count = count + 4;
          state = In.AfterAttributeName;
          break;
        }
        case In.AfterAttributeName:
          if (((KINDS[byte] as number) & Kind.Space) !== 0) at += 1;
          else if (byte === Byte.Equals) {
            at += 1;
            state = In.BeforeValue;
          } else state = In.BeforeAttribute;
          break;
        case In.BeforeValue:
          if (((KINDS[byte] as number) & Kind.Space) !== 0) {
            at += 1;
            break;
          }
          state = byte === Byte.DoubleQuote ? In.DoubleQuoted : byte === Byte.SingleQuote ? In.SingleQuoted : byte === Byte.Greater ? In.BeforeAttribute : In.Unquoted;
          if (state === In.DoubleQuoted || state === In.SingleQuoted) at += 1;
          places[this.#count - 2] = places[this.#count - 1] = base + at;
          break;
        case In.DoubleQuoted:
        case In.SingleQuoted: {
          const quote = state === In.DoubleQuoted ? Byte.DoubleQuote : Byte.SingleQuote;
          while (at < length && bytes[at] !== quote) at += 1;
          if (at === length) break;
          places[this.#count - 1] = base + at;
          at += 1;
          state = In.BeforeAttribute;
          break;
        }
        case In.Unquoted:
          while (at < length && bytes[at] !== Byte.Greater && ((KINDS[bytes[at] as number] as number) & Kind.Space) === 0) at += 1;
          if (at === length) break;
          places[this.#count - 1] = base + at;
          state = In.BeforeAttribute;
          break;
        case In.SelfClosing:
          if (byte === Byte.Greater) {
            at += 1;
            state = this.#end(base + at, true);
          } else state = In.BeforeAttribute;
          break;
        case In.BogusComment:
          while (at < length && bytes[at] !== Byte.Greater) at += 1;
          if (at === length) break;
          at += 1;
          state = In.Text;
          break;
        case In.Plaintext:
          at = length;
          break;
        case In.Comment:
          if (this.#run === 0) while (at < length && bytes[at] !== Byte.Dash) at += 1;
          if (at === length) break;
          state = this.#markup(state, bytes[at] as number);
          at += 1;
          break;
        case In.Raw:
          if (this.#escaped === Script.Plain) {
            while (at < length && bytes[at] !== Byte.Less) at += 1;
            if (at === length) break;
            this.#begin(base + at);
            state = In.RawLess;
          } else state = this.#escapedByte(byte, base + at);
          at += 1;
          break;
        default: {
          const next = state < In.Raw ? this.#markup(state, byte) : this.#inRaw(state, byte, base + at);
          // The negative of a state: the byte is to be read again in that one.
          if (next >= 0) at += 1;
          state = Math.abs(next);
        }
      }
    }
    this.#state = state;
  }

  /**
   * Reads a tag of which all is there, as nearly all are: the states of the standard one behind the other, in a quarter of the
   * time. Gives where it ends; 0 for whatever else begins there, which nothing is then known of.
   */
  #wholeTag(bytes: Uint8Array, start: number, base: number): number {
    const { length } = bytes;
    const places = this.#places;
    const isEnd = bytes[start + 1] === Byte.Slash;
    let at = start + (isEnd ? 2 : 1);
    let byte = at < length ? (bytes[at] as number) : 0;
    if (KINDS[byte] !== Kind.Letter) return 0;
    const nameStart = at;
    let slot = 0;
    while (((KINDS[byte] as number) & Kind.EndsName) === 0) {
      slot = slotOf(slot, byte);
      at += 1;
      if (at >= length) return 0;
      byte = bytes[at] as number;
    }
    const nameEnd = at;
    let count = 0;
    let selfClosing = false;
    while (byte !== Byte.Greater) {
      // Here `byte` is at `at`.
      if (byte === Byte.Slash || ((KINDS[byte] as number) & Kind.Space) !== 0) {
        selfClosing = byte === Byte.Slash;
        at += 1;
        if (at >= length) return 0;
        byte = bytes[at] as number;
        continue;
      }
      selfClosing = false;
      places[count] = base + at;
      do {
        at += 1;
        if (at >= length) return 0;
        byte = bytes[at] as number;
      } while (byte !== Byte.Equals && ((KINDS[byte] as number) & Kind.EndsName) === 0);
      places[count + 1] = places[count + 2] = places[count + 3] = base + at;
      count += 4;
      while (((KINDS[byte] as number) & Kind.Space) !== 0) {
        at += 1;
        if (at >= length) return 0;
        byte = bytes[at] as number;
      }
      if (byte !== Byte.Equals) continue;
      do {
        at += 1;
        if (at >= length) return 0;
        byte = bytes[at] as number;
      } while (((KINDS[byte] as number) & Kind.Space) !== 0);
      if (byte === Byte.DoubleQuote || byte === Byte.SingleQuote) {
        const quote = byte;
        at += 1;
        places[count - 2] = base + at;
        while (at < length && bytes[at] !== quote) at += 1;
        places[count - 1] = base + at;
        at += 1;
        if (at >= length) return 0;
        byte = bytes[at] as number;
      } else {
        places[count - 2] = base + at;
        while (byte !== Byte.Greater && ((KINDS[byte] as number) & Kind.Space) === 0) {
          at += 1;
          if (at >= length) return 0;
          byte = bytes[at] as number;
        }
        places[count - 1] = base + at;
      }
    }
    this.#isEnd = isEnd;
    this.#nameEnd = base + nameEnd;
    this.#tag = tagIn(slot, bytes, nameStart, nameEnd);
    this.#count = count;
    this.#selfClosing = selfClosing;
    return at + 1;
  }

  #begin(start: number): void {
    this.#start = start;
    if (this.#beforeLength === 0) return;
    this.#before = [];
    this.#beforeLength = 0;
  }

  /** The name of the tag that is being read, which ends here. */
  #named(end: number): Tag {
    const whole = this.#whole(end);
    return whole === undefined ? NAMELESS : tagAt(whole.bytes, this.#start + (this.#isEnd ? 2 : 1) - whole.base, end - whole.base);
  }

  /** A tag is at its end. Gives the state that follows. */
  #end(end: number, selfClosing: boolean): number {
    const tag = this.#tag as Tag;
    if (this.#isEnd) {
      this.#listener.endTag(tag, this.#start, end);
      return In.Text;
    }
    const raw = (tag.is & Is.Raw) !== 0 && !this.#listener.inForeign();
    this.#listener.startTag(tag, this.#start, this.#nameEnd, end, selfClosing);
    if (!raw) return In.Text;
    if (tag.name === "plaintext") return In.Plaintext;
    this.#raw = { tag, name: bytesOf(tag.name), script: tag.name === "script" };
    this.#escaped = Script.Plain;
    return In.Raw;
  }

  /** Comments and their like. */
  #markup(state: number, byte: number): number {
    switch (state) {
      case In.Markup:
        this.#run = 1;
        return byte === Byte.Dash ? In.MarkupDash : byte === Byte.Opening ? In.CdataOpen : -In.BogusComment;
      case In.MarkupDash:
        return byte === Byte.Dash ? In.CommentStart : -In.BogusComment;
      case In.CdataOpen:
        if (byte !== CDATA_MARK[this.#run]) return -In.BogusComment;
        this.#run += 1;
        if (this.#run < CDATA_MARK.length) return In.CdataOpen;
        this.#run = 0;
        return this.#listener.inForeign() ? In.Cdata : In.BogusComment;
      case In.Cdata:
        if (byte === Byte.Greater && this.#run >= 2) return In.Text;
        this.#run = byte === Byte.Closing ? this.#run + 1 : 0;
        return In.Cdata;
      case In.CommentStart:
      case In.CommentStartDash:
        this.#run = 0;
        if (byte === Byte.Greater) return In.Text;
        if (byte !== Byte.Dash) return -In.Comment;
        this.#run = 2;
        return state === In.CommentStart ? In.CommentStartDash : In.Comment;
      default: {
        // `-->` and `--!>` end it; a run of 3 is a bang behind two dashes.
        const run = this.#run;
        if (byte === Byte.Greater && run >= 2) return In.Text;
        this.#run = byte === Byte.Dash ? (run === 3 ? 1 : Math.min(2, run + 1)) : byte === Byte.Bang && run === 2 ? 3 : 0;
        return In.Comment;
      }
    }
  }

  /** A byte of a script behind `<!--`. */
  #escapedByte(byte: number, at: number): number {
    if (byte === Byte.Greater && this.#run === 2) this.#escaped = Script.Plain;
    this.#run = byte === Byte.Dash ? Math.min(2, this.#run + 1) : 0;
    if (byte !== Byte.Less) return In.Raw;
    this.#begin(at);
    return In.RawLess;
  }

  /** Behind a `<` in text that one end tag alone ends. */
  #inRaw(state: number, byte: number, at: number): number {
    const raw = this.#raw as { tag: Tag; name: Uint8Array; script: boolean };
    switch (state) {
      case In.RawLess:
        this.#run = 0;
        this.#slash = byte === Byte.Slash;
        if (this.#slash) return In.RawName;
        if (byte === Byte.Bang && raw.script && this.#escaped === Script.Plain) return In.RawBang;
        return this.#escaped === Script.Escaped ? -In.RawName : -In.Raw;
      case In.RawBang:
        return byte === Byte.Dash ? In.RawBangDash : -In.Raw;
      case In.RawBangDash:
        if (byte !== Byte.Dash) return -In.Raw;
        this.#escaped = Script.Escaped;
        this.#run = 2;
        return In.Raw;
      default:
        if (this.#run < raw.name.length) {
          if ((KINDS[byte] as number) === Kind.Letter && (byte | 0x20) === raw.name[this.#run]) {
            this.#run += 1;
            return In.RawName;
          }
          this.#run = 0;
          return -In.Raw;
        }
        this.#run = 0;
        if (((KINDS[byte] as number) & Kind.EndsName) === 0) return -In.Raw;
        if (this.#slash && this.#escaped !== Script.TwiceEscaped) {
          this.#isEnd = true;
          this.#tag = raw.tag;
          this.#nameEnd = at;
          this.#count = 0;
          return -In.BeforeAttribute;
        }
        this.#escaped = this.#slash ? Script.Escaped : Script.TwiceEscaped;
        return -In.Raw;
    }
  }
}
