// One list that a rule found, from its start tag to its end tag: which cards it has, and in which order they are to stand.

import { orderOf } from "../lists.js";
import type { FoundList, ListOrder } from "../lists.js";
import type { Change } from "../moves.js";
import type { VitrineError } from "../../errors.js";
import type { Node } from "./elements.js";
import type { CardRule } from "./rules.js";

/** Copies that sliders make of cards, to go round in a circle. */
const CLONES = ["splide__slide--clone", "swiper-slide-duplicate", "slick-cloned"];

const ENCODER = new TextEncoder();

const SPACE = /^[\t\n\f\r ]*$/;

/** Cards whose end tags may be left out: the next of its kind ends one. */
const ENDED_BY_NEXT: ReadonlySet<string> = new Set(["li", "dd", "dt", "p", "option", "tr"]);

/** Lists whose end tag ends whatever is open in them. */
const ENDS_ALL: ReadonlySet<string> = new Set(["ul", "ol", "dl", "menu", "div", "section", "nav", "main", "article", "aside", "select", "table", "tbody"]);

interface Card {
  node: Node;
  id: string;
}

/** A list that is passing. */
export class Region {
  readonly node: Node;
  readonly #rule: CardRule;
  readonly #found: Node[] = [];
  readonly #bearers: Node[] = [];
  /** Bytes cannot tell what a browser makes of this. */
  doubt = false;

  constructor(node: Node, rule: CardRule) {
    this.node = node;
    this.#rule = rule;
  }

  /** An element within the list has come. */
  take(node: Node): void {
    const bears = node.attributes.has(this.#rule.attribute);
    if (bears) this.#bearers.push(node);
    if (this.#rule.cards === undefined ? bears : this.#rule.cards.matches(node)) this.#found.push(node);
  }

  /**
   * What is to change, now that all of it has come. `text` gives bytes of the body as text, for what is ASCII in them.
   */
  changes(order: ListOrder, text: (from: number, to: number) => string, tell: (error: VitrineError) => void): Change[] {
    if (this.doubt || !this.node.closed) return [];
    const { list: parent, cards } = this.#cards() ?? {};
    if (parent === undefined || cards === undefined || cards.length < 2 || !movable(parent, cards, text)) return [];
    const list: FoundList = {
      slot: this.#rule.slot,
      ids: cards.map(({ id }) => id),
      pinned: cards.map(({ node }) => this.#isPinned(node)),
      ...(this.#rule.top === undefined ? {} : { top: this.#rule.top }),
    };
    const places = orderOf(list, order, tell);
    if (places === null) return [];
    const mark = ENCODER.encode(` data-vitrine-order="${places.join(" ")}"`);
    const stretches = cards.map(({ node }) => node);
    const moved = places.some((from, to) => from !== to);
    return [{ at: this.node.nameEnd, insert: mark }, ...(moved ? [{ stretches, order: places }] : [])];
  }

  /** The list is the narrowest element that holds all that was found; its children are the cards: as `<vitrine-carousel>` has it. */
  #cards(): { list: Node; cards: Card[] } | undefined {
    let around: { node: Node | null; clone: boolean } = { node: null, clone: false };
    const found = this.#found.filter((node) => {
      // Cards mostly stand side by side: what is around them is looked at once.
      if (node.parent !== around.node) around = { node: node.parent, clone: outwards(node.parent).some(isClone) };
      return !around.clone && !isClone(node);
    });
    const last = found.at(-1);
    if (last === undefined) return undefined;
    const enclosing = new Set(outwards(last.parent));
    const list = outwards(found[0]?.parent ?? null).find((node) => enclosing.has(node)) as Node;
    // What was found by its id bears it itself.
    const bearers = this.#rule.cards === undefined ? undefined : this.#firstBearers();
    const cards = new Map<Node, Card>();
    const several = new Set<Node>();
    for (const each of found) {
      let child = each;
      while (child.parent !== list) child = child.parent as Node;
      const bearer = bearers === undefined ? each : bearers.get(each);
      const id = bearer?.attributes.get(this.#rule.attribute);
      if (!id) continue;
      const known = cards.get(child);
      if (known === undefined) cards.set(child, { node: child, id });
      // A child that shows several items is no card.
      else if (known.id !== id) several.add(child);
    }
    return { list, cards: [...cards.values()].filter(({ node }) => !several.has(node)) };
  }

  /** For each element the first that bears an id: itself, or something in it. */
  #firstBearers(): Map<Node, Node> {
    const first = new Map<Node, Node>();
    for (const bearer of this.#bearers) {
      for (let at: Node | null = bearer; at !== null && !first.has(at); at = at.parent) first.set(at, bearer);
    }
    return first;
  }

  /** Pinned by the shop; or hidden by it, as a place that is not shown is no place for anything else. */
  #isPinned(node: Node): boolean {
    return this.#rule.rule.fixed.matches(node) || node.attributes.has("hidden");
  }
}

/** An element and all around it, from the inside. */
function outwards(node: Node | null): Node[] {
  const nodes: Node[] = [];
  for (let at = node; at !== null; at = at.parent) nodes.push(at);
  return nodes;
}

function isClone({ attributes }: Node): boolean {
  const classes = attributes.get("class");
  return classes !== undefined && CLONES.some((clone) => classes.includes(clone));
}

/** Whether the cards' own bytes mean the same in any order. */
function movable(list: Node, cards: readonly Card[], text: (from: number, to: number) => string): boolean {
  if (cards.every(({ node }) => node.closed)) return true;
  // One without an end tag takes in what comes behind it, until the next of its kind.
  const name = cards[0]?.node.tag.name ?? "";
  if (cards.some(({ node }) => !node.closed && node.leftOpen)) return false;
  return ENDED_BY_NEXT.has(name) && ENDS_ALL.has(list.tag.name) && list.closed && cards.every(({ node }, n) => node.tag.name === name && SPACE.test(text(node.end, cards[n + 1]?.node.start ?? list.innerEnd)));
}
