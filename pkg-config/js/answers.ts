// The engine's flat answer about rules as the object that a page gets; its `report` says what stands in it.

import type { Engine } from "./engine.js";
import { Reader } from "./flat.js";
import type { RankReport } from "./types.js";

/** Whether to hide the carousel, and what came of the rules. */
export function readReport(engine: Engine, ids: readonly string[]): { hide: boolean; report: RankReport } {
  const flat = new Reader(engine.report(), engine);
  return {
    hide: flat.flag(),
    report: {
      excluded: flat.number(),
      shown: flat.number(),
      rules: flat.list(() => ({
        rule: flat.number(),
        do: flat.word(),
        matched: flat.number(),
        removed: flat.number(),
        moved: flat.number(),
        notKept: flat.list(() => {
          const code = flat.word();
          const given = flat.optional();
          return given === null ? { code } : { code, item: ids[given] as string };
        }),
      })),
    },
  };
}
