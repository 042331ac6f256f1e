// Every sentence of the panel, by key, with the names of what is filled into it. A language is one file of the type
// `Language`: a sentence that is missing, or lacks a name in braces, does not compile.

/** The sentences, each with what is filled in; `never` for nothing. */
export interface Sentences {
  title: never;
  statusAlone: never;
  statusBroken: never;
  statusRefused: never;
  statusMemory: never;
  statusKept: never;
  statusPaused: never;
  statusSomeoneElse: never;

  choices: never;
  profile: never;
  profileMore: never;
  persist: never;
  persistMore: never;
  purchases: never;
  purchasesMore: never;
  measure: never;
  measureMore: never;
  heldBack: never;
  purposes: never;
  browsing: never;
  search: never;
  cart: never;
  pause: never;
  pauseMore: never;
  someoneElse: never;
  someoneElseMore: never;
  dial: never;
  dialLess: never;
  dialMore: never;
  dialNone: never;
  dialFull: never;
  dialPart: "percent";

  known: never;
  nothingYet: never;
  lately: never;
  overTime: never;
  bars: "short" | "long";
  away: "percent";
  gone: never;
  more: "what";
  less: "what";
  forget: "what";
  forgetAll: never;
  forgetAllOf: "field";
  searchWords: never;
  prices: never;
  everything: never;
  priceWords: "typical" | "low" | "high";
  items: never;
  item: "id";
  itemDismissed: never;
  itemInCart: never;
  learned: never;
  learnedMore: never;
  forgetLearned: never;

  kept: never;
  keptDevice: never;
  keptPage: never;
  keptMemory: never;
  keptBlocked: never;
  keptFrom: "bytes" | "events" | "visits";
  until: "date";
  untilNothing: never;

  copy: never;
  export: never;
  import: never;
  importRefused: never;
  move: never;
  moveIntro: never;
  moveCode: never;
  moveCodeMore: never;
  moveFile: never;
  movePicture: never;
  moveTooLarge: never;
  arrive: never;
  arriveScanned: never;
  arriveFile: never;
  arriveCode: never;
  arriveOpen: never;
  arriveRefused: never;
  arriveWrong: never;
  arriveOther: never;
  close: never;

  ledger: never;
  ledgerNone: never;
  ledgerSelf: never;
  ledgerTo: "to";
  ledgerTotal: "bytes";
  ledgerExport: never;
  ledgerTransfer: never;
  ledgerEarlier: never;

  erase: never;
  eraseMore: never;
  receipt: never;
  receiptWithdrawn: "date";
  receiptErased: "date";
  receiptSignedOut: "date";
  receiptElsewhere: "date";
  receiptMemory: "events" | "bytes";
  receiptStorage: "names" | "bytes";
  receiptNone: never;
  receiptIncomplete: never;

  saidOn: "what";
  saidOff: "what";
  saidMore: "what";
  saidLess: "what";
  saidForgotten: "what";
  saidErased: never;
  saidExported: never;
  saidImported: never;
  saidFailed: never;

  why: never;
  whyAgainst: never;
  whyPlace: "place" | "shop";
  whyBroken: never;
  whyRefused: never;
  whyOff: never;
  whyLittle: never;
  whyNumbers: never;
  whyReason: never;
  whySignal: never;
  whyWeight: never;
  whyAdds: never;
  whyScore: never;
  withoutItem: "item" | "place";
  withoutPurpose: "purpose" | "place";

  // Reasons, by the engine's codes: what speaks for an item (+) and against it (-).
  "often-follows+": "item";
  "often-follows-": "item";
  "comes-next+": "item";
  "comes-next-": "item";
  "follows-earlier+": "item";
  "follows-earlier-": "item";
  "affinity+": "value";
  "affinity-": "value";
  "affinity-now+": "value";
  "affinity-now-": "value";
  "price-fit+": never;
  "price-fit-": never;
  "price-near+": never;
  "price-near-": never;
  "number-fit+": "field";
  "number-fit-": "field";
  "price-in-list+": never;
  "price-in-list-": never;
  "place-in-list+": never;
  "place-in-list-": never;
  "click-through+": never;
  "click-through-": never;
  "seen-now+": never;
  "seen-now-": never;
  "seen-before+": never;
  "seen-before-": never;
  "in-cart+": never;
  "in-cart-": never;
  "bought-before+": never;
  "bought-before-": never;
  "popular+": never;
  "popular-": never;
  "trending+": never;
  "trending-": never;
  "together+": never;
  "together-": never;
  wished: never;
  tired: never;
  dismissed: never;
  pinned: never;
  boosted: never;
  buried: never;
  repeated: never;
  explored: never;
  "other+": never;
  "other-": never;
  /** An item of which no name is known, within a sentence. */
  someItem: never;
}

/** The sentences that depend on a number, each with what is filled in beside `{count}`. */
export interface Counted {
  withoutValue: "value" | "place";
  weaker: never;
  itemViews: never;
  itemShown: never;
  itemsMore: never;
  itemsOnlyShown: never;
  events: never;
  visits: never;
}

type Named<Name extends string> = (
  Name extends string ? (text: `${string}{${Name}}${string}`) => void : never
) extends (text: infer Text) => void
  ? Text
  : never;

/** A sentence in which each of the names stands in braces. */
type Sentence<Name extends string> = [Name] extends [never] ? string : Named<Name>;

/** A sentence for each kind of number that the language tells apart; see `Intl.PluralRules`. */
export type Plural<Name extends string = never> = { other: Sentence<"count" | Name> } & Partial<
  Record<Exclude<Intl.LDMLPluralRule, "other">, Sentence<Name>>
>;

/** All sentences of one language. */
export type Words = { readonly [Key in keyof Sentences]: Sentence<Sentences[Key]> } & {
  readonly [Key in keyof Counted]: Plural<Counted[Key]>;
};

/** One language. */
export interface Language {
  /** Its BCP 47 tag, for numbers, dates and the element's own `lang`. */
  tag: string;
  /** How it is written. */
  direction: "ltr" | "rtl";
  /** What it says. */
  words: Words;
}
