import { isObject } from "../check.js";
import { arrivalOf } from "../consent/arrival.js";
import { own } from "../consent/read.js";
import type { EventType } from "../types.js";
import { deep, factsOf, idOf, listOf, priceIn, wordOf } from "./facts.js";
import type { FactFields } from "./facts.js";
import type { ShopperPage, ShopperSource } from "./source.js";

/** A product as Shopify names it: ids as their numbers, without `gid://shopify/…/`. */
export interface ShopifyItem {
  product?: string | undefined;
  variant?: string | undefined;
  sku?: string | undefined;
  handle?: string | undefined;
}

/** What of Shopify's `analytics` is used. */
export interface ShopifyAnalytics {
  subscribe(name: string, heard: (event: unknown) => void): unknown;
}

/** What `shopifyAnalytics` takes. */
export interface ShopifyAnalyticsOptions {
  /** The pack's id of an item. Default: the product's number. */
  itemId?: (item: ShopifyItem) => string | undefined;
  /** The object that gives customer events. Default: `Shopify.analytics`, where it has a `subscribe`. */
  analytics?: ShopifyAnalytics;
  /** The shop's currency, as in the pack: prices in another are left out. */
  currency?: string;
  /** Where brand (the vendor), category (the type) and variant (its title) are fields of another name in the pack. */
  fields?: FactFields;
}

/** How many variants are remembered with their product. */
const MOST_VARIANTS = 1_000;

/**
 * What a Shopify storefront tells: its standard events (`shopify:product:view`, `shopify:cart:lines-update`,
 * `shopify:search:update`), which themes dispatch in the page, and customer events (`product_viewed`,
 * `product_added_to_cart`, `checkout_completed` and the like) where the page has what gives them.
 */
export function shopifyAnalytics(options: ShopifyAnalyticsOptions = {}): ShopperSource {
  return {
    from: "shopify",
    listen(page) {
      const reader = new Reader(options, page);
      let listening = true;
      const take = (read: () => void): void => {
        if (listening) page.guard(read);
      };
      const stop = new AbortController();
      for (const [name, read] of STOREFRONT) {
        globalThis.document?.addEventListener(name, (event) => take(() => read(reader, event as unknown as Dispatched, take)), {
          signal: stop.signal,
        });
      }
      const find = (): ShopifyAnalytics | undefined => {
        const found = options.analytics ?? deep(globalThis, "Shopify", "analytics");
        return typeof (found as ShopifyAnalytics | undefined)?.subscribe === "function" ? (found as ShopifyAnalytics) : undefined;
      };
      const bus = arrivalOf(
        find,
        () => {},
        (found) => {
          const ends = [...CUSTOMER].map(([name, read]) => found.subscribe(name, (event) => take(() => read(reader, event))));
          return () => {
            for (const end of ends) if (typeof end === "function") (end as () => void)();
          };
        },
      );
      return () => {
        listening = false;
        stop.abort();
        bus.stop();
      };
    },
  };
}

/** What a standard event bears, as members of the event itself. */
interface Dispatched {
  readonly context?: unknown;
  readonly action?: unknown;
  readonly lines?: unknown;
  readonly product?: unknown;
  readonly search?: unknown;
  readonly promise?: unknown;
}

type Take = (read: () => void) => void;

/** The standard events of storefronts. Scripts dispatch them, so that `isTrusted` says nothing. */
const STOREFRONT: readonly [string, (reader: Reader, event: Dispatched, take: Take) => void][] = [
  [
    "shopify:product:view",
    (reader, { context, product }) => {
      const variant = own(product, "selectedVariant");
      const type = context === "page" || context === "dialog" ? "view" : "impression";
      reader.remember(variant, product);
      reader.tell(type, variant, product);
    },
  ],
  [
    "shopify:product:select",
    (reader, { product, promise }, take) => {
      whenDone(promise, take, (result) => reader.remember(own(result, "variant"), product));
    },
  ],
  [
    "shopify:cart:lines-update",
    (reader, { action, lines, promise }, take) => {
      // Of other changes only the lines are named, not what is on them.
      if (action !== "add") return;
      const ids = listOf(lines).map((line) => own(line, "merchandiseId"));
      whenDone(promise, take, (result) => {
        // The event comes ahead of the change, which may be declined.
        if (listOf(own(result, "userErrors")).length === 0) ids.forEach((id) => reader.tellVariant("cart", id));
      });
    },
  ],
  ["shopify:search:update", (reader, { search }) => reader.search(own(search, "query"))],
];

