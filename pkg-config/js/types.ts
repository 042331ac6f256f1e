import type { VitrineError } from "./errors.js";

/** What the shopper has granted. All false by default. */
export interface Permissions {
  /** Storing the profile on the device: `save` and `restore`. */
  persist: boolean;
  /** Building and using a behaviour profile in this page's memory. */
  profile: boolean;
  /** Using purchases and returns within that profile. */
  purchases: boolean;
  /** Emitting reports. */
  measure: boolean;
}

/** Where a knowledge pack comes from. A `string` or `URL` is fetched by this package, never by the engine. */
export type PackSource = Uint8Array | ArrayBuffer | Response | URL | string;

/** Where the engine's WebAssembly comes from: a compiled module, its bytes, a response, or an address. */
export type WasmSource = WebAssembly.Module | Uint8Array | ArrayBuffer | Response | URL | string;

/** What `createVitrine` takes. */
export interface VitrineOptions {
  /** The shop's knowledge pack, as written by `vitrine pack`. */
  pack: PackSource | Promise<PackSource>;
  /** What the shopper has answered so far, as by `setConsent`. Nothing by default. */
  permissions?: Partial<Permissions>;
  /** Overrides where the WebAssembly comes from: for a strict policy, a bundler, a test. */
  wasm?: WasmSource | Promise<WasmSource>;
  /** The same for the WebAssembly of `vitrine/rights`, which is loaded when that is first opened. */
  rightsWasm?: WasmSource | Promise<WasmSource>;
  /** The time in seconds since 1970. Default: the device's clock. */
  now?: () => number;
  /** How far the order may move, from 0 (not at all) to 1 (fully the shopper's). Default 1. */
  strength?: number;
  /** The merchant's rules for all carousels; see docs/rules.md. Default: none. */
  rules?: readonly Rule[];
  /** Factors of signals and values of dials by their names in docs/tunables.md. Default: the pack's own. */
  weights?: Readonly<Record<string, number>>;
  /**
   * What the merchant does not keep, or not as long as vitrine would: a purpose that is `false` is not recorded, one with
   * `days` is kept for at most as many. Default: all of them, for the days of docs/profile-format.md.
   */
  purposes?: Partial<Record<Purpose, false | { days: number }>>;
  /** Values that are never recorded, by field: an event about such an item leaves no trace. See docs/privacy-settings.md. */
  sensitive?: Readonly<Record<string, readonly string[]>>;
  /** The ids of items that are never recorded. */
  sensitiveItems?: readonly string[];
  /** Writes vitrine's steps to the browser's profiler (User Timing) and its findings to the console. */
  debug?: boolean;
  /** Hears of everything that went wrong while the shop went on. Default: a warning in the console. */
  onError?: (error: VitrineError) => void;
}

/** What a part of the profile is kept for. */
export type Purpose = "browsing" | "search" | "cart" | "purchases";

/** What a shopper can do. */
export type EventType =
  | "impression"
  | "view"
  | "click"
  | "dwell"
  | "search"
  | "wishlist"
  | "cart"
  | "cart-remove"
  | "purchase"
  | "return"
  | "dismiss";

/** The value of an attribute: a label or a number, or the steps of a path from the broadest, or tags. */
export type AttributeValue = string | number | string[];

/** One thing that the shopper did. */
export interface VitrineEvent {
  /** What happened. */
  type: EventType;
  /** The item's id; every type but `search` needs it. */
  item?: string;
  /** When, in seconds since 1970. Default: now. */
  time?: number;
  /** The words of a `search`. */
  query?: string;
  /** The seconds of a `dwell`. */
  seconds?: number;
  /** The item's price, where the page knows it better than the pack. */
  price?: number;
  /** The item's attributes by field, where the page knows them better than the pack. */
  attributes?: Record<string, AttributeValue>;
}

/** What the page knows of a candidate better than the pack. */
export interface ItemFacts {
  /** The item's id. */
  id: string;
  /** The price now. */
  price?: number;
  /** Whether it can be bought now. */
  inStock?: boolean;
  /** Attributes by field; they make an item rankable that the pack does not know. */
  attributes?: Record<string, AttributeValue>;
}

/** Which candidates a rule is about. Of a path field, any step may be named. */
export type RuleMatch =
  | { ids: readonly string[] }
  | { field: string; values: readonly string[] }
  | { field: string; from?: number; to?: number }
  | { is: "in-cart" | "purchased" | "out-of-stock" };

/** One rule of the merchant's; docs/rules.md says what each does and in which order. */
export type Rule = (
  | { do: "exclude" | "only" | "sponsored" }
  | { do: "pin"; place: number }
  | { do: "boost" | "bury"; places: number }
  | { do: "cap"; most: number; field?: string; within?: number }
  | { do: "quota"; least: number; within?: number }
  | { do: "minimum"; least: number }
) & {
  /** What it is about; of several conditions, all must be met. */
  match?: RuleMatch | readonly RuleMatch[];
  /** The slots that it holds in; without it, all. */
  slots?: readonly string[];
};

