// Which elements are open, by the rules of the HTML standard for end tags that are left out, misplaced, or stray (13.2.6).
// Where a browser would rebuild the tree in ways that bytes cannot follow, this says so, and what is concerned is left alone.

import { VitrineError } from "../../errors.js";
import type { Attributes } from "./attributes.js";
import { Is } from "./tag-names.js";
import type { Tag } from "./tag-names.js";

/** As deep as browsers build a tree. */
const DEEPEST = 512;

/** An element of the page. */
export interface Node {
  tag: Tag;
  parent: Node | null;
  /** Those of its attributes that somebody asks for. */
  attributes: Attributes;
  /** Where its start tag begins, and where the name in it ends; offsets in the body. */
  start: number;
  nameEnd: number;
  /** Behind its end tag; where that is left out, where it ends. NaN while it is open. */
  end: number;
  /** Where its content ends. */
  innerEnd: number;
  /** It has an end tag of its own. */
  closed: boolean;
  /** Something other than a paragraph was open within when it ended. */
  leftOpen: boolean;
  foreign: boolean;
}

/** Hears of the elements. */
export interface ElementListener {
  /** An element has come; a void one is closed already. */
  opened(node: Node): void;
  /** An element was closed: `node.closed` tells whether by its own end tag. */
  closed(node: Node): void;
  /** A browser would rebuild what is open. */
  doubtful(): void;
}

/** The open elements of a page. */
export class OpenElements {
  readonly #listener: ElementListener;
  readonly #open: Node[] = [];
  /** Formatting that was left open by what ended around it: a browser opens it again in what follows. */
  readonly #loose: string[] = [];

  constructor(listener: ElementListener) {
    this.#listener = listener;
  }

  /** Whether a browser goes on with formatting that was left open. */
  get hasLoose(): boolean {
    return this.#loose.length > 0;
  }

  /** Whether what comes next stands in SVG or MathML. */
  get inForeign(): boolean {
    const current = this.#current;
    return current !== undefined && current.foreign && (current.tag.is & Is.Integration) === 0;
  }

