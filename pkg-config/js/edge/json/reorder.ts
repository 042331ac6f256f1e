// Product lists in JSON answers, reordered while they pass: from the bracket that opens a list to the one that closes it
// the bytes are held back, its elements put in order as the bytes that they are, and sent on.

import { VitrineError } from "../../errors.js";
import { flowThrough, report } from "../flow.js";
import type { Rewriter } from "../flow.js";
import { HeldBytes, joined } from "../held.js";
import { MOST_HELD, orderOf } from "../lists.js";
import type { FoundList, JsonRule, ListOrder, ReorderOptions } from "../lists.js";
import { changed } from "../moves.js";
import type { Change, Stretch } from "../moves.js";
import { ANY, readNames, readPath, valueAt } from "./path.js";
import type { Step } from "./path.js";

/**
 * Reorders the arrays of a JSON answer while it passes through. Elements are moved as the bytes that they are; nothing else
 * changes. One without an id stays where it is. What is not within a list passes at once. Whatever goes wrong, the answer
 * passes as it is.
 *
 * @param body the answer, without a content-encoding; several values one behind the other are read too
 * @param rules which arrays
 * @param order asked for each array, once it is there as a whole
 */
export function reorderJson(body: ReadableStream<Uint8Array>, rules: readonly JsonRule[], order: ListOrder, options: ReorderOptions = {}): ReadableStream<Uint8Array> {
  try {
    const read = rules.map(readRule);
    // JSON between systems is UTF-8 (RFC 8259).
    if (read.length === 0 || !/^utf-?8$/i.test(options.charset ?? "utf-8")) return body;
    return flowThrough(body, new JsonRewriter(read, order, options), options);
  } catch (thrown) {
    report(options.onError, thrown);
    return body;
  }
}

interface ReadRule {
  path: readonly Step[];
  id: readonly string[];
  pinned: readonly string[];
  slot: string;
}

/**
 * Reads a rule, and so checks it.
 * @throws VitrineError `bad-path`
 */
export function readRule({ path, id, pinned, slot }: JsonRule): ReadRule {
  return { path: readPath(path), id: id === undefined ? [] : readNames(id), pinned: readNames(pinned ?? "pinned"), slot: slot ?? "" };
}

/** An array or an object that is open. */
interface Container {
  array: boolean;
  /** Where it stands: the name or the index that is being read. */
  at: string | number;
  list: OpenList | undefined;
}

/** An array that is to be reordered. */
interface OpenList {
  rule: ReadRule;
  start: number;
  end: number;
  elements: Stretch[];
}

const [QUOTE, BACKSLASH, COMMA, COLON, ARRAY, ARRAY_END, OBJECT, OBJECT_END] = [0x22, 0x5c, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d] as const;

/** The mark of UTF-8 that some put before the first value. */
const MARK = [0xef, 0xbb, 0xbf];

/** What numbers, `true`, `false`, and `null` are made of. */
const PLAIN: ReadonlySet<number> = new Set(new TextEncoder().encode("0123456789+-.eEtrufalsn"));

class JsonRewriter implements Rewriter {
  readonly #rules: readonly ReadRule[];
  readonly #order: ListOrder;
  readonly #options: ReorderOptions;
  readonly #mostHeld: number;
  readonly #held = new HeldBytes();
  readonly #open: Container[] = [];
  /** The arrays that are held, from the outermost on, those that are closed already included. */
  #lists: OpenList[] = [];
  #inString = false;
  #escaped = false;
  /** The name that is being read, where names matter: its bytes, quotes included. */
  #name: number[] | undefined;
  /** The next string of an object is a name. */
  #expectsName = false;
  readonly #deepest: number;

  constructor(rules: readonly ReadRule[], order: ListOrder, options: ReorderOptions) {
    this.#rules = rules;
    this.#order = order;
    this.#options = options;
    this.#mostHeld = options.mostHeld ?? MOST_HELD;
    this.#deepest = Math.max(...rules.map(({ path }) => path.length));
  }

