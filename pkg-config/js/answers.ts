// The engine's flat answers as the objects that a page gets. Each method of the engine says what stands in its answer.

import type { Engine } from "./engine.js";
import { Reader } from "./flat.js";
import type { Explanation, ProfileView, RankReport, Reason, Purpose } from "./types.js";

export function readExplanations(engine: Engine, ids: readonly string[]): Explanation[] {
  const flat = new Reader(engine.explanations(), engine);
  let position = 0;
  return flat.list(() => {
    const explanation: Explanation = {
      id: ids[flat.number()] as string,
      position: position++,
      merchantPosition: flat.number(),
      score: flat.optional(),
      reasons: [],
    };
    const pinned = flat.flag();
    const rules = flat.list(() => flat.number());
    if (rules.length > 0) explanation.rules = rules;
    explanation.reasons = flat.list(() => readReason(flat));
    if (pinned) explanation.reasons.push({ code: "pinned", signal: 1, weight: 0, contribution: 0 });
    return explanation;
  });
}

function readReason(flat: Reader): Reason {
  const code = flat.word();
  const [field, value, item] = [flat.text(), flat.text(), flat.text()];
  const [signal, weight, learned, contribution] = [flat.number(), flat.number(), flat.number(), flat.number()];
  return {
    code,
    ...(field === null ? {} : { field }),
    ...(value === null ? {} : { value }),
    ...(item === null ? {} : { item }),
    signal,
    weight,
    ...(learned === 0 ? {} : { learned }),
    contribution,
  };
}

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

export function readProfile(engine: Engine, now: number): ProfileView {
  const flat = new Reader(engine.profile(now), engine);
  const [events, evidence, sessions, bytes] = [flat.number(), flat.number(), flat.number(), flat.number()];
  return {
    events,
    evidence,
    sessions,
    values: flat.list(() => ({ field: flat.word(), value: flat.text(), short: flat.number(), long: flat.number() })),
    items: flat.list(() => ({
      id: flat.word(),
      interest: flat.number(),
      views: flat.number(),
      exposures: flat.number(),
      inCart: flat.flag(),
      dismissed: flat.flag(),
    })),
    prices: flat.list(() => ({
      category: flat.text(),
      typical: flat.number(),
      low: flat.number(),
      high: flat.number(),
    })),
    learned: flat.list(() => ({ code: flat.word(), share: flat.number() })),
    bytes,
    purposes: flat.list(() => {
      const purpose = flat.word() as Purpose;
      const [on, permitted] = [flat.flag(), flat.flag()];
      const [items, values, numbers] = [flat.number(), flat.number(), flat.number()];
      const [oldest, newest, life] = [flat.optional(), flat.optional(), flat.number()];
      const until = newest === null ? null : newest + life;
      return { purpose, on, permitted, items, values, numbers, oldest, newest, until, days: life / 86_400 };
    }),
  };
}
