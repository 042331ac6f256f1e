import type { ShopperSource } from "./source.js";

/** A shorter look is none. */
const LEAST_SECONDS = 2;
/** What a look is worth grows up to this; what is longer is told up to here. */
const MOST_SECONDS = 30;

/**
 * How long the page of an item is looked at: the time that the page is visible after a `view` that any other source
 * told, until another item is viewed, the address changes, or the page goes. A tab in the background does not count.
 */
export function dwell(): ShopperSource {
  return {
    from: "dwell",
    listen(page) {
      if (typeof document === "undefined") return () => {};
      let item: string | undefined;
      /** When it came into view, in milliseconds; `undefined` while it is not. */
      let since: number | undefined;
      /** What is seen and not told yet, and what was told, in seconds. */
      let seen = 0;
      let told = 0;
      const pause = (): void => {
        if (since !== undefined) seen += (performance.now() - since) / 1000;
        since = undefined;
      };
      // The page may be gone soon, without another word: what is seen is told in pieces.
      const tell = (): void => {
        pause();
        const seconds = Math.min(seen, MOST_SECONDS - told);
        if (item === undefined || seen + told < LEAST_SECONDS || seconds <= 0) return;
        told += seconds;
        seen = 0;
        page.tell({ type: "dwell", item, seconds });
      };
      const resume = (): void => {
        if (item !== undefined && document.visibilityState === "visible") since ??= performance.now();
      };
      const leave = (): void => {
        tell();
        item = undefined;
        seen = told = 0;
      };
      const forget = page.onTold((event) => {
        if (event.type !== "view" || event.item === item) return;
        leave();
        item = event.item;
        resume();
      });
      const stop = new AbortController();
      // On the way down, ahead of what stores the profile then.
      const at = { capture: true, signal: stop.signal };
      addEventListener("visibilitychange", () => page.guard(document.visibilityState === "visible" ? resume : tell), at);
      addEventListener("pagehide", () => page.guard(tell), at);
      addEventListener("pageshow", () => page.guard(resume), at);
      let address = location.href;
      const moved = (): void => {
        if (location.href === address) return;
        address = location.href;
        page.guard(leave);
      };
      addEventListener("popstate", moved, at);
      addEventListener("hashchange", moved, at);
      // Pages that write their address themselves; where a browser cannot tell of that, they tell the next view.
      (globalThis as { navigation?: EventTarget }).navigation?.addEventListener("currententrychange", moved, at);
      return () => {
        stop.abort();
        forget();
      };
    },
  };
}