  write(chunk: Uint8Array): Uint8Array[] {
    const offset = this.#held.end;
    this.#held.push(chunk);
    for (let at = 0; at < chunk.length; at += 1) this.#byte(chunk[at] as number, offset + at);
    const held = this.#lists[0]?.start;
    if (held !== undefined && this.#held.end - held > this.#mostHeld) {
      // Longer than may be held: it passes as it is, and what is within it too.
      this.#lists = [];
      for (const container of this.#open) container.list = undefined;
      return this.rest();
    }
    this.#held.pass(held ?? this.#held.end);
    return this.#held.given();
  }

  rest(): Uint8Array[] {
    this.#held.pass(this.#held.end);
    return this.#held.given();
  }

  #byte(byte: number, at: number): void {
    if (this.#inString) return this.#inText(byte, at);
    // Space.
    if (byte <= 0x20) return;
    const container = this.#open.at(-1);
    if (byte === COMMA) {
      if (container === undefined) return;
      if (container.array) container.at = (container.at as number) + 1;
      else this.#expectsName = true;
      return;
    }
    if (byte === COLON) return;
    if (byte === ARRAY_END || byte === OBJECT_END) return this.#close(byte === ARRAY_END, at);
    if (byte === QUOTE) {
      this.#inString = true;
      if (this.#expectsName) {
        this.#expectsName = false;
        if (this.#open.length <= this.#deepest) this.#name = [byte];
        return;
      }
    }
    else if (byte !== ARRAY && byte !== OBJECT && !PLAIN.has(byte) && !(at < MARK.length && byte === MARK[at])) throw new VitrineError("bad-json", "The answer is no JSON; it passes as it is.");
    if (container?.list !== undefined) this.#element(container.list, container.at as number, at);
    if (byte === ARRAY || byte === OBJECT) this.#begin(byte === ARRAY, at);
  }

  #inText(byte: number, at: number): void {
    this.#name?.push(byte);
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      const container = this.#open.at(-1);
      if (this.#name !== undefined && container !== undefined) container.at = JSON.parse(new TextDecoder().decode(Uint8Array.from(this.#name))) as string;
      else if (container?.list !== undefined) this.#element(container.list, container.at as number, at);
      this.#name = undefined;
    }
  }

  /** A byte of an element, its first or another. */
  #element({ elements }: OpenList, index: number, at: number): void {
    const element = elements[index];
    if (element === undefined) elements[index] = { start: at, end: at + 1 };
    else element.end = at + 1;
  }

  #begin(array: boolean, start: number): void {
    const rule = array && this.#open.length <= this.#deepest ? this.#rules.find(({ path }) => this.#isAt(path)) : undefined;
    const list = rule === undefined ? undefined : { rule, start, end: Number.NaN, elements: [] };
    if (list !== undefined) this.#lists.push(list);
    this.#open.push({ array, at: array ? 0 : "", list });
    this.#expectsName = !array;
  }

  #isAt(path: readonly Step[]): boolean {
    return path.length === this.#open.length && path.every((step, depth) => step === ANY || this.#open[depth]?.at === step);
  }

  #close(array: boolean, at: number): void {
    const container = this.#open.pop();
    if (container === undefined || container.array !== array) throw new VitrineError("bad-json", "The answer is no JSON: a bracket closes what is not open. It passes as it is.");
    this.#expectsName = false;
    const outer = this.#open.at(-1);
    if (outer?.list !== undefined) this.#element(outer.list, outer.at as number, at);
    if (container.list === undefined) return;
    container.list.end = at + 1;
    if (this.#open.some(({ list }) => list !== undefined)) return;
    const { start, end } = this.#lists[0] as OpenList;
    const changes = this.#lists.flatMap((list) => this.#changes(list));
    this.#lists = [];
    if (changes.length === 0) return;
    this.#held.replace(start, end, changed(this.#held, start, end, changes));
  }

  #changes({ rule, start, end, elements }: OpenList): Change[] {
    const tell = (thrown: unknown): void => report(this.#options.onError, thrown);
    try {
      const values = JSON.parse(new TextDecoder().decode(joined(this.#held.pieces(start, end)))) as unknown[];
      const items = values.flatMap((value, index) => {
        const id = valueAt(value, rule.id);
        const named = (typeof id === "string" && id !== "") || typeof id === "number";
        return named ? [{ id: `${id}`, pinned: Boolean(valueAt(value, rule.pinned)), stretch: elements[index] as Stretch }] : [];
      });
      if (items.length < 2 || values.length !== elements.length) return [];
      const list: FoundList = { slot: rule.slot, ids: items.map(({ id }) => id), pinned: items.map(({ pinned }) => pinned) };
      const order = orderOf(list, this.#order, tell);
      return order === null ? [] : [{ stretches: items.map(({ stretch }) => stretch), order }];
    } catch (thrown) {
      tell(new VitrineError("bad-json", `The list "${rule.slot}" is no JSON; it passes as it is.`, thrown));
      return [];
    }
  }
}