/** What came of the rules of one call. */
export interface RankReport {
  /** How many candidates the call's own `exclude` left out. */
  excluded: number;
  /** How many more were left out because the page shows them already. */
  shown: number;
  /** Each rule that holds in the slot. */
  rules: {
    /** Its place in the set, from 0. */
    rule: number;
    /** What it does. */
    do: string;
    /** How many candidates it is about. */
    matched: number;
    /** How many it left out. */
    removed: number;
    /** How many of those that it took hold of stand elsewhere than without it. */
    moved: number;
    /** What of it could not be kept, by the codes of docs/rules.md. */
    notKept: { code: string; item?: string }[];
  }[];
}

/** A carousel to be put in order. */
export interface RankRequest {
  /** The candidates, in the merchant's order: ids, or ids with fresher facts. At most 65,535. */
  items: readonly (string | ItemFacts)[];
  /** The carousel's place, for the merchant's rules and the profiler. */
  slot?: string;
  /** Ids that must not appear. */
  exclude?: readonly string[];
  /** Ids that the page shows already, in other carousels: they are left out as well. */
  shown?: readonly string[];
  /** Rules for this call, in place of the options'; `false` turns all rules off. */
  rules?: readonly Rule[] | false;
  /** As in the options, for this call only, on top of them. */
  weights?: Readonly<Record<string, number>>;
  /** Brings another item to the front, with this probability; draw another seed for each call. Default: never. */
  explore?: { rate: number; seed: number };
  /** Items with a fixed place; positions count from 0. */
  pins?: readonly { id: string; position: number }[];
  /** How many items to return at most. */
  top?: number;
  /** As in the options, for this call only. */
  strength?: number;
  /** The time of this call in seconds since 1970. Default: now. */
  now?: number;
}

/** An order. */
export interface RankResult {
  /** Indices into `items`, best first; excluded ones are left out. */
  order: Uint32Array;
  /** The ids in that order. */
  ids: string[];
  /** The scores in that order; null where the merchant's own place was kept. */
  scores: (number | null)[];
  /** False when this is the merchant's order. */
  personal: boolean;
  /** True when a rule `minimum` says that too few candidates are left to show. */
  hide: boolean;
  /** How likely this order was, for logs that are weighed by it; 1 where nothing was explored. */
  propensity: number;
  /** What came of the rules, where there are any. */
  report?: RankReport;
}

/** One reason for an item's place. */
export interface Reason {
  /** Stable: `often-follows`, `comes-next`, `affinity`, `affinity-now`, `price-fit`, `seen-before`, and so on. */
  code: string;
  /** The attribute field it is about. */
  field?: string;
  /** The attribute's value. */
  value?: string;
  /** The item it is about. */
  item?: string;
  /** The signal. */
  signal: number;
  /** Its weight. */
  weight: number;
  /** The share by which the shopper's own choices corrected the weight, which holds it already; absent where none did. */
  learned?: number;
  /** What it adds to the score. */
  contribution: number;
}

/** Why an item stands where it stands. The contributions, added in their order, give the score to the bit. */
export interface Explanation {
  /** The item's id. */
  id: string;
  /** Where it stands now, from 0. */
  position: number;
  /** Where the merchant had it, from 0. */
  merchantPosition: number;
  /** Its score, or null where the merchant's own place was kept. */
  score: number | null;
  /** The rules that took hold of it, by their places in the set; absent where none did. */
  rules?: number[];
  /** Why. */
  reasons: Reason[];
}

/** What is known of one attribute value. Strengths compare within a field. */
export interface ProfileValue {
  /** The attribute field. */
  field: string;
  /** The value, or null where the present pack has no word for it. */
  value: string | null;
  /** Recent interest. */
  short: number;
  /** Lasting interest. */
  long: number;
}

/** All that this device knows of the shopper. */
export interface ProfileView {
  /** How many events were taken in. */
  events: number;
  /** How much they say; below the pack's floor the merchant's order stays. */
  evidence: number;
  /** How many visits. */
  sessions: number;
  /** By attribute value. */
  values: ProfileValue[];
  /** By item. */
  items: {
    id: string;
    interest: number;
    views: number;
    exposures: number;
    inCart: boolean;
    dismissed: boolean;
  }[];
  /** The usual price, by category; null for all together. */
  prices: { category: string | null; typical: number; low: number; high: number }[];
  /** What her choices taught: the share by which the weights of each reason are corrected. */
  learned: { code: string; share: number }[];
  /** The profile's size in bytes. */
  bytes: number;
  /** What is kept for what, and until when. */
  purposes: {
    purpose: Purpose;
    /** Whether it is recorded and read. */
    on: boolean;
    /** Whether permission and merchant allow it; where they do and it is off, the shopper switched it off. */
    permitted: boolean;
    /** How many items, values of fields and usual numbers. */
    items: number;
    values: number;
    numbers: number;
    /** When what is oldest and newest in it was last touched, in seconds since 1970; null where nothing is kept. */
    oldest: number | null;
    newest: number | null;
    /** When the last of it is dropped if nothing is touched again; null where nothing is kept. */
    until: number | null;
    /** For how many days it is kept after it was last touched. */
    days: number;
  }[];
}

