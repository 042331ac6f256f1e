// Where a profile lies on the device. A shop and a locale have a database of their own, so that none reads another's.

/** One shop in one locale. */
export interface Place {
  readonly shop: string;
  readonly locale: string;
}

/** The stores of a database, keyed by the record: sealed profiles, and the keys to them. */
export const STORES = ["records", "keys"] as const;

/** The record of a shopper who is not signed in. */
export const GUEST = "guest";

/** What the names of all databases of a shop begin with. Escaped, so that no shop's name holds another's. */
export function shopPrefix(shop: string): string {
  return `vitrine/${encodeURIComponent(shop)}/`;
}

/** The database of a place. */
export function databaseName({ shop, locale }: Place): string {
  return shopPrefix(shop) + encodeURIComponent(locale);
}

/** The record of an account: a hash, so that the account's own name is not on the device. */
export async function recordName(shop: string, account: string | null): Promise<string> {
  if (account === null) return GUEST;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify([shop, account])));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A random name: of an epoch, of a tab. */
export function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
