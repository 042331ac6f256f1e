/** The shop's own data, as `vitrine demo-data` writes them (see www/README.md), checked once when they arrive. */

export type FieldKind = "label" | "path" | "tags" | "number" | "price";
export type FieldRole = "category" | "colour" | "brand" | "price" | "name" | "";
export type AttributeValue = string | number | string[];

export interface Field {
  name: string;
  kind: FieldKind;
  role: FieldRole;
}

export interface Item {
  id: string;
  name: string;
  price: number | null;
  attributes: Record<string, AttributeValue>;
}

/** One carousel of the home page; `items` stand in the merchant's order. */
export interface CarouselData {
  slot: string;
  title: string;
  /** The steps of the category that it shows, if it is one category's shelf. */
  category?: string[];
  items: string[];
}

interface ShopFile {
  format: string;
  name: string;
  tagline: string;
  currency: string;
  note: string;
  pack: string;
  packItems: number;
  fields: Field[];
  items: Item[];
  carousels: CarouselData[];
}

/** A real session of the test period: item, seconds after the start, event type. */
export interface RecordedSession {
  start: number;
  events: [string, number, string][];
}

/** A category as the shopper sees it: the key that its pages use and a readable name. */
export interface Category {
  key: string;
  title: string;
  items: Item[];
}

/** The shop without vitrine: items, categories and the merchant's orders. */
export class Shop {
  readonly byId: ReadonlyMap<string, Item>;
  readonly categories: readonly Category[];
  readonly #categoryField: Field | undefined;
  readonly #money: Intl.NumberFormat | null;

  constructor(readonly file: ShopFile) {
    this.byId = new Map(file.items.map((item) => [item.id, item]));
    this.#categoryField = this.field("category");
    this.#money = file.currency
      ? new Intl.NumberFormat("en", { style: "currency", currency: file.currency })
      : null;
    const groups = new Map<string, Item[]>();
    for (const item of file.items) {
      const key = this.categoryOf(item);
      if (key === null) continue;
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
    this.categories = [...groups]
      .map(([key, items]) => ({ key, title: titleCase(leafOf(key)), items }))
      .sort((a, b) => b.items.length - a.items.length);
  }

  /** The field that plays a role, if the shop has one. */
  field(role: FieldRole): Field | undefined {
    return this.file.fields.find((field) => field.role === role);
  }

  /** The category of an item as one key; the parts of a path are joined by ` › `. */
  categoryOf(item: Item): string | null {
    if (!this.#categoryField) return null;
    const value = item.attributes[this.#categoryField.name];
    if (value === undefined) return null;
    return Array.isArray(value) ? value.join(" › ") : String(value);
  }

  category(key: string): Category | undefined {
    return this.categories.find((category) => category.key === key);
  }

  /** The value that an item has for a role, in words; empty where it has none. */
  wordFor(item: Item, role: FieldRole): string {
    const field = this.field(role);
    const value = field && item.attributes[field.name];
    if (value === undefined) return "";
    return Array.isArray(value) ? (value.at(-1) ?? "") : String(value);
  }

  /** A price in the shop's currency; whole amounts without cents. */
  money(amount: number): string {
    if (!this.#money) return amount.toFixed(2);
    const text = this.#money.format(amount);
    return Number.isInteger(amount) ? text.replace(/\.00$/, "") : text;
  }
}

/** The last, narrowest part of a category key. */
export function leafOf(key: string): string {
  return key.split(" › ").at(-1) ?? key;
}

const INITIALS = new Set(["cpu", "gps", "hdd", "pc", "ssd", "tv", "ups", "usb", "vr"]);

/** First letter large, underscores as spaces, `tv` as `TV`: shop keys become headings. */
export function titleCase(words: string): string {
  if (INITIALS.has(words)) return words.toUpperCase();
  const spaced = words.replaceAll("_", " ");
  return spaced.charAt(0).toLocaleUpperCase("en") + spaced.slice(1);
}

/**
 * One of the shop's files: from the page itself where it was built into it, which needs no connection, or else from the
 * server.
 */
export async function shopFile(url: URL): Promise<Response> {
  const name = url.pathname.split("/").at(-1) ?? "";
  const built = document.querySelector(`script[data-file="${CSS.escape(name)}"]`)?.textContent;
  if (built) return new Response(Uint8Array.from(atob(built), (character) => character.charCodeAt(0)));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}.`);
  return response;
}

async function readJson(url: URL): Promise<Record<string, unknown>> {
  const response = await shopFile(url);
  return (await response.json()) as Record<string, unknown>;
}

function expectFormat(file: Record<string, unknown>, format: string, name: string): void {
  if (file["format"] !== format) {
    throw new Error(`${name} is not of the format ${format}: make it again with "vitrine demo-data"`);
  }
}

/** Fetches and checks `shop.json`. */
export async function loadShop(base: URL): Promise<Shop> {
  const file = await readJson(new URL("shop.json", base));
  expectFormat(file, "vitrine-demo-shop/1", "shop.json");
  return new Shop(file as unknown as ShopFile);
}

/** Fetches and checks `sessions.json`. */
export async function loadSessions(base: URL): Promise<{ note: string; sessions: RecordedSession[] }> {
  const file = await readJson(new URL("sessions.json", base));
  expectFormat(file, "vitrine-demo-sessions/1", "sessions.json");
  return file as unknown as { note: string; sessions: RecordedSession[] };
}
