/**
 * What one consent source says. A missing member means "not known". The engine's `consent` module gives these their
 * meaning; here they are only read and passed on.
 */
export type ConsentSignal =
  /** IAB TCF: what `addEventListener` told last. */
  | {
      from: "tcf";
      cmpStatus?: string;
      gdprApplies?: boolean;
      eventStatus?: string;
      tcString?: string;
    }
  /** IAB GPP: the `pingData` of the last event. */
  | { from: "gpp"; signalStatus?: string; applicableSections?: number[]; gppString?: string }
  /** Global Privacy Control: the request header `Sec-GPC`, or the browser's property. */
  | { from: "gpc"; header?: string; navigator?: boolean }
  /** Google Consent Mode: the states, merged from all commands of the data layer. */
  | { from: "google"; personalization?: string; functionality?: string; analytics?: string }
  /** Shopify's Customer Privacy API. */
  | { from: "shopify"; preferences?: boolean; analytics?: boolean }
  /** OneTrust: the active groups, separated by commas. */
  | { from: "onetrust"; groups?: string }
  /** Cookiebot's `consent`. */
  | { from: "cookiebot"; preferences?: boolean; statistics?: boolean }
  /** klaro: the answers to the services that the shop names. */
  | { from: "klaro"; persist?: boolean; profile?: boolean; measure?: boolean }
  /** c15t's `consents`. */
  | { from: "c15t"; functionality?: boolean; experience?: boolean; measurement?: boolean }
  /** The page's own answer: `setConsent`. From any other source it cannot grant purchases, and what it does not name is denied. */
  | { from: "own"; persist?: boolean; profile?: boolean; purchases?: boolean; measure?: boolean };

/** The standards and tools that signals come from. */
export type SignalOrigin = ConsentSignal["from"];

/** The signal of one origin. */
export type SignalFrom<From extends SignalOrigin> = Extract<ConsentSignal, { from: From }>;

/** The merchant's settings for what signals add up to; docs/consent.md has the table. */
export interface ConsentPolicy {
  /** Whether what is not known is denied (`opt-in`, the default) or allowed (`opt-out`). */
  regime?: "opt-in" | "opt-out";
  /** What Global Privacy Control does to the order: nothing (`rank`, the default), or the merchant's order (`neutral`). */
  gpc?: "rank" | "neutral";
  /** Whether reports need consent, or the legitimate interest that a TC string can state is enough (the default). */
  measure?: "consent" | "legitimate-interest";
  /** Lets a profile live in the page's memory while her answer is not known yet; never after a denial. Default: false. */
  memoryOnly?: boolean;
}
