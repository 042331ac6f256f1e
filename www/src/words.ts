/** What the shop calls its fields, values and items. */
import type { Names } from "vitrine/panel";
import type { FieldRole, Shop } from "./data.js";
import { picture } from "./draw/picture.js";

function roleOf(shop: Shop, field: string | undefined): FieldRole {
  return shop.file.fields.find(({ name }) => name === field)?.role ?? "";
}

/** A value as words: of a path, its narrowest step. */
export function valueWords(value: string): string {
  return (value.split(" / ").at(-1) ?? value).replaceAll("_", " ");
}

/** A field as a noun for headings. */
export function fieldTitle(shop: Shop, field: string): string {
  const role = roleOf(shop, field);
  if (role === "category") return "Kinds of things";
  if (role === "colour") return "Colours";
  if (role === "brand") return "Brands";
  return field.charAt(0).toLocaleUpperCase("en") + field.slice(1).replaceAll("_", " ");
}

/** What the package's elements are to call the shop's things. */
export function names(shop: Shop): Names {
  return {
    item: (id) => shop.byId.get(id)?.name,
    picture: (id) => {
      const item = shop.byId.get(id);
      return item && picture(shop, item);
    },
    field: (field) => fieldTitle(shop, field),
    value: (_field, value) => valueWords(value),
    price: (amount) => shop.money(Math.round(amount)),
  };
}
