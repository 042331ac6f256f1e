/** The shop's data layer, as shops have it for their analytics (GA4's ecommerce events). `vitrine/events` reads it. */
import type { Shop } from "./data.js";

declare global {
  interface Window {
    dataLayer?: object[];
  }
}

/** Tells what happened to some items. */
export function push(event: "view_item" | "add_to_cart" | "remove_from_cart" | "purchase", shop: Shop, ids: readonly string[]): void {
  const items = ids.flatMap((id) => {
    const item = shop.byId.get(id);
    if (!item) return [];
    return { item_id: id, item_name: item.name, item_category: shop.categoryOf(item) ?? "", ...(item.price === null ? {} : { price: item.price }) };
  });
  window.dataLayer ??= [];
  window.dataLayer.push({ event, ecommerce: { ...(shop.file.currency ? { currency: shop.file.currency } : {}), items } });
}
