// Events as real pages write them: the members of GA4's reference and of Shopify's, whole, with ids of the bundled shop
// where orders are compared.

/** What Google's snippet declares: it pushes its own Arguments object. */
export function gtag() {
  // eslint-disable-next-line prefer-rest-params
  globalThis.dataLayer.push(arguments);
}

const ga4Item = (id, index, more = {}) => ({
  item_id: id,
  item_name: "Stan and Friends Tee",
  affiliation: "Google Merchandise Store",
  coupon: "SUMMER_FUN",
  discount: 2.22,
  index,
  item_brand: "Google",
  item_category: "Apparel",
  item_category2: "Adult",
  item_category3: "Shirts",
  item_category4: "Crew",
  item_category5: "Short sleeve",
  item_list_id: "related_products",
  item_list_name: "Related Products",
  item_variant: "green",
  location_id: "ChIJIQBpAG2ahYAR_6128GcTUEo",
  price: 9.99,
  quantity: 1,
  ...more,
});

const list = { item_list_id: "related_products", item_list_name: "Related products" };
const worth = { currency: "USD", value: 7.77 };

const ga4 = {
  viewItem: { event: "view_item", ecommerce: { ...worth, items: [ga4Item("29", 0)] }, "gtm.uniqueEventId": 7 },
  viewItemList: { event: "view_item_list", ecommerce: { ...list, items: [ga4Item("8", 0), ga4Item("31", 1)] } },
  selectItem: { event: "select_item", ecommerce: { ...list, items: [ga4Item("31", 1)] } },
  calls: [
    ["page_view", { page_title: "Home", page_location: "https://shop.example/" }],
    ["add_to_cart", { ...worth, items: [ga4Item("29", 0, { price: "9.99" })] }],
    ["add_to_wishlist", { ...worth, items: [ga4Item("8", 0)] }],
    ["remove_from_cart", { ...worth, items: [ga4Item("29", 0)] }],
    ["search", { search_term: "skirt" }],
    ["view_search_results", { search_term: "Skirt" }],
    ["begin_checkout", { ...worth, items: [ga4Item("29", 0)] }],
    ["purchase", { transaction_id: "T_12345", value: 25.42, tax: 4.9, shipping: 5.99, currency: "USD", coupon: "SUMMER_SALE", items: [ga4Item("29", 0), ga4Item("8", 1)] }],
    ["refund", { transaction_id: "T_12345", ...worth, items: [ga4Item("8", 0)] }],
    ["refund", { transaction_id: "T_12346", ...worth }],
  ],
};

const product = (id, title, type) => ({ id, title, untranslatedTitle: title, url: `/products/${id}`, vendor: "Polina's Potent Potions", type });
const balm = {
  id: "41007189000",
  image: { src: "https://cdn.shopify.com/s/files/1/balm.jpg" },
  price: { amount: 19.5, currencyCode: "CAD" },
  product: product("41007189622", "Healing balm", "Health"),
  sku: "HB-M",
  title: "Medium",
  untranslatedTitle: "Medium",
};
const potion = {
  id: "39897499828289",
  image: null,
  price: { amount: 10, currencyCode: "CAD" },
  product: product("6786188247105", "Health potion", "Health"),
  sku: "HP",
  title: "S / Low",
  untranslatedTitle: "S / Low",
};
const customer = (name, data) => ({
  id: "sh-f5d1b8a2-4C2B-4A9B-1B2C-0B1A2C3D4E5F",
  clientId: "06ee0e2d-3e4f-4c0b-8c7e-2d2c0e9b9f4c",
  name,
  timestamp: "2026-05-01T10:00:00.000Z",
  seq: 1,
  type: "standard",
  context: { document: { location: { href: "https://shop.example/" }, title: "Shop" }, navigator: { language: "en" }, window: { innerWidth: 1280 } },
  data,
});
const line = { cost: { totalAmount: { amount: 19.5, currencyCode: "CAD" } }, merchandise: balm, quantity: 1 };
const checkoutLine = (variant) => ({ id: "1", quantity: 1, title: variant.title, discountAllocations: [], variant });

const productViewed = customer("product_viewed", { productVariant: balm });
const shopify = {
  productViewed,
  all: [
    productViewed,
    customer("collection_viewed", { collection: { id: "270218723389", title: "Potions", productVariants: [potion, balm] } }),
    customer("search_submitted", { searchResult: { query: "potion", productVariants: [potion] } }),
    customer("product_added_to_cart", { cartLine: line }),
    customer("product_removed_from_cart", { cartLine: line }),
    customer("checkout_completed", {
      checkout: { currencyCode: "CAD", token: "t", totalPrice: { amount: 29.5, currencyCode: "CAD" }, lineItems: [checkoutLine(balm), checkoutLine(potion)] },
    }),
  ],
};

const hydrogenLine = { id: "gid://shopify/CartLine/1", quantity: 1, merchandise: { id: "gid://shopify/ProductVariant/456", title: "DEF", price: { amount: "100.0", currencyCode: "USD" }, product: { id: "gid://shopify/Product/7981566525496", title: "ABC", vendor: "abc", handle: "abc" } } };
const hydrogen = [
  ["product_viewed", { products: [{ id: "gid://shopify/Product/7981566525496", title: "ABC", price: "100", vendor: "abc", variantId: "gid://shopify/ProductVariant/456", variantTitle: "DEF", quantity: 1 }], url: "https://shop.example/products/abc", shop: { shopId: "gid://shopify/Shop/1" } }],
  ["search_viewed", { searchTerm: "lamp", searchResults: [], url: "https://shop.example/search?q=lamp" }],
  ["product_added_to_cart", { cart: {}, prevCart: {}, currentLine: hydrogenLine }],
  ["product_removed_from_cart", { cart: {}, prevCart: {}, prevLine: hydrogenLine }],
];

export const recorded = { ga4, shopify, hydrogen };
