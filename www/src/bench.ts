/** Times the engine in the browser that is asking. Clocks of browsers are coarse: each sample times many calls. */
import { createVitrine } from "vitrine";
import type { Shop } from "./data.js";

/** One step that was timed, in microseconds for one call. */
export interface Timing {
  key: string;
  median: number;
  /** A tenth of the samples was as fast as this, a tenth as slow as that, or more so. */
  fast: number;
  slow: number;
  /** Samples, and calls in each. */
  samples: number;
  calls: number;
}

/** Any time will do, as long as it is one: the engine has no clock of its own. */
const NOW = 1_217_600_000;
const CANDIDATES = 50;
const EVENTS = 200;

/** The smallest step of this page's clock, in microseconds. */
export function clockStep(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round += 1) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    least = Math.min(least, now - start);
  }
  return least * 1000;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

/** Lets the browser draw and answer between samples. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Times every step, with engines of its own; `done` hears of each. `signal` ends it. */
export async function bench(shop: Shop, pack: () => Promise<ArrayBuffer>, done: (timing: Timing) => void, signal: AbortSignal): Promise<void> {
  const ids = shop.file.items.map(({ id }) => id);
  const at = (n: number): string => ids[n % ids.length] ?? "";
  const lists = Array.from({ length: 16 }, (_, n) => Array.from({ length: Math.min(CANDIDATES, ids.length) }, (_each, place) => at(n * 11 + place)));

  const sampled = async (key: string, samples: number, calls: number, work: (n: number) => unknown): Promise<void> => {
    const taken: number[] = [];
    for (let sample = 0; sample < samples && !signal.aborted; sample += 1) {
      await breathe();
      const start = performance.now();
      for (let call = 0; call < calls; call += 1) work(sample * calls + call);
      taken.push(((performance.now() - start) * 1000) / calls);
    }
    finish(key, calls, taken);
  };
  const finish = (key: string, calls: number, taken: number[]): void => {
    if (signal.aborted) return;
    const sorted = taken.sort((one, other) => one - other);
    done({ key, median: quantile(sorted, 0.5), fast: quantile(sorted, 0.1), slow: quantile(sorted, 0.9), samples: sorted.length, calls });
  };

  const opened: number[] = [];
  for (let sample = 0; sample < 15 && !signal.aborted; sample += 1) {
    const bytes = await pack();
    await breathe();
    const start = performance.now();
    const each = await createVitrine({ pack: bytes });
    opened.push((performance.now() - start) * 1000);
    each.free();
  }
  finish("open", 1, opened);

  // Nothing of it is stored: only `keepProfile` would do that.
  const vitrine = await createVitrine({ pack: await pack(), permissions: { profile: true, persist: true }, now: () => NOW });
  try {
    await sampled("observe", 25, EVENTS, (n) => vitrine.observe({ type: "view", item: at(n * 7), time: NOW - 6000 + n }));
    await sampled("rank", 40, 50, (n) => vitrine.rank({ items: lists[n % lists.length] ?? [] }));
    await sampled("page", 30, 10, () => vitrine.rankPage(shop.file.carousels.map(({ slot, items }) => ({ slot, items, top: 12 }))));
    const bytes = vitrine.save();
    await sampled("save", 25, 20, () => vitrine.save());
    await sampled("restore", 25, 20, () => vitrine.restore(bytes));
  } finally {
    vitrine.free();
  }
}
