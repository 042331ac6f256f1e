// The rules of a page, ready to match; and what the element that was found says itself.

import { VitrineError } from "../../errors.js";
import type { ListRule } from "../lists.js";
import { Names } from "./attributes.js";
import type { Node } from "./elements.js";
import { compileSelector } from "./selectors.js";
import type { Matcher } from "./selectors.js";

/** A rule, ready to match. */
export interface ReadRule {
  rule: ListRule;
  list: Matcher;
  cards: Matcher | undefined;
  fixed: Matcher;
}

/** How the cards of one list are told. */
export interface CardRule {
  rule: ReadRule;
  slot: string;
  attribute: string;
  cards: Matcher | undefined;
  top: number | undefined;
}

const FIXED = "[data-pinned], [data-sponsored]";
const ATTRIBUTE = "data-item";

/** What this package itself looks at, on lists and on cards. */
const OWN = ["name", "id", "cards", "item-attribute", "top", "shopper-order", "event-only", "class", "hidden"] as const;

/** The rules of a page. */
export interface ReadRules {
  readonly rules: readonly ReadRule[];
  /** The attributes that tell whether an element is a list. */
  readonly ofLists: Names;
  /** The attributes that are looked at within lists, and on them. */
  readonly within: Names;
  /** The elements that may be lists by their names; undefined where any may. */
  readonly elements: ReadonlySet<string> | undefined;
  /** Whether it matters what is around an element. */
  readonly looksAround: boolean;
}

const known = new WeakMap<ListRule, ReadRule>();
let latest: ReadRules | undefined;

/**
 * Reads the rules; the same objects again are not read again.
 * @throws VitrineError `bad-selector`, `bad-options`
 */
export function readRules(given: readonly ListRule[]): ReadRules {
  const rules = readEach(given);
  if (latest !== undefined && latest.rules.length === rules.length && latest.rules.every((rule, n) => rule === rules[n])) return latest;
  const ofLists = rules.flatMap(({ list }) => [...list.attributes]);
  const within = rules.flatMap(({ rule, cards, fixed }) => [(rule.itemAttribute ?? ATTRIBUTE).toLowerCase(), ...(cards?.attributes ?? []), ...fixed.attributes]);
  const named = rules.every(({ list }) => list.elements !== undefined);
  return (latest = {
    rules,
    ofLists: new Names(ofLists),
    within: new Names([...OWN, ...ofLists, ...within]),
    elements: named ? new Set(rules.flatMap(({ list }) => [...(list.elements ?? [])])) : undefined,
    looksAround: rules.some(({ list }) => list.looksAround),
  });
}

function readEach(rules: readonly ListRule[]): ReadRule[] {
  return rules.map((rule) => {
    const before = known.get(rule);
    if (before !== undefined) return before;
    if (typeof rule?.list !== "string") throw new VitrineError("bad-options", "A rule for a list needs `list`, a selector of the element that is the list or wraps it.");
    const cards = rule.cards === undefined ? undefined : compileSelector(rule.cards);
    const read = { rule, list: compileSelector(rule.list), cards, fixed: compileSelector(rule.fixed ?? FIXED) };
    known.set(rule, read);
    return read;
  });
}

/**
 * How the cards of a list are told: by the rule, or by the element itself as `<vitrine-carousel>` does; undefined where the
 * page says that nobody is to move them.
 * @throws VitrineError `bad-selector`, of the element's own attribute
 */
export function cardRule(rule: ReadRule, { attributes }: Node): CardRule | undefined {
  if (attributes.has("shopper-order") || attributes.has("event-only")) return undefined;
  const selector = attributes.get("cards");
  const top = Number(attributes.get("top") || Number.NaN);
  return {
    rule,
    slot: rule.rule.slot ?? (attributes.get("name") || attributes.get("id") || ""),
    attribute: (rule.rule.itemAttribute ?? (attributes.get("item-attribute") || ATTRIBUTE)).toLowerCase(),
    cards: rule.cards ?? (selector === undefined ? undefined : compileSelector(selector)),
    top: top >= 0 ? top : undefined,
  };
}