/** Waits for what a promise gives; what is refused is nothing. */
function whenDone(promise: unknown, take: Take, act: (result: unknown) => void): void {
  if (promise === undefined) act(undefined);
  else Promise.resolve(promise).then((result) => take(() => act(result)), () => {});
}

/** The customer events. Hydrogen's have products of their own form under the same names. */
const CUSTOMER: readonly [string, (reader: Reader, event: unknown) => void][] = [
  ["product_viewed", (reader, event) => reader.variants("view", event, ["productVariant"], ["products"])],
  ["collection_viewed", (reader, event) => reader.variants("impression", event, ["collection", "productVariants"])],
  [
    "search_submitted",
    (reader, event) => reader.search(deep(event, "data", "searchResult", "query")),
  ],
  ["search_viewed", (reader, event) => reader.search(own(event, "searchTerm"))],
  ["product_added_to_cart", (reader, event) => reader.variants("cart", event, ["cartLine", "merchandise"], ["currentLine", "merchandise"])],
  ["product_removed_from_cart", (reader, event) => reader.variants("cart-remove", event, ["cartLine", "merchandise"], ["prevLine", "merchandise"])],
  ["checkout_completed", (reader, event) => reader.lines("purchase", deep(event, "data", "checkout", "lineItems"))],
];

class Reader {
  readonly #options: ShopifyAnalyticsOptions;
  readonly #page: ShopperPage;
  /** Products by their variants, as far as the page has named both. */
  readonly #products = new Map<string, { variant: unknown; product: unknown }>();

  constructor(options: ShopifyAnalyticsOptions, page: ShopperPage) {
    this.#options = options;
    this.#page = page;
  }

  search(words: unknown): void {
    const query = wordOf(words);
    if (query !== undefined) this.#page.tell({ type: "search", query });
  }

  /** Tells of the variants at a place of an event's data, or at another of the event itself. */
  variants(type: EventType, event: unknown, place: readonly string[], other?: readonly string[]): void {
    const found = deep(event, "data", ...place) ?? (other && deep(event, ...other));
    for (const variant of listOf(found)) this.#page.guard(() => this.tell(type, variant, own(variant, "product")));
  }

  /** Tells of the variants of a checkout's lines. */
  lines(type: EventType, lines: unknown): void {
    for (const line of listOf(lines)) {
      this.#page.guard(() => this.tell(type, own(line, "variant"), deep(line, "variant", "product")));
    }
  }

  /** Remembers which product a variant is of: the cart names variants alone. */
  remember(variant: unknown, product: unknown): void {
    const id = numberOf(own(variant, "id"));
    if (id !== undefined && this.#products.size < MOST_VARIANTS) this.#products.set(id, { variant, product });
  }

  /** Tells of a variant that is named by its id alone. */
  tellVariant(type: EventType, id: unknown): void {
    const known = this.#products.get(numberOf(id) ?? "");
    this.tell(type, known?.variant ?? { id }, known?.product);
  }

  /** Tells of an item: a variant, its product, or both in one as Hydrogen gives them. */
  tell(type: EventType, variant: unknown, product: unknown): void {
    const flat = product === undefined && isObject(variant) && own(variant, "variantId") !== undefined;
    const item: ShopifyItem = {
      product: numberOf(own(flat ? variant : product, "id")),
      variant: numberOf(own(variant, flat ? "variantId" : "id")),
      sku: wordOf(own(variant, "sku")),
      handle: wordOf(own(flat ? variant : product, "handle")),
    };
    const { itemId, fields, currency } = this.#options;
    const id = itemId === undefined ? item.product : idOf(itemId(item));
    if (id === undefined) return;
    const price = own(variant, "price");
    const named = flat ? variant : product;
    const known = {
      price: priceIn(currency, isObject(price) ? own(price, "amount") : price, own(price, "currencyCode")),
      brand: wordOf(own(named, "vendor")),
      category: wordOf(own(named, "type") ?? own(named, "productType")),
      variant: wordOf(own(variant, flat ? "variantTitle" : "title")),
    };
    this.#page.tell({ type, item: id, ...factsOf(known, fields) });
  }
}

/** An id without what Shopify puts before it. */
function numberOf(id: unknown): string | undefined {
  return idOf(id)?.replace(/^gid:\/\/shopify\/\w+\//, "");
}
