// CSS selectors over the open elements of a page that passes: what has come is known, what follows is not.

import { AttributeAction, parse, SelectorType } from "css-what";
import type { AttributeSelector, Selector } from "css-what";
import { describe, VitrineError } from "../../errors.js";
import type { Node } from "./elements.js";

/** A selector to match by. */
export interface Matcher {
  matches(node: Node): boolean;
  /** The attributes that it looks at, in lower case. */
  readonly attributes: ReadonlySet<string>;
  /** The names that an element must have one of; undefined where any will do. */
  readonly elements: ReadonlySet<string> | undefined;
  /** Whether it matters what is around an element. */
  readonly looksAround: boolean;
}

type Test = (node: Node) => boolean;

/**
 * Reads a selector.
 * @throws VitrineError `bad-selector`
 */
export function compileSelector(selector: string): Matcher {
  const attributes = new Set<string>();
  let alternatives: Selector[][];
  try {
    alternatives = parse(selector);
  } catch (thrown) {
    throw new VitrineError("bad-selector", `"${selector}" is no CSS selector: ${describe(thrown)}`, thrown);
  }
  const tests = alternatives.map((alternative) => complex(alternative, selector, attributes));
  const [only] = tests;
  const matches = only !== undefined && tests.length === 1 ? only : (node: Node): boolean => tests.some((test) => test(node));
  return { matches, attributes, elements: elementsOf(alternatives), looksAround: alternatives.some(looksAround) };
}

const isCombinator = ({ type }: Selector): boolean => type === SelectorType.Descendant || type === SelectorType.Child;

function looksAround(selectors: readonly Selector[]): boolean {
  return selectors.some((each) => isCombinator(each) || (each.type === SelectorType.Pseudo && Array.isArray(each.data) && each.data.some(looksAround)));
}

/** The names in the last compounds, if all have one. */
function elementsOf(alternatives: readonly Selector[][]): Set<string> | undefined {
  const names = alternatives.map((alternative) => {
    const named = alternative.slice(alternative.map(isCombinator).lastIndexOf(true) + 1).find(({ type }) => type === SelectorType.Tag);
    return named?.type === SelectorType.Tag ? named.name.toLowerCase() : undefined;
  });
  return names.includes(undefined) ? undefined : new Set(names as string[]);
}

/** One selector with its combinators, from the last compound to the first. */
function complex(selectors: readonly Selector[], whole: string, attributes: Set<string>): Test {
  let test: Test | undefined;
  let compound: Test[] = [];
  const close = (): Test => {
    const all = compound;
    compound = [];
    const [only] = all;
    return only !== undefined && all.length === 1 ? only : (node) => all.every((each) => each(node));
  };
  for (const selector of selectors) {
    if (selector.type === SelectorType.Descendant || selector.type === SelectorType.Child) {
      const here = close();
      const before = test;
      const outer: Test = before === undefined ? here : (node) => here(node) && before(node);
      test =
        selector.type === SelectorType.Child
          ? ({ parent }) => parent !== null && outer(parent)
          : ({ parent }) => {
              for (let at = parent; at !== null; at = at.parent) if (outer(at)) return true;
              return false;
            };
    } else compound.push(simple(selector, whole, attributes));
  }
  const here = close();
  const before = test;
  return before === undefined ? here : (node) => here(node) && before(node);
}

function simple(selector: Selector, whole: string, attributes: Set<string>): Test {
  if (selector.type === SelectorType.Universal) return () => true;
  if (selector.type === SelectorType.Tag) {
    const wanted = selector.name.toLowerCase();
    return ({ tag }) => tag.name === wanted;
  }
  if (selector.type === SelectorType.Attribute) return attribute(selector, attributes);
  if (selector.type === SelectorType.Pseudo && ["not", "is", "where"].includes(selector.name) && Array.isArray(selector.data)) {
    const tests = selector.data.map((alternative) => complex(alternative, whole, attributes));
    const wanted = selector.name !== "not";
    return (node) => tests.some((test) => test(node)) === wanted;
  }
  const named = "name" in selector ? `:${selector.name}` : selector.type;
  throw new VitrineError(
    "bad-selector",
    `"${whole}" needs ${named}, which cannot be told while a page passes; use types, classes, ids, attributes, :not(), :is(), a space and >.`,
  );
}

/** Values that HTML compares whatever their case, among those that shops select by. */
const CASELESS: ReadonlySet<string> = new Set(["type", "rel", "lang", "dir", "method", "media", "charset"]);

function attribute({ name: written, action, value, ignoreCase }: AttributeSelector, attributes: Set<string>): Test {
  const name = written.toLowerCase();
  attributes.add(name);
  const folds = ignoreCase === true || (ignoreCase === "quirks" && CASELESS.has(name));
  const fold = (text: string): string => (folds ? text.toLowerCase() : text);
  const wanted = fold(value);
  const holds = (test: (text: string) => boolean): Test => (node) => {
    const text = node.attributes.get(name);
    return text !== undefined && test(fold(text));
  };
  switch (action) {
    case AttributeAction.Exists:
      return (node) => node.attributes.has(name);
    case AttributeAction.Equals:
      return holds((text) => text === wanted);
    case AttributeAction.Not:
      return (node) => !holds((text) => text === wanted)(node);
    case AttributeAction.Hyphen:
      return holds((text) => text === wanted || text.startsWith(`${wanted}-`));
    case AttributeAction.Element:
      return wanted === "" || /\s/.test(wanted) ? () => false : holds((text) => text === wanted || text.split(/[\t\n\f\r ]+/).includes(wanted));
    case AttributeAction.Start:
      return wanted === "" ? () => false : holds((text) => text.startsWith(wanted));
    case AttributeAction.End:
      return wanted === "" ? () => false : holds((text) => text.endsWith(wanted));
    case AttributeAction.Any:
      return wanted === "" ? () => false : holds((text) => text.includes(wanted));
  }
}
