/**
 * What lets a Vitrine learn from what a page shows and says already, with the permission `profile` and never without it.
 * Each source is bundled only where it is named. Loads nothing, stores nothing, sends nothing.
 * @packageDocumentation
 */
export { cards } from "./cards.js";
export type { CardsOptions } from "./cards.js";
export { dataLayer } from "./data-layer.js";
export type { DataLayerItem, DataLayerOptions } from "./data-layer.js";
export { dwell } from "./dwell.js";
export type { FactFields, FactName } from "./facts.js";
export { followShopper } from "./follow.js";
export type { FollowedShopper, FollowShopperOptions } from "./follow.js";
export { pageItem, readPageItem } from "./page-item.js";
export type { PageItemOptions } from "./page-item.js";
export { keepPositions, shownPositions } from "./positions.js";
export type { ShownPosition } from "./positions.js";
export { shopifyAnalytics } from "./shopify.js";
export type { ShopifyAnalytics, ShopifyAnalyticsOptions, ShopifyItem } from "./shopify.js";
export type { ShopperPage, ShopperSource } from "./source.js";
export type { StructuredProduct } from "./structured.js";
