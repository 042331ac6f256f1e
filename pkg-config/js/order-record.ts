// The record of `vitrine/carousel` in the tab's sessionStorage: the orders that stood in this tab, for the Back button. What is
// kept of the shopper elsewhere takes it along when it is erased, on pages that show no carousel too.

/** Its name, which deviceStorage.json names as well. */
export const ORDER_RECORD = "vitrine-order";

/** Erases it. A browser that refuses storage keeps none. */
export function eraseOrderRecord(): void {
  try {
    sessionStorage.removeItem(ORDER_RECORD);
  } catch {
    // Nothing is there.
  }
}
