// A page's going to sleep, waking and leaving.

/** What is done then. */
export interface Lifecycle {
  /** The page may be gone soon, without another word. */
  hidden(): void;
  /** The page goes. */
  leave(): void;
  /** The page is frozen, in its tab or for the Back button: it will not hear what other tabs say. */
  sleep(): void;
  /** It goes on. */
  wake(): void;
}

/** Follows the page's life; call the answer to stop. Does nothing where there is no page. */
export function follow({ hidden, leave, sleep, wake }: Lifecycle): () => void {
  if (typeof document === "undefined") return () => {};
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && hidden(), { signal });
  document.addEventListener("freeze", sleep, { signal });
  document.addEventListener("resume", wake, { signal });
  addEventListener(
    "pagehide",
    ({ persisted }) => {
      leave();
      // Where the browser tells of the freezing itself, the page's own handlers of this event come first.
      if (persisted && !("onfreeze" in document)) sleep();
    },
    { signal },
  );
  addEventListener("pageshow", ({ persisted }) => persisted && wake(), { signal });
  return () => stop.abort();
}