  get #current(): Node | undefined {
    return this.#open[this.#open.length - 1];
  }

  /** A start tag, from `start` to `end`. */
  startTag(tag: Tag, attributes: Attributes, start: number, nameEnd: number, end: number, selfClosing: boolean): void {
    let foreign = this.inForeign;
    if (foreign && (tag.is & Is.Breakout) !== 0) {
      this.#listener.doubtful();
      while (this.inForeign) this.#pop(start);
      foreign = false;
    }
    if (!foreign && !this.#makeRoom(tag, start)) return;
    if (this.#open.length >= DEEPEST) throw new VitrineError("broken", `The page has elements ${DEEPEST} deep, more than browsers follow; it passes as it is.`);
    if (tag.name === "svg" || tag.name === "math") foreign = true;
    const leaf = foreign ? selfClosing : (tag.is & Is.Void) !== 0;
    const ends = leaf ? end : Number.NaN;
    const node: Node = { tag, parent: this.#current ?? null, attributes, start, nameEnd, end: ends, innerEnd: ends, closed: leaf, leftOpen: false, foreign };
    if (!leaf) this.#open.push(node);
    this.#listener.opened(node);
    if (leaf) this.#listener.closed(node);
  }

  /** An end tag, from `start` to `end`. */
  endTag(tag: Tag, start: number, end: number): void {
    const { name, is } = tag;
    const current = this.#current;
    if (current === undefined) return;
    // The ordinary case, first.
    if (current.tag === tag && (is & Is.Formatting) === 0) return this.#closeTo(this.#open.length - 1, start, end);
    if (this.inForeign) {
      for (let at = this.#open.length - 1; at >= 0 && this.#at(at).foreign; at -= 1) {
        if (this.#at(at).tag.name === name) return this.#closeTo(at, start, end);
      }
      this.#listener.doubtful();
    }
    if ((is & Is.Formatting) !== 0) this.#endFormatting(name, start, end);
    else if (name === "p") this.#closeTo(this.#find(name, Is.ButtonScope), start, end);
    else if (name === "li") this.#closeTo(this.#find(name, Is.ListScope), start, end);
    else if ((is & Is.Heading) !== 0) this.#closeTo(this.#findKind(Is.Heading, Is.Scope), start, end);
    else if ((is & Is.Block) !== 0) this.#closeTo(this.#find(name, Is.Scope), start, end);
    else if (name === "table" || (is & Is.TablePart) !== 0) this.#closeTo(this.#find(name, Is.TableScope), start, end);
    else if (name === "template") this.#closeTo(this.#find(name, 0), start, end);
    else if (name === "body" || name === "html") this.#listener.doubtful();
    else if (name === "form") {
      const at = this.#find(name, Is.Scope);
      if (at >= 0 && at !== this.#open.length - 1) this.#listener.doubtful();
      this.#closeTo(at, start, end);
    } else {
      for (let at = this.#open.length - 1; at >= 0; at -= 1) {
        const node = this.#at(at);
        if (node.tag.name === name) return this.#closeTo(at, start, end);
        if ((node.tag.is & Is.Special) !== 0) return;
      }
    }
  }

  #at(place: number): Node {
    return this.#open[place] as Node;
  }

  /** Ends what a start tag ends; false if the tag itself counts for nothing. */
  #makeRoom(tag: Tag, start: number): boolean {
    const { name, is } = tag;
    const current = this.#current;
    if (current?.tag.name === "head" && name !== "head" && (is & Is.InHead) === 0) this.#pop(start);
    if ((is & Is.TablePart) !== 0) return this.#makeRoomInTable(name, start);
    if (current !== undefined && (current.tag.is & Is.TableContext) !== 0 && (is & Is.MayBeInTable) === 0) this.#listener.doubtful();
    if ((is & (Is.Own | Is.EndsP)) === 0) return true;
    if (name === "html" || name === "head" || name === "body") {
      const known = this.#open.some((node) => node.tag === tag || node.tag.name === "body");
      if (known) this.#listener.doubtful();
      return !known;
    }
    if (name === "li" || (is & Is.Description) !== 0) this.#endItem(tag, start);
    if ((is & Is.EndsP) !== 0) this.#endTo(this.#find("p", Is.ButtonScope), start);
    if ((is & Is.Heading) !== 0) {
      if (((this.#current?.tag.is ?? 0) & Is.Heading) !== 0) this.#pop(start);
    } else if (name === "button") this.#endTo(this.#find(name, Is.Scope), start);
    else if (name === "a" || name === "nobr") {
      if (this.#find(name, Is.Scope) >= 0) this.#endFormatting(name, start, start);
      this.#tie(name);
    } else if (name === "option" || name === "optgroup") {
      if (this.#current?.tag.name === "option") this.#pop(start);
      if (name === "optgroup" && this.#current?.tag.name === "optgroup") this.#pop(start);
    } else if (name === "form" && this.#open.some((node) => node.tag === tag)) {
      this.#listener.doubtful();
      return false;
    }
    return true;
  }

  #makeRoomInTable(name: string, start: number): boolean {
    const table = this.#find("table", Is.TableScope);
    // Without a table around it the tag counts for nothing.
    if (table < 0) return this.#find("template", 0) >= 0;
    const at = name === "td" || name === "th" ? this.#find("tr", 0) : name === "tr" ? this.#findKind(Is.TableGroup, 0) : -1;
    this.#endTo(Math.max(table, at) + 1, start);
    return true;
  }

  /** Ends the item of a list that a new one follows. */
  #endItem(tag: Tag, start: number): void {
    for (let at = this.#open.length - 1; at >= 0; at -= 1) {
      const { name, is } = this.#at(at).tag;
      if (name === tag.name || (is & tag.is & Is.Description) !== 0) return this.#endTo(at, start);
      if ((is & Is.Special) !== 0 && name !== "address" && name !== "div" && name !== "p") return;
    }
  }

  #endFormatting(name: string, start: number, end: number): void {
    const at = this.#find(name, Is.Scope);
    if (at < 0) return this.#tie(name);
    if (this.#open.slice(at + 1).some((node) => (node.tag.is & Is.Special) !== 0)) {
      this.#listener.doubtful();
      const [node] = this.#open.splice(at, 1) as [Node];
      node.end = node.innerEnd = start;
      this.#listener.closed(node);
    } else this.#closeTo(at, start, end);
  }

  /** Formatting that was left open is at its end. */
  #tie(name: string): void {
    const at = this.#loose.lastIndexOf(name);
    if (at >= 0) this.#loose.splice(at, 1);
  }

  /** The place of the innermost open element of a name, or -1; the search ends at an element of the scope. */
  #find(name: string, scope: number): number {
    for (let at = this.#open.length - 1; at >= 0; at -= 1) {
      const { tag, foreign } = this.#at(at);
      if (tag.name === name) return at;
      if ((tag.is & scope) !== 0 || (foreign && (tag.is & Is.Integration) !== 0)) return -1;
    }
    return -1;
  }

  #findKind(kind: number, scope: number): number {
    for (let at = this.#open.length - 1; at >= 0; at -= 1) {
      const { is } = this.#at(at).tag;
      if ((is & kind) !== 0) return at;
      if ((is & scope) !== 0) return -1;
    }
    return -1;
  }

  /** Closes the element at a place by its own end tag, and what is open within it. */
  #closeTo(at: number, start: number, end: number): void {
    if (at < 0) return;
    this.#endTo(at + 1, start);
    const node = this.#open.pop() as Node;
    node.innerEnd = start;
    node.end = end;
    node.closed = end > start;
    this.#listener.closed(node);
  }

  /** Ends what is open from a place on, without end tags. */
  #endTo(at: number, start: number): void {
    if (at < 0) return;
    while (this.#open.length > at) this.#pop(start);
  }

  #pop(start: number): void {
    const node = this.#open.pop() as Node;
    node.end = node.innerEnd = start;
    if (node.tag.name !== "p" && node.parent !== null) node.parent.leftOpen = true;
    if ((node.tag.is & Is.Formatting) !== 0) {
      this.#listener.doubtful();
      this.#loose.push(node.tag.name);
    }
    this.#listener.closed(node);
  }
}
