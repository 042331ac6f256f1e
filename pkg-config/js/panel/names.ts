// What the shop calls its fields, values and items: the engine knows ids and the pack's own words.

/** The shop's words. What a function leaves undefined is named as the pack names it. */
export interface Names {
  /** An item's name. */
  item?: (id: string) => string | undefined;
  /** A small picture of an item; it is put into the panel as an element of the page, under the page's own styles. */
  picture?: (id: string) => Element | undefined;
  /** An attribute field as a heading: "Colours". */
  field?: (field: string) => string | undefined;
  /** A value of a field. */
  value?: (field: string, value: string) => string | undefined;
  /** A price with its currency. */
  price?: (amount: number) => string | undefined;
}

/** A value as the pack has it: of a path, its narrowest step. */
export function valueName(names: Names, field: string, value: string): string {
  return names.value?.(field, value) ?? (value.split(" / ").at(-1) ?? value).replaceAll("_", " ");
}

export function fieldName(names: Names, field: string): string {
  return names.field?.(field) ?? (field.charAt(0).toUpperCase() + field.slice(1)).replaceAll("_", " ");
}
