// What the tabs of one shop tell each other. Nothing of a profile is in it.

import { shopPrefix } from "./names.js";

/** A message of another tab's. */
export type Message =
  /** A record was saved: whoever keeps it, too, takes it up. */
  | { tell: "saved"; locale: string; record: string; version: number }
  /** A tab closed, and left something to be done. */
  | { tell: "left"; locale: string; record: string }
  /** A record is being erased. */
  | { tell: "erased"; locale: string; record: string; signedOut: boolean }
  /** Storing was withdrawn, and with `profile` all of it: for the whole shop. */
  | { tell: "withdrawn"; profile: boolean }
  /** An erasure has come to its end. */
  | { tell: "gone" };

/** The line between the tabs of a shop; open only while a profile is permitted. */
export class Channel {
  readonly #name: string;
  readonly #hear: (message: Message) => void;
  #open: BroadcastChannel | undefined;

  constructor(shop: string, hear: (message: Message) => void) {
    this.#name = shopPrefix(shop);
    this.#hear = hear;
  }

  open(): void {
    if (this.#open !== undefined || typeof BroadcastChannel === "undefined") return;
    this.#open = new BroadcastChannel(this.#name);
    this.#open.onmessage = ({ data }: MessageEvent<unknown>) => {
      // Any script of the origin may speak here; whatever it says, it can erase, not reveal.
      if (typeof data === "object" && data !== null && "tell" in data) this.#hear(data as Message);
    };
    // In Node it would keep the process alive.
    (this.#open as { unref?(): void }).unref?.();
  }

  post(message: Message): void {
    this.#open?.postMessage(message);
  }

  close(): void {
    this.#open?.close();
    this.#open = undefined;
  }
}
