/** Reason codes of the engine as sentences for shoppers. The only place where they become words. */
import type { Reason } from "vitrine";
import type { FieldRole, Shop } from "./data.js";

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

function thing(shop: Shop, reason: Reason): string {
  const value = valueWords(reason.value ?? "");
  const role = roleOf(shop, reason.field);
  if (role === "colour") return `things in ${value}`;
  if (role === "brand") return `things by ${value}`;
  if (role === "category") return value.toLocaleLowerCase("en") === "sale" ? "things on sale" : value;
  return `things with ${reason.field ?? "this"} ${value}`;
}

function itemName(shop: Shop, id: string | undefined): string {
  const item = id === undefined ? undefined : shop.byId.get(id);
  return item ? `“${item.name}”` : "something you looked at";
}

function numberName(shop: Shop, reason: Reason): string {
  return reason.field === undefined || roleOf(shop, reason.field) === "price" ? "Its price" : `Its ${reason.field.replaceAll("_", " ")}`;
}

/** One reason as one sentence. A new code that this page does not know yet is named as it is. */
export function reasonSentence(shop: Shop, reason: Reason): string {
  const less = reason.contribution < 0;
  switch (reason.code) {
    case "often-follows":
      if (less) return `Shoppers who looked at ${itemName(shop, reason.item)} seldom turn to this.`;
      return `Shoppers who looked at ${itemName(shop, reason.item)} often looked at this as well.`;
    case "comes-next":
      if (less) return `Right after ${itemName(shop, reason.item)}, few shoppers open this.`;
      return `Right after ${itemName(shop, reason.item)}, many shoppers opened this.`;
    case "follows-earlier":
      if (less) return `It seldom goes with what you looked at earlier, such as ${itemName(shop, reason.item)}.`;
      return `It goes with what you looked at earlier, such as ${itemName(shop, reason.item)}.`;
    case "affinity":
      return less ? `You look at ${thing(shop, reason)} less than others do.` : `You often look at ${thing(shop, reason)}.`;
    case "affinity-now":
      return less ? `Just now you look at ${thing(shop, reason)} less than others do.` : `Just now you look at ${thing(shop, reason)}.`;
    case "price-fit":
      return less ? `${numberName(shop, reason)} is away from what you usually look at.` : `${numberName(shop, reason)} is close to what you usually look at.`;
    case "price-near":
      return less ? `${numberName(shop, reason)} is away from what you looked at last.` : `${numberName(shop, reason)} is close to what you looked at last.`;
    case "seen-now":
      return less ? "You have looked at this in this visit already." : "You looked at this a moment ago.";
    case "seen-before":
      return less ? "You have looked at this already." : "You have looked at this before and may want to find it again.";
    case "in-cart":
      return less ? "It is in your cart already." : "It is in your cart.";
    case "wished":
      return "It is on your wish list.";
    case "bought-before":
      return less ? "You have bought it already." : "You have bought it before.";
    case "popular":
      return less ? "Few shoppers look at it." : "Many shoppers look at it.";
    case "trending":
      return less ? "Fewer shoppers look at it these days." : "More shoppers look at it these days.";
    case "tired":
      return "It has been in front of you several times without a click.";
    case "dismissed":
      return "You said that you are not interested.";
    case "merchant-order":
      return less ? "The shop puts it further back." : "The shop puts it there.";
    case "pinned":
      return "The shop keeps it in this place for everybody.";
    case "fresh":
      return "It is new in the shop.";
    default:
      return `Reason: ${reason.code}.`;
  }
}

/** Facts that are so or not so; whatever they weigh, their sentence is true. */
const FACTS = new Set(["tired", "dismissed", "seen-now", "seen-before", "in-cart", "wished", "bought-before", "pinned", "fresh"]);

/**
 * Whether a reason can be said in one sentence. A learned weight may turn a signal around, to even out another one
 * that says nearly the same: "you often look at this" as a reason against is arithmetic, not something to tell.
 */
function speaks(shop: Shop, reason: Reason): boolean {
  // A bare number of a field without a part in the shop means nothing to a shopper.
  if (reason.value !== undefined && /^\d+$/.test(reason.value) && roleOf(shop, reason.field) === "") return false;
  return FACTS.has(reason.code) || Math.sign(reason.signal) === Math.sign(reason.contribution);
}

/** The sentences that matter most, largest effect first, none twice: what speaks for an item, and what against. */
export function mainSentences(shop: Shop, reasons: readonly Reason[]): { towards: string[]; against: string[] } {
  const largest = Math.max(0, ...reasons.map(({ contribution }) => Math.abs(contribution)));
  const weighty = [...reasons]
    // The shop's own place is told apart, as a number.
    .filter((reason) => reason.code !== "merchant-order" && speaks(shop, reason))
    .filter(({ contribution }) => Math.abs(contribution) >= 0.05 * largest)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const sentences = (some: Reason[], most: number): string[] =>
    [...new Set(some.map((reason) => reasonSentence(shop, reason)))].slice(0, most);
  return {
    towards: sentences(weighty.filter(({ contribution }) => contribution >= 0), 4),
    against: sentences(weighty.filter(({ contribution }) => contribution < 0), 2),
  };
}
