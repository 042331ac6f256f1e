/** What the shopper does, from what the page says of it anyway: its data layer, its structured data, and the time. */
import { dataLayer, dwell, followShopper, pageItem } from "vitrine/events";
import type { Item, Shop } from "./data.js";
import type { Guide } from "./guide.js";
import { h } from "./dom.js";

/** Follows her while she allows it. What is opened, dismissed and looked at in the lists is told by their elements. */
export function followEvents(guide: Guide): void {
  if (guide.vitrine) followShopper(guide.vitrine, { sources: [dataLayer(), pageItem(), dwell()] });
}

/** What a page about an item says to search engines, and to {@link followEvents}: JSON-LD of schema.org. */
export function structuredData(shop: Shop, item: Item): HTMLScriptElement {
  const { currency } = shop.file;
  const colour = shop.wordFor(item, "colour");
  const description = {
    "@context": "https://schema.org",
    "@type": "Product",
    sku: item.id,
    name: item.name,
    ...(colour ? { color: colour } : {}),
    ...(item.price !== null && currency ? { offers: { "@type": "Offer", price: item.price, priceCurrency: currency } } : {}),
  };
  // A block of data: no policy counts it as a script. Set as text, whatever a name holds stays one.
  return h("script", { type: "application/ld+json" }, JSON.stringify(description));
}
