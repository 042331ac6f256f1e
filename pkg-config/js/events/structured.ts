// schema.org's Product in a page: JSON-LD, and microdata read into the same form.

import { isObject } from "../check.js";
import { own } from "../consent/read.js";
import { VitrineError } from "../errors.js";
import { deep, idOf, listOf, pathOf, priceIn, wordOf } from "./facts.js";
import type { Known } from "./facts.js";

/** A product as the page describes it, with the names of schema.org: anything at all. */
export type StructuredProduct = Readonly<Record<string, unknown>>;

/** How deep and how wide a page's descriptions are searched, and how long one may be. */
const MOST_NODES = 2_000;
const MOST_DEPTH = 12;
const LONGEST_SCRIPT = 1_000_000;

/**
 * The page's own item: what the page says it is about (`mainEntity`), else the product whose address is the page's, else
 * the only one. A page of several products has none.
 */
export function findProduct(report: (error: VitrineError) => void): StructuredProduct | undefined {
  const roots = [...readScripts(report), ...readMicrodata()];
  const nodes = roots.flatMap((root) => listOf(own(root, "@graph") ?? root));
  const main = nodes.flatMap((node) => listOf(own(node, "mainEntity"))).find(isProduct);
  if (main !== undefined) return resolve(main, nodes);
  const products = nodes.filter(isProduct);
  const here = addresses();
  const mine = products.filter((product) => isAt(product, here));
  const [only, ...others] = mine.length > 0 ? mine : products;
  // The same product may be described twice, in both forms.
  return only !== undefined && others.every((other) => sameProduct(only, other)) ? only : undefined;
}

/** A node that only refers to another is that other one. */
function resolve(node: StructuredProduct, nodes: readonly unknown[]): StructuredProduct {
  const id = own(node, "@id");
  const whole = nodes.find((other) => other !== node && isProduct(other) && id !== undefined && own(other, "@id") === id);
  return (own(node, "name") === undefined ? (whole as StructuredProduct | undefined) : undefined) ?? node;
}

function sameProduct(one: StructuredProduct, other: StructuredProduct): boolean {
  return idOfProduct(one) !== undefined && idOfProduct(one) === idOfProduct(other);
}

