// Product lists in HTML, reordered while it passes. One pass over the bytes: the tags are found, the open elements
// followed, and from the start tag of a list to its end tag the bytes are held back, put in order, and sent on.

import { flowThrough, report } from "../flow.js";
import type { Rewriter } from "../flow.js";
import { HeldBytes, joined } from "../held.js";
import { MOST_HELD } from "../lists.js";
import type { ListOrder, ListRule, ReorderOptions } from "../lists.js";
import { changed } from "../moves.js";
import type { Change } from "../moves.js";
import { NONE } from "./attributes.js";
import type { Attributes, Names } from "./attributes.js";
import { OpenElements } from "./elements.js";
import type { Node } from "./elements.js";
import { Region } from "./region.js";
import { cardRule, readRules } from "./rules.js";
import type { ReadRules } from "./rules.js";
import { isVoid } from "./tag-names.js";
import type { Tag } from "./tag-names.js";
import { Tags } from "./tags.js";
import { decoderOf, loadNames } from "./text.js";

/**
 * Reorders the lists of a page while it passes through. Cards are moved as the bytes that they are, and nothing else changes
 * but for the attribute `data-vitrine-order` on what a rule found, which holds for each place the place that its card has
 * in the merchant's order. What is not within a list passes at once. Whatever goes wrong, the page passes as it is.
 *
 * @param body the page, without a content-encoding
 * @param rules which lists; the same rule again is not read again
 * @param order asked for each list, once it is there as a whole
 */
export function reorderHtml(body: ReadableStream<Uint8Array>, rules: readonly ListRule[], order: ListOrder, options: ReorderOptions = {}): ReadableStream<Uint8Array> {
  try {
    const read = readRules(rules);
    const decoder = decoderOf(options.charset ?? "utf-8");
    if (read.rules.length === 0 || decoder === undefined) return body;
    return flowThrough(body, new HtmlRewriter(read, order, decoder, options), options);
  } catch (thrown) {
    report(options.onError, thrown);
    return body;
  }
}

class HtmlRewriter implements Rewriter {
  readonly #rules: ReadRules;
  readonly #order: ListOrder;
  readonly #decoder: TextDecoder;
  readonly #options: ReorderOptions;
  readonly #mostHeld: number;
  readonly #held = new HeldBytes();
  readonly #tags: Tags;
  /** The attributes that are looked at within lists. */
  #within: Names;
  readonly #elements: OpenElements;
  /** The lists that are held, from the outermost on, those that are closed already included. */
  #regions: Region[] = [];
  /** Those of them that are open. */
  #open: Region[] = [];
  /** In a template nothing is in the document. */
  #templates = 0;
  #passes = false;

  constructor(rules: ReadRules, order: ListOrder, decoder: TextDecoder, options: ReorderOptions) {
    this.#rules = rules;
    this.#order = order;
    this.#decoder = decoder;
    this.#options = options;
    this.#mostHeld = options.mostHeld ?? MOST_HELD;
    this.#within = rules.within;
    this.#tags = new Tags({
      startTag: (tag, start, nameEnd, end, selfClosing) => {
        this.#elements.startTag(tag, this.#attributes(tag), start, nameEnd, end, selfClosing);
      },
      endTag: (tag, start, end) => this.#elements.endTag(tag, start, end),
      inForeign: () => this.#elements.inForeign,
    });
    this.#elements = new OpenElements({
      opened: (node) => this.#opened(node),
      closed: (node) => this.#closed(node),
      doubtful: () => {
        for (const region of this.#open) region.doubt = true;
      },
    });
  }

  ready(): Promise<void> | undefined {
    return loadNames();
  }

  write(chunk: Uint8Array): Uint8Array[] {
    // A mark of UTF-16 that the headers kept to themselves.
    if (this.#held.end === 0 && (chunk[0] === 0xfe || chunk[0] === 0xff)) this.#passes = true;
    this.#held.push(chunk);
    if (this.#passes) return this.rest();
    this.#tags.write(chunk);
    const held = this.#regions[0]?.node.nameEnd ?? this.#mayBegin();
    if (held !== undefined && this.#held.end - held > this.#mostHeld) {
      // Longer than may be held: it passes as it is, and what comes of it too.
      this.#regions = [];
      this.#open = [];
      return this.rest();
    }
    this.#held.pass(held ?? this.#held.end);
    return this.#held.given();
  }

  rest(): Uint8Array[] {
    this.#held.pass(this.#held.end);
    return this.#held.given();
  }

  /** What has to be known of the start tag that is told. */
  #attributes(tag: Tag): Attributes {
    if (this.#open.length > 0) return this.#tags.attributes(this.#within, this.#decoder);
    const { elements, looksAround, ofLists } = this.#rules;
    return looksAround || elements === undefined || elements.has(tag.name) ? this.#tags.attributes(ofLists, this.#decoder) : NONE;
  }

  /** Where the start tag that is passing may turn out to be a list's, its place behind the name. */
  #mayBegin(): number | undefined {
    const tag = this.#tags.within;
    return tag === undefined || tag.nameEnd < this.#held.start || isVoid(tag.tag) ? undefined : tag.nameEnd;
  }

  #opened(node: Node): void {
    if (node.tag.name === "template") this.#templates += 1;
    if (this.#templates > 0) return;
    for (const region of this.#open) region.take(node);
    const { rules, elements } = this.#rules;
    if (elements?.has(node.tag.name) === false) return;
    for (const rule of rules) {
      if (!rule.list.matches(node)) continue;
      // Of a tag that was longer than may be held a part has passed.
      if (node.nameEnd < this.#held.start) return;
      node.attributes = this.#tags.attributes(this.#within, this.#decoder);
      const cards = cardRule(rule, node);
      if (cards === undefined) return;
      this.#within = this.#within.with([cards.attribute, ...(cards.cards?.attributes ?? [])]);
      const region = new Region(node, cards);
      region.doubt = this.#elements.hasLoose;
      this.#regions.push(region);
      this.#open.push(region);
      return;
    }
  }

  #closed(node: Node): void {
    if (node.tag.name === "template") this.#templates -= 1;
    if (this.#open.length === 0) return;
    const at = this.#open.findIndex((region) => region.node === node);
    if (at < 0) return;
    this.#open.splice(at, 1);
    if (this.#open.length > 0) return;
    const { nameEnd } = (this.#regions[0] as Region).node;
    const { end } = node;
    const changes = this.#changes();
    this.#regions = [];
    if (changes.length === 0) return;
    this.#held.replace(nameEnd, end, changed(this.#held, nameEnd, end, changes));
  }

  #changes(): Change[] {
    const tell = (thrown: unknown): void => report(this.#options.onError, thrown);
    const text = (from: number, to: number): string => new TextDecoder("latin1").decode(joined(this.#held.pieces(from, to)));
    return this.#regions.flatMap((region) => {
      try {
        return region.changes(this.#order, text, tell);
      } catch (thrown) {
        tell(thrown);
        return [];
      }
    });
  }
}
