import { isObject } from "../check.js";
import { arrivalOf } from "../consent/arrival.js";
import { global, own } from "../consent/read.js";
import { isGtagCall, tapPush } from "../consent/tap-push.js";
import type { EventType } from "../types.js";
import { factsOf, idOf, listOf, pathOf, priceIn, wordOf } from "./facts.js";
import type { FactFields } from "./facts.js";
import type { ShopperPage, ShopperSource } from "./source.js";

/** GA4's ecommerce events that tell of items. */
const OF_ITEMS: ReadonlyMap<unknown, EventType> = new Map<unknown, EventType>([
  ["view_item", "view"],
  ["view_item_list", "impression"],
  ["select_item", "click"],
  ["add_to_cart", "cart"],
  ["remove_from_cart", "cart-remove"],
  ["add_to_wishlist", "wishlist"],
  ["purchase", "purchase"],
  ["refund", "return"],
]);
/** Those that tell of a search. */
const OF_SEARCHES: ReadonlySet<unknown> = new Set<unknown>(["search", "view_search_results"]);
/** How much of a layer that stands there already is read: more than tag managers keep. */
const MOST_ENTRIES = 1_000;

/** An item of a data layer, as the page wrote it: anything at all. */
export type DataLayerItem = Readonly<Record<string, unknown>>;

/** What `dataLayer` takes. */
export interface DataLayerOptions {
  /** The layer's name where the shop gave it another. */
  name?: string;
  /** The pack's id of an item. Default: its `item_id`. */
  itemId?: (item: DataLayerItem) => string | number | undefined;
  /** The shop's currency, as in the pack: prices in another are left out. */
  currency?: string;
  /** Where brand, category and variant are fields of another name in the pack. */
  fields?: FactFields;
  /**
   * Reads what was pushed before the permission was granted, too, where the consent tool answers later than the page pushes
   * an answer that it remembered. Default: false.
   */
  earlier?: boolean;
}

/**
 * GA4's ecommerce events of a data layer: calls of `gtag`, and objects for Google Tag Manager. The layer is left as it
 * is, for those whose it is.
 */
export function dataLayer(options: DataLayerOptions = {}): ShopperSource {
  const find = (): unknown[] | undefined => {
    const layer = global(options.name ?? "dataLayer");
    return Array.isArray(layer) ? layer : undefined;
  };
  return {
    from: "data-layer",
    listen(page) {
      const reader = new Reader(options, page);
      const take = (pushed: readonly unknown[]): void => {
        for (const entry of pushed) page.guard(() => reader.read(entry));
      };
      let skip = !page.earlier && options.earlier !== true;
      const layer = arrivalOf(
        find,
        () => {},
        (found) => {
          if (!skip) take(found.slice(-MOST_ENTRIES));
          return tapPush(found, take);
        },
      );
      // A layer that comes later holds nothing from before.
      skip = false;
      return layer.stop;
    },
  };
}

class Reader {
  readonly #options: DataLayerOptions;
  readonly #page: ShopperPage;
  /** An `ecommerce` that was pushed ahead of its event. */
  #pending: unknown;

  constructor(options: DataLayerOptions, page: ShopperPage) {
    this.#options = options;
    this.#page = page;
  }

  /** Reads an entry; what is no event of GA4's is none of ours. */
  read(entry: unknown): void {
    if (isGtagCall(entry)) {
      const parameters = own(entry, "2");
      if (own(entry, "0") === "event") this.#take(own(entry, "1"), parameters, parameters);
      return;
    }
    if (!isObject(entry) || Array.isArray(entry)) return;
    const name = own(entry, "event");
    const ecommerce = own(entry, "ecommerce");
    if (ecommerce !== undefined) this.#pending = name === undefined ? ecommerce : undefined;
    // As the tag manager has it: an event without items takes those that were pushed ahead of it, until they are reset.
    if (name !== undefined) this.#take(name, ecommerce ?? (own(entry, "items") === undefined ? this.#pending : entry), entry);
  }

  #take(name: unknown, ecommerce: unknown, parameters: unknown): void {
    if (OF_SEARCHES.has(name)) {
      const query = wordOf(own(parameters, "search_term") ?? own(ecommerce, "search_term"));
      if (query !== undefined) this.#page.tell({ type: "search", query });
      return;
    }
    const type = OF_ITEMS.get(name);
    if (type === undefined) return;
    const currency = own(ecommerce, "currency");
    const items = own(ecommerce, "items");
    if (Array.isArray(items)) for (const item of listOf(items)) this.#page.guard(() => this.#tell(type, item, currency));
  }

  #tell(type: EventType, item: unknown, currency: unknown): void {
    if (!isObject(item)) return;
    const { itemId, fields } = this.#options;
    const id = idOf(itemId === undefined ? own(item, "item_id") : itemId(item));
    if (id === undefined) return;
    const categories = ["", "2", "3", "4", "5"].map((place) => own(item, `item_category${place}`));
    const known = {
      price: priceIn(this.#options.currency, own(item, "price"), own(item, "currency") ?? currency),
      brand: wordOf(own(item, "item_brand")),
      category: pathOf(categories),
      variant: wordOf(own(item, "item_variant")),
    };
    this.#page.tell({ type, item: id, ...factsOf(known, fields) });
  }
}
