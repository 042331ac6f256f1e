// A rank request, from whatever the page gave to the arrays that cross to the engine.

import * as check from "./check.js";
import { VitrineError } from "./errors.js";
import type { Handles } from "./handles.js";
import { readRules, readWeights } from "./rules.js";
import type { Extras, PlainFeedback } from "./rules.js";
import type { RankRequest } from "./types.js";

const CODE = "bad-request";
const MOST_U32 = 0xffff_ffff;

/** A request with every field of the promised type. */
export interface Call extends Extras {
  ids: string[];
  handles: Uint32Array;
  exclude: Uint32Array;
  pins: Uint32Array;
  now: number;
  /** NaN: the pack's own dial. */
  strength: number;
  top: number | undefined;
  /** Whether it brings anything beside its candidates that must be told before. */
  prepared: boolean;
}

const NONE = new Uint32Array(0);

/** Checks a request and turns its ids into handles; `seen` is what the page shows beside the request's own list. */
export function readCall(
  request: RankRequest,
  handles: Handles,
  now: () => number,
  strength: number,
  seen: readonly string[] = [],
): Call {
  return check.guarded(CODE, "The request", () => {
    const given: unknown = request;
    if (!check.isObject(given)) {
      throw new VitrineError(CODE, `The request is ${check.named(given)}; give an object with items.`);
    }
    const { items, exclude, pins, top, strength: own, now: time, shown, slot, rules, weights, explore } = given;
    if (!Array.isArray(items)) {
      throw new VitrineError(CODE, `items is ${check.named(items)}; give an array of ids.`);
    }
    if (items.length > check.MOST_CANDIDATES) {
      throw new VitrineError(CODE, `There are ${items.length} items; no more than ${check.MOST_CANDIDATES} are taken.`);
    }
    // Once for all: starting afresh in the middle of a request would mix old handles with new ones.
    handles.reserve(items.length + lengthOf(exclude) + lengthOf(pins) + lengthOf(shown) + seen.length);
    const call: Call = {
      ids: new Array<string>(items.length),
      handles: new Uint32Array(items.length),
      exclude: NONE,
      pins: NONE,
      now: time === undefined ? now() : check.seconds(CODE, "now", time),
      strength: own === undefined ? strength : check.strength(CODE, own),
      top: top === undefined ? undefined : Math.floor(check.finite(CODE, "top", top, 0, MOST_U32)),
      prepared: (slot ?? shown ?? rules ?? weights ?? explore) !== undefined || seen.length > 0,
      slot: slot === undefined ? undefined : check.text(CODE, "slot", slot),
      rules: rules === undefined ? undefined : readRules(rules),
      weights: weights === undefined ? undefined : readWeights(weights),
      explore: explore === undefined ? undefined : readExplore(explore),
    };
    for (let place = 0; place < items.length; place += 1) {
      readItem(call, place, items[place], handles);
    }
    if (exclude !== undefined) call.exclude = readIds("exclude", exclude, handles);
    if (shown !== undefined) call.shown = readIds("shown", shown, handles);
    if (seen.length > 0) call.shown = Uint32Array.from([...(call.shown ?? []), ...seen.map((id) => handles.of(id))]);
    if (pins !== undefined) call.pins = readPins(pins, handles);
    return call;
  });
}

function readItem(call: Call, place: number, item: unknown, handles: Handles): void {
  let id = item;
  if (typeof item !== "string") {
    if (!check.isObject(item)) {
      throw new VitrineError(CODE, `The item at ${place} is ${check.named(item)}; give an id, or an object with one.`);
    }
    id = item["id"];
    const facts = check.facts(CODE, item);
    if (facts !== undefined) {
      (call.facts ??= []).push([place, facts]);
      call.prepared = true;
    }
  }
  const known = check.text(CODE, "An item's id", id);
  call.ids[place] = known;
  call.handles[place] = handles.of(known);
}

function readIds(what: string, ids: unknown, handles: Handles): Uint32Array {
  if (!Array.isArray(ids)) {
    throw new VitrineError(CODE, `${what} is ${check.named(ids)}; give an array of ids.`);
  }
  return Uint32Array.from(ids, (id: unknown) => handles.of(check.text(CODE, `An id of ${what}`, id)));
}

function readExplore(explore: unknown): [number, number] {
  if (!check.isObject(explore)) {
    throw new VitrineError(CODE, `explore is ${check.named(explore)}; give { rate, seed }.`);
  }
  return [
    check.finite(CODE, "The rate to explore at", explore["rate"], 0, 1),
    Math.floor(check.finite(CODE, "The seed to explore by", explore["seed"], 0, Number.MAX_SAFE_INTEGER)),
  ];
}

/** What was shown and done. */
export function readFeedback(feedback: unknown): PlainFeedback {
  return check.guarded(CODE, "The feedback", () => {
    if (!check.isObject(feedback)) {
      throw new VitrineError(CODE, `The feedback is ${check.named(feedback)}; give { shown, clicked } or { shown, dismissed }.`);
    }
    const { shown, clicked, dismissed } = feedback;
    if ((clicked === undefined) === (dismissed === undefined)) {
      throw new VitrineError(CODE, "Say what was done with the list: { clicked } or { dismissed }, a place in `shown`.");
    }
    if (!Array.isArray(shown) && !(shown instanceof Uint32Array)) {
      throw new VitrineError(CODE, `shown is ${check.named(shown)}; give the order as it was seen.`);
    }
    const places = Array.from(shown, (place: unknown) => check.finite(CODE, "A place of shown", place, 0, MOST_U32));
    const chosen = check.finite(CODE, "The chosen place", clicked ?? dismissed, 0, MOST_U32);
    return { chosen: Math.floor(chosen), clicked: clicked !== undefined, shown: places };
  });
}

function readPins(pins: unknown, handles: Handles): Uint32Array {
  if (!Array.isArray(pins)) throw new VitrineError(CODE, `pins is ${check.named(pins)}; give an array.`);
  const pairs = new Uint32Array(pins.length * 2);
  pins.forEach((pin: unknown, place) => {
    if (!check.isObject(pin)) {
      throw new VitrineError(CODE, `A pin is ${check.named(pin)}; give { id, position }.`);
    }
    pairs[place * 2] = handles.of(check.text(CODE, "A pin's id", pin["id"]));
    pairs[place * 2 + 1] = Math.floor(check.finite(CODE, "A pin's position", pin["position"], 0, MOST_U32));
  });
  return pairs;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
