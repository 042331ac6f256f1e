// The engine's flat answers as the objects that a page gets. Each method of the engine says what stands in its answer.

import { Reader } from "../flat.js";
import type { Engine } from "../rights-engine.js";
import type { Cause, Counterfactual, Explanation, ProfileView, Purpose, Reason } from "../types.js";

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

/** What would be without what is remembered, as the engine answers. */
export function readCauses(engine: Engine): Counterfactual[] {
  const flat = new Reader(engine.causes(), engine);
  return flat.list(() => {
    const [kind, name, value] = [flat.number(), flat.word(), flat.word()];
    const cause: Cause =
      kind === 0 ? { item: name }
      : kind === 1 ? { field: name, value, items: true }
      : { purpose: name as Purpose };
    return { cause, items: flat.number(), position: flat.optional(), without: flat.optional() };
  });
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
