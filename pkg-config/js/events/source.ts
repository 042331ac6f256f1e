import type { VitrineError } from "../errors.js";
import type { VitrineEvent } from "../types.js";

/**
 * Where a page's events come from. The functions of this entry make them for the usual places; any object of this form
 * is one.
 */
export interface ShopperSource {
  /** Its name, for what is told to `onError`. */
  readonly from: string;
  /** It sees itself what is in view: what other sources say was listed then does not count as seen. */
  readonly sees?: boolean;
  /**
   * Begins to listen: called once the permission `profile` is granted, and again if it is granted anew. Before that, the
   * source must touch nothing.
   * @returns ends listening, and takes back all that was left in the page
   */
  listen(page: ShopperPage): () => void;
}

/** What a source that listens works with. */
export interface ShopperPage {
  /**
   * Whether what happened in this page before is the shopper's to tell: `profile` was granted already when `followShopper`
   * was called. Otherwise it happened before she said yes.
   */
  readonly earlier: boolean;
  /**
   * Whether nothing else of this package has told of this yet: a DOM event, or for a look the card that was seen, with
   * its item.
   */
  first(what: object, item?: string): boolean;
  /** Tells what the shopper did. */
  tell(event: VitrineEvent): void;
  /**
   * As `tell`, in two steps: from now on nobody else's word for the same counts, and what is returned tells it.
   * `undefined` where it does not count.
   */
  hold(event: VitrineEvent): (() => void) | undefined;
  /** Calls `heard` with each event that counts, of whatever source. Returns what takes that back. */
  onTold(heard: (event: Readonly<VitrineEvent>) => void): () => void;
  /** Runs what reads the page. What it throws is told to `onError`, once for each code, and goes no further. */
  guard(read: () => void): void;
  /** Tells `onError` of what could not be read, once for each code. */
  report(error: VitrineError): void;
}
