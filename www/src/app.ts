import type { Cart } from "./cart.js";
import type { RecordedSession, Shop } from "./data.js";
import type { DebugOverlay } from "./debug.js";
import type { Guide } from "./guide.js";
import type { NetworkCount } from "./network.js";
import type { Router, ViewMemory } from "./router.js";

/** What every part of the page works with. */
export interface App {
  shop: Shop;
  /** The shopper's own engine. */
  guide: Guide;
  /** A second engine for the replay, so that a stranger's session never touches the shopper's profile. */
  stranger: Guide;
  /** The replay's clock: the time of the recorded session, in seconds. */
  strangerClock: { now: number };
  sessions: { note: string; sessions: RecordedSession[] } | null;
  cart: Cart;
  network: NetworkCount;
  debug: DebugOverlay;
  /** Another copy of the shop's knowledge pack. */
  pack: () => Promise<ArrayBuffer>;
  router: Router;
  /** Says a short sentence to screen readers. */
  announce: (sentence: string) => void;
}

/** A page that is being shown. */
export interface Page {
  title: string;
  element: HTMLElement;
  /** Runs once when the element is in the document. */
  shown?: () => void;
  /** Runs when another page takes its place. */
  left?: () => void;
}

/** What a page is given to build itself. */
export interface PageContext {
  app: App;
  memory: ViewMemory;
  /** True when the shopper came back to this view. */
  returning: boolean;
}
