// Everything that changes a profile, as plain data: done once on the engine, and done again on another base after a trap
// or when another tab has written in between.

import { readCall, readFeedback } from "./call.js";
import type { PlainEvent, PlainForget } from "./check.js";
import { performChoice } from "./choices.js";
import type { ChoiceOperation } from "./choices.js";
import type { Engine } from "./engine.js";
import { Writer } from "./flat.js";
import type { Handles } from "./handles.js";
import { prepare, writeFacts } from "./rules.js";
import type { Feedback, HexKey, RankRequest } from "./types.js";

/** One change of a profile. It survives `structuredClone` and JSON. */
export type Operation =
  | { do: "event"; event: PlainEvent }
  | { do: "learn"; request: RankRequest; feedback: Feedback }
  | { do: "forget"; what: PlainForget }
  | { do: "seed"; seed: HexKey; time: number }
  | ChoiceOperation;

/** Does an operation. `handles` must be those of `engine`. */
export function perform(engine: Engine, handles: Handles, operation: Operation): void {
  switch (operation.do) {
    case "event":
      return observe(engine, operation.event);
    case "learn":
      return learn(engine, handles, operation);
    case "forget":
      return forget(engine, operation.what);
    case "seed":
      // One that another tab has kept meanwhile stays.
      return engine.takeSeed(BigInt(`0x${operation.seed}`), operation.time);
    default:
      return performChoice(engine, operation);
  }
}

function observe(engine: Engine, event: PlainEvent): void {
  const flat = new Writer();
  flat.text(event.type);
  flat.number(event.time, event.clock);
  flat.text(event.item);
  flat.text(event.query);
  flat.number(event.seconds, event.facts === undefined ? undefined : 1);
  if (event.facts !== undefined) writeFacts(flat, event.facts);
  engine.observe(flat.texts, flat.numbers);
}

/** The request's own time and strength are part of the operation, so that it says the same whenever it is done. */
function learn(engine: Engine, handles: Handles, { request, feedback }: { request: RankRequest; feedback: Feedback }): void {
  const call = readCall(request, handles, () => 0, Number.NaN);
  call.feedback = readFeedback(feedback);
  prepare(engine, call, false);
  engine.rank(call.handles, call.exclude, call.pins, call.now, call.strength, call.top);
}

function forget(engine: Engine, { item, field, value, items, purpose, learned }: PlainForget): void {
  if (item !== undefined) engine.forgetItem(item);
  if (field !== undefined) engine.forgetField(field, value, items === true);
  if (purpose !== undefined) engine.forgetPurpose(purpose);
  if (learned) engine.forgetLearned();
}
