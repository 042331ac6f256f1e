// Consent tools load when they like, often after us. We look for them at growing intervals for a minute, and again
// whenever the page comes back. An accessor on `window` would hear of them at once, but is unsound: a stub declared as
// `function __tcfapi() {}` silently replaces it, two scripts that do it undo each other, and `"__tcfapi" in window` would
// say yes to other scripts where there is no such tool. Late is safe here: until a tool is found, it grants nothing; and
// once it is found it tells us itself.

const FIRST_MILLISECONDS = 20;
const GROWTH = 1.5;
const LONGEST_MILLISECONDS = 1_000;
/** Ten steps to a second each, then a minute of seconds. */
const TRIES = 70;

/**
 * Calls `look` now, and now and then until it returns true: in pages only, for about a minute. What it throws is told to
 * `failed`. Returns what stops it.
 */
export function lookUntil(look: () => boolean, failed: (thrown: unknown) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let wait = FIRST_MILLISECONDS;
  const step = (): void => {
    try {
      if (look()) return;
    } catch (thrown) {
      failed(thrown);
    }
    tries += 1;
    if (tries >= TRIES || typeof document === "undefined") return;
    timer = setTimeout(step, wait);
    wait = Math.min(wait * GROWTH, LONGEST_MILLISECONDS);
  };
  step();
  return () => clearTimeout(timer);
}

/** Something of the page's that may be there already, or come later. */
export interface Arrival<T> {
  /** It, or `undefined`. Throws what was thrown when it was looked for. */
  found(): T | undefined;
  /** Looks again: it may have been replaced. */
  look(): void;
  /** Ends looking, and lets go of it. */
  stop(): void;
}

/**
 * Waits for something of the page's.
 * @param find gives it, or `undefined` where it is not there yet
 * @param changed is called when it has come, or could not be looked for
 * @param attach is called with it once; what it returns is called to let go of it
 */
export function arrivalOf<T>(
  find: () => T | undefined,
  changed: () => void,
  attach?: (found: T) => (() => void) | undefined,
): Arrival<T> {
  let current: T | undefined;
  let release: (() => void) | undefined;
  let failure: { thrown: unknown } | undefined;
  const look = (): boolean => {
    failure = undefined;
    const found = find();
    if (found !== current) {
      release?.();
      current = found;
      release = found === undefined ? undefined : attach?.(found);
      changed();
    }
    return found !== undefined;
  };
  const failed = (thrown: unknown): void => {
    failure = { thrown };
    changed();
  };
  const stopLooking = lookUntil(look, failed);
  return {
    found() {
      if (failure !== undefined) throw failure.thrown;
      return current;
    },
    look: () => void look(),
    stop() {
      stopLooking();
      release?.();
    },
  };
}

/** Listens to events of `target`, which is missing outside of pages. Returns what stops it. */
export function onEvents(target: EventTarget | undefined, types: readonly string[], heard: (event: Event) => void): () => void {
  for (const type of types) target?.addEventListener(type, heard, true);
  return () => {
    for (const type of types) target?.removeEventListener(type, heard, true);
  };
}
