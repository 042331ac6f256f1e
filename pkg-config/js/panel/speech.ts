// A language that speaks: sentences filled in, numbers and dates as its readers write them.

import type { Counted, Language, Sentences, Words } from "./words.js";

/** Around what is filled in: a name in another script then stays in one piece. */
const ISOLATE = ["\u2068", "\u2069"] as const;

type Values<Name extends string> = [Name] extends [never] ? [] : [Record<Name, string>];

/** Says the sentences of one language; the page's own words come first. */
export class Speech {
  readonly tag: string;
  readonly direction: "ltr" | "rtl";
  readonly #words: Words;
  readonly #plurals: Intl.PluralRules;

  constructor(language: Language, own: Partial<Words> = {}) {
    this.tag = language.tag;
    this.direction = language.direction;
    this.#words = { ...language.words, ...own };
    this.#plurals = new Intl.PluralRules(this.tag);
  }

  /** A sentence, with its values filled in. */
  say<Key extends keyof Sentences>(key: Key, ...[values]: Values<Sentences[Key]>): string {
    return this.#fill(this.#words[key], values ?? {});
  }

  /** A sentence about a number of things. */
  count<Key extends keyof Counted>(key: Key, count: number, ...[values]: Values<Counted[Key]>): string {
    const forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string } = this.#words[key];
    return this.#fill(forms[this.#plurals.select(count)] ?? forms.other, { ...values, count: this.number(count) });
  }

  /** Several things in a row. */
  list(parts: readonly string[]): string {
    return new Intl.ListFormat(this.tag, { type: "unit", style: "short" }).format(parts.map((part) => this.#isolated(part)));
  }

  number(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.tag, { maximumFractionDigits: digits }).format(value);
  }

  /** A share from 0 to 1. */
  percent(share: number): string {
    return new Intl.NumberFormat(this.tag, { style: "percent" }).format(share);
  }

  bytes(count: number): string {
    const small = count < 1000;
    const format: Intl.NumberFormatOptions = { style: "unit", unit: small ? "byte" : "kilobyte", unitDisplay: small ? "long" : "short" };
    return new Intl.NumberFormat(this.tag, { ...format, maximumFractionDigits: 1 }).format(small ? count : count / 1000);
  }

  days(count: number): string {
    return new Intl.NumberFormat(this.tag, { style: "unit", unit: "day", unitDisplay: "long" }).format(count);
  }

  /** A moment, from seconds since 1970. */
  moment(seconds: number): string {
    return this.#date(seconds, { dateStyle: "long", timeStyle: "short" });
  }

  /** A day, from seconds since 1970. */
  day(seconds: number): string {
    return this.#date(seconds, { dateStyle: "long" });
  }

  #date(seconds: number, format: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.tag, format).format(new Date(seconds * 1000));
  }

  #fill(sentence: string, values: Readonly<Record<string, string>>): string {
    return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : this.#isolated(value);
    });
  }

  #isolated(value: string): string {
    return this.direction === "rtl" ? `${ISOLATE[0]}${value}${ISOLATE[1]}` : value;
  }
}
