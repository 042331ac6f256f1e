// In which part of a rollout this device is: a lot from 0 to 999, drawn here, once where the shopper permits that something
// is kept, or else for this page alone. One of a thousand devices has the same: it tells nobody who she is.

const NAME = "vitrine-lot";
const LOTS = 1000;

/** The lot of this device or page. */
export function draw(persist: boolean): number {
  const kept = persist ? read() : undefined;
  if (kept !== undefined) return kept;
  const lot = crypto.getRandomValues(new Uint32Array(1))[0]! % LOTS;
  if (persist) keep(lot);
  return lot;
}

/** Keeps the lot that this page drew, unless the device has one by now. */
export function keep(lot: number): void {
  try {
    if (read() === undefined) localStorage.setItem(NAME, String(lot));
  } catch {
    // A browser that keeps nothing draws for each page.
  }
}

/** Forgets the lot of this device. */
export function forget(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // Nothing is kept there.
  }
}

function read(): number | undefined {
  try {
    const text = localStorage.getItem(NAME);
    return text !== null && /^\d{1,3}$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

/** What a share of all lots is for. */
export type Group = "on" | "holdout" | "waiting";

/** The group of a lot: the first are held out, of the others a share is on. Who is on stays on as the share grows. */
export function groupOf(lot: number, rollout: number, holdout: number): Group {
  const place = (lot + 0.5) / LOTS;
  if (place < holdout) return "holdout";
  return (place - holdout) / (1 - holdout) < rollout ? "on" : "waiting";
}
