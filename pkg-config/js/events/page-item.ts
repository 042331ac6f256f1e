import { named } from "../check.js";
import { VitrineError } from "../errors.js";
import type { ItemFacts } from "../types.js";
import { factsOf, idOf } from "./facts.js";
import type { FactFields } from "./facts.js";
import type { ShopperSource } from "./source.js";
import { findProduct, idOfProduct, knownOf } from "./structured.js";
import type { StructuredProduct } from "./structured.js";

/** What `pageItem` takes. */
export interface PageItemOptions {
  /** The pack's id of a product. Default: its group's id (`productGroupID`, `inProductGroupWithID`), else `sku`, else `productID`. */
  itemId?: (product: StructuredProduct) => string | number | undefined;
  /** The shop's currency, as in the pack: prices in another are left out. */
  currency?: string;
  /** Where brand, category, color, size, material and pattern are fields of another name in the pack. */
  fields?: FactFields;
}

/**
 * The page's own item, as its JSON-LD or microdata describes it, in the form that `rank` takes; `undefined` where the
 * page describes none, or several.
 * @param report hears of descriptions that cannot be read, as `bad-structured-data`
 */
export function readPageItem(options: PageItemOptions = {}, report: (error: VitrineError) => void = () => {}): ItemFacts | undefined {
  if (typeof document === "undefined") return undefined;
  const product = findProduct(report);
  if (product === undefined) return undefined;
  const id = options.itemId === undefined ? idOfProduct(product) : idOf(options.itemId(product));
  if (id === undefined) {
    const what = `The page's product has ${named(product["sku"])} as its sku, and no other id; give pageItem({ itemId }) that finds the pack's id.`;
    report(new VitrineError("bad-structured-data", what));
    return undefined;
  }
  const { inStock, ...known } = knownOf(product, options.currency);
  return { id, ...(inStock === undefined ? {} : { inStock }), ...factsOf(known, options.fields) };
}

/**
 * The page's own item: a `view` when the page is there, and whenever the page comes to describe another one, as pages do
 * that load the next item in place. The same one again is a second view once the page described none in between, or was
 * brought back by the browser as it was left; within five seconds it is the same look.
 */
export function pageItem(options: PageItemOptions = {}): ShopperSource {
  return {
    from: "page-item",
    listen(page) {
      if (typeof document === "undefined") return () => {};
      let last: string | undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const look = (): void =>
        page.guard(() => {
          const item = readPageItem(options, page.report);
          const known = item?.id === last;
          last = item?.id;
          if (item === undefined || known) return;
          const { id, inStock: _inStock, ...facts } = item;
          page.tell({ type: "view", item: id, ...facts });
        });
      const changes = new MutationObserver((records) => {
        if (!records.some(({ target, addedNodes, removedNodes }) => describes(target) || [...addedNodes, ...removedNodes].some(describes))) return;
        // A page that is put together piece by piece is read when it pauses.
        clearTimeout(timer);
        timer = setTimeout(look);
      });
      const begin = (): void => {
        look();
        changes.observe(document, { childList: true, subtree: true, characterData: true });
      };
      const stop = new AbortController();
      const back = ({ persisted }: PageTransitionEvent): void => {
        // Where the browser does not keep pages, this one would have been loaded anew.
        if (!persisted) return;
        last = undefined;
        look();
      };
      addEventListener("pageshow", back, { signal: stop.signal });
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { signal: stop.signal });
      else begin();
      return () => {
        stop.abort();
        changes.disconnect();
        clearTimeout(timer);
      };
    },
  };
}

const DESCRIPTION = "script[type='application/ld+json' i], [itemscope]";

/** Whether a node is, holds or is part of a description. */
function describes(node: Node): boolean {
  const element = node instanceof Element ? node : node.parentElement;
  return element !== null && (element.closest(DESCRIPTION) !== null || (node instanceof Element && node.querySelector(DESCRIPTION) !== null));
}