/** Whether a purpose is recorded and read, and whether it may be. */
export interface PurposeState {
  purpose: Purpose;
  /** It is recorded and read. */
  on: boolean;
  /** Permission and merchant allow it; where they do and it is off, the shopper switched it off. */
  permitted: boolean;
}

/** What the shopper says of one value, from -1 ("not mine") over 0 (neither) to 1 ("mine"). */
export interface Preference {
  field: string;
  /** The value; of a path, its steps joined by ` / ` or as the shop joins them. */
  value: string;
  liking: number;
}

/** What could have been forgotten, in the words of `forget`. */
export type Cause = { item: string } | { field: string; value: string; items: true } | { purpose: Purpose };

/** What would be without one thing that is remembered: `forget(cause)` brings it about. */
export interface Counterfactual {
  cause: Cause;
  /** How many remembered items it covers. */
  items: number;
  /** Where the item stands now, from 0; null where the request's `top` cuts it off. */
  position: number | null;
  /** Where it would stand. */
  without: number | null;
}

/** A key in 16 hexadecimal digits. */
export type HexKey = string;

/** All that is stored of the shopper, to take with her: docs/profile-export.md is normative. */
export interface ProfileExport {
  format: "vitrine-profile-export/1";
  /** When it was made, in seconds since 1970. */
  exported: number;
  clock: { latest: number; step: number; lastItem: HexKey; session: number; events: number; swept: number };
  choices: { strength: number | null; paused: boolean; off: Purpose[] };
  noise: { seed: HexKey; since: number };
  purposes: {
    purpose: Purpose;
    items: {
      key: HexKey;
      /** The id, where the pack has the item. */
      id?: string;
      time: number;
      step: number;
      session: number;
      interest: number;
      views: number;
      marks: ("in-cart" | "wished" | "dismissed" | "bought" | "turned-to" | "chosen")[];
    }[];
    fields: {
      key: HexKey;
      /** The name, where the pack has the field. */
      name?: string;
      values: { key: HexKey; text?: string; time: number; step: number; short: number; long: number }[];
      numbers: { key: HexKey; category?: string; time: number; weight: number; sum: number; squares: number }[];
    }[];
  }[];
  exposures: { key: HexKey; id?: string; time: number; shown: number }[];
  learned: { signal: number; reason?: string; time: number; share: number; gathered: number }[];
}

/** What a shopper did with a list: places count from 0 in what was shown. */
export type Feedback = {
  /** The items' places in `items`, in the order in which they were seen: the `order` of the result, as far as visible. */
  shown: Uint32Array | readonly number[];
} & ({ clicked: number } | { dismissed: number });

/**
 * What to forget: one item; a field; one value of it, with `items` also the remembered items that have it; all that serves
 * one purpose; or what was learned from choices.
 */
export type Forgettable =
  | { item: string }
  | { field: string; value?: string }
  | { field: string; value: string; items: true }
  | { purpose: Purpose }
  | { learned: true };

/** Why a profile was erased: consent taken back, erased on request, signed out, or erased in another tab. */
export type ErasureCause = "withdrawn" | "erased" | "signed-out" | "elsewhere";

/** What was erased of the device's storage. */
export interface StorageErasure {
  /** Whether all of it is gone; if not, `onError` was told why. */
  complete: boolean;
  /** The databases and records that are gone, by name. */
  erased: string[];
  /** How many bytes they held. */
  bytes: number;
}

/** What was erased, and when. */
export interface ErasureReceipt {
  cause: ErasureCause;
  /** When the memory was empty, in seconds since 1970. */
  at: number;
  /** What the memory held: events taken in, and bytes. */
  memory: { events: number; bytes: number };
  /** What the device's storage held; null where nothing keeps the profile. */
  storage: StorageErasure | null;
}

/** Something that has left this page through vitrine. */
export interface LedgerEntry {
  /** When, in seconds since 1970. */
  at: number;
  /** What it was: as `release` was told; `export` or `transfer`; `earlier` for the sum of what is too long ago. */
  what: string;
  /** Who got it: as `release` was told; `shopper` for the shopper herself; null where nobody said. */
  to: string | null;
  /** How many bytes. */
  bytes: number;
}

/** The events that a Vitrine dispatches. */
export interface VitrineEventMap {
  /** Something has been released; it stands in the ledger. */
  ledger: CustomEvent<LedgerEntry>;
  /** The permissions have changed. */
  permissions: CustomEvent<Readonly<Permissions>>;
  /** The profile has changed: by an event of the shopper's (`event`, of that `type`), by her own hand (`edit`), or by another tab. */
  change: CustomEvent<{ by: "event" | "edit" | "elsewhere"; type?: EventType }>;
  /** The profile was erased, in memory and storage. */
  erased: CustomEvent<ErasureReceipt>;
}