/** The types of a node, by their names alone. */
function typesOf(node: unknown): string[] {
  return listOf(own(node, "@type")).map((type) => (typeof type === "string" ? (type.split(/[/#:]/).pop() ?? "") : ""));
}

/** A product of whatever kind; a group of variants is one. */
function isProduct(node: unknown): node is StructuredProduct {
  return isObject(node) && typesOf(node).some((type) => /^(Product(Group|Model)?|IndividualProduct|SomeProducts|Vehicle|Car)$/.test(type));
}

/** The page's address, and the one that it says is its own; without what follows `#`. */
function addresses(): ReadonlySet<string> {
  const canonical = document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href;
  return new Set([plainAddress(document.URL), plainAddress(canonical)].filter((address) => address !== undefined));
}

function plainAddress(address: unknown): string | undefined {
  if (typeof address !== "string" || address === "") return undefined;
  try {
    const url = new URL(address, document.baseURI);
    return url.origin + url.pathname.replace(/\/$/, "") + url.search;
  } catch {
    return undefined;
  }
}

/** Whether a product, one of its offers or one of its variants is at one of the addresses. */
function isAt(product: unknown, here: ReadonlySet<string>): boolean {
  const offers = listOf(own(product, "offers")).map((offer) => own(offer, "url"));
  const said = [own(product, "url"), own(product, "@id"), ...offers];
  return said.some((address) => here.has(plainAddress(address) ?? "")) || listOf(own(product, "hasVariant")).some((variant) => isAt(variant, here));
}

function readScripts(report: (error: VitrineError) => void): unknown[] {
  return Array.from(document.querySelectorAll("script[type='application/ld+json' i]"), (script, place): unknown => {
    const text = script.textContent ?? "";
    try {
      if (text.length <= LONGEST_SCRIPT) return JSON.parse(text) as unknown;
      throw new RangeError(`it has ${text.length} characters`);
    } catch (thrown) {
      const what = `The JSON-LD no. ${place + 1} of the page cannot be read (${String(thrown)}); it is passed over.`;
      report(new VitrineError("bad-structured-data", what, thrown));
      return undefined;
    }
  }).flatMap((value) => listOf(value));
}

/** The members of microdata that are no text, by the element's name. */
const VALUES: Readonly<Record<string, string>> = { META: "content", LINK: "href", A: "href", DATA: "value", METER: "value", TIME: "datetime" };

/** The outermost items of the page's microdata that are products. */
function readMicrodata(): StructuredProduct[] {
  let left = MOST_NODES;
  const read = (element: Element, depth: number): Record<string, unknown> => {
    const types = element.getAttribute("itemtype")?.split(/\s+/) ?? [];
    const item: Record<string, unknown> = Object.assign(Object.create(null) as Record<string, unknown>, { "@type": types });
    const members = (within: Element): void => {
      for (const child of within.children) {
        if ((left -= 1) < 0) return;
        const nested = child.hasAttribute("itemscope");
        for (const name of child.getAttribute("itemprop")?.split(/\s+/) ?? []) {
          const value = nested && depth < MOST_DEPTH ? read(child, depth + 1) : (child.getAttribute(VALUES[child.tagName] ?? "content") ?? child.textContent);
          item[name] = name in item ? [...listOf(item[name]), value] : value;
        }
        if (!nested) members(child);
      }
    };
    members(element);
    return item;
  };
  return Array.from(document.querySelectorAll("[itemscope]:not([itemprop])[itemtype*='schema.org/' i]"))
    .filter((element) => isProduct({ "@type": element.getAttribute("itemtype")?.split(/\s+/) }))
    .map((element) => read(element, 0));
}

/** The id of a product: its group's, else its `sku`, else its `productID`. */
export function idOfProduct(product: StructuredProduct): string | undefined {
  const candidates = [
    own(product, "productGroupID"),
    own(product, "inProductGroupWithID"),
    deep(product, "isVariantOf", "productGroupID"),
    own(product, "sku"),
    own(product, "productID"),
  ];
  return candidates.map(idOf).find((id) => id !== undefined);
}

/** What a product's description says of it. `currency`: prices in another are left out. */
export function knownOf(product: StructuredProduct, currency?: string): Known & { inStock?: boolean | undefined } {
  const variants = listOf(own(product, "hasVariant"));
  const here = addresses();
  // Of a group, the variant that the address names; else what all have together.
  const chosen = variants.find((variant) => isAt(variant, here));
  const offered = chosen === undefined ? [product, ...variants] : [chosen];
  const offers = offered.flatMap((each) => listOf(own(each, "offers"))).flatMap(spread);
  const prices = offers.flatMap((offer) => priceOfOffer(offer, currency) ?? []);
  const stock = offers.map((offer) => wordOf(own(offer, "availability"))?.split("/").pop());
  const said = stock.filter((word) => word !== undefined);
  const first = (name: string): unknown => own(chosen, name) ?? own(product, name);
  return {
    price: prices.length === 0 ? undefined : Math.min(...prices),
    inStock: said.length === 0 ? undefined : said.some((word) => !/^(OutOfStock|SoldOut|Discontinued)$/.test(word)),
    brand: nameOf(first("brand") ?? first("manufacturer")),
    category: categoryOf(first("category")),
    color: nameOf(first("color")),
    size: nameOf(first("size")),
    material: nameOf(first("material")),
    pattern: nameOf(first("pattern")),
  };
}

/** The offers that an offer of several holds. */
function spread(offer: unknown): readonly unknown[] {
  const nested = listOf(own(offer, "offers"));
  return own(offer, "lowPrice") === undefined && nested.length > 0 ? nested : [offer];
}

function priceOfOffer(offer: unknown, currency: string | undefined): number | undefined {
  const [specification] = listOf(own(offer, "priceSpecification"));
  const price = own(offer, "price") ?? own(offer, "lowPrice") ?? own(specification, "price");
  return priceIn(currency, price, own(offer, "priceCurrency") ?? own(specification, "priceCurrency"));
}

/** A word, or the name of the thing. */
function nameOf(value: unknown): string | undefined {
  const [first] = listOf(value);
  return wordOf(first) ?? wordOf(own(first, "name"));
}

/** A path written as `Women > Shoes`, or a list of its steps. */
function categoryOf(value: unknown): string[] | undefined {
  const steps = listOf(value).map((step) => wordOf(step) ?? wordOf(own(step, "name")));
  return pathOf(steps.length === 1 ? (steps[0]?.split(">") ?? []) : steps);
}
