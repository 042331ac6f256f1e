// A consent tool in a page around this one. That page holds a frame of the tool's name, the locator; the tool is given
// commands by messages to that page, and answers by messages. Anybody can send messages, so an answer counts only if it
// comes from that very window, from an origin that the shop trusts, and to a question that is still open.

import { isObject } from "../check.js";
import { VitrineError } from "../errors.js";
import { onEvents } from "./arrival.js";
import { own } from "./read.js";

/** Told by a tool: its data, and whether the command went well. */
export type CmpCallback = (data: unknown, success: unknown) => void;

/** A way to give a tool commands. */
export interface CmpApi {
  /** The function or the window behind it: another one is another tool. */
  readonly tool: unknown;
  /** Whether it is in a page around this one. */
  readonly around: boolean;
  /** Gives a command. Returns what ends listening for its answers. */
  ask(command: string, callback?: CmpCallback, parameter?: unknown): () => void;
}

/** What `tcf` and `gpp` take. */
export interface CmpOptions {
  /**
   * Where this page is shown in a frame and has no tool of its own: the origins of pages around it whose tool may answer
   * for the shopper. `"*"`: whoever may frame this page; leave it to your `frame-ancestors` policy then, which should
   * name them. Default: pages of this page's own origin.
   */
  ancestors?: readonly string[] | "*";
}

/** Longer texts are not parsed. An answer takes a few thousand; one with a string that may count, at most some 16,384 more. */
const LONGEST_MESSAGE = 1_048_576;
/** The pages around this one that are looked through. */
const MOST_LEVELS = 32;

/**
 * Whether answers of an origin count.
 * @throws VitrineError `bad-options`
 */
export function trusting(options: CmpOptions = {}): (origin: string) => boolean {
  const ancestors: unknown = isObject(options) ? (options["ancestors"] ?? []) : undefined;
  const named: unknown[] | undefined = ancestors === "*" ? [] : Array.isArray(ancestors) ? [...(ancestors as unknown[])] : undefined;
  if (named?.every(isOrigin) !== true) {
    throw new VitrineError("bad-options", 'The option ancestors takes origins, as in { ancestors: ["https://shop.example"] }, or "*".');
  }
  // A page without an origin ("null") is not of the same one as another without.
  return (origin) => ancestors === "*" || named.includes(origin) || (origin !== "null" && origin === location.origin);
}

function isOrigin(value: unknown): boolean {
  try {
    return new URL(value as string).origin === value && value !== "null";
  } catch {
    return false;
  }
}

/** The tool in a page around this one, as far as there is one. */
export interface CmpAround {
  /** It, or `undefined`. Listens to its messages from now on. */
  find(): CmpApi | undefined;
  /** Ends listening. */
  stop(): void;
}

/**
 * Speaks to the tool in a page around this one.
 * @param name of the tool's global function; the locator and the members of messages are named after it
 * @param version that commands are given for
 * @param trusted whether answers of an origin count
 * @param failed is told of an answer whose origin is not trusted
 */
export function cmpAround(
  name: string,
  version: unknown,
  trusted: (origin: string) => boolean,
  failed: (thrown: unknown) => void,
): CmpAround {
  let current: { api: CmpApi; close: () => void } | undefined;

  const open = (tool: Window): { api: CmpApi; close: () => void } => {
    const questions = new Map<string, CmpCallback>();
    const hear = (event: Event): void => {
      const { source, origin, data } = event as MessageEvent<unknown>;
      if (source !== tool || !event.isTrusted) return;
      const answer = own(parsed(data), `${name}Return`);
      const callback = questions.get(own(answer, "callId") as string);
      if (callback === undefined) return;
      if (trusted(origin)) callback(own(answer, "returnValue"), own(answer, "success"));
      else failed(new Error(`a page around this one, of ${origin}, has a consent tool; if you trust it, name it as one of the ancestors`));
    };
    const api: CmpApi = {
      tool,
      around: true,
      ask(command, callback, parameter) {
        const callId = Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-");
        if (callback !== undefined) questions.set(callId, callback);
        // To any origin: the command says nothing of the shopper, and which origin is there, only the answer tells.
        tool.postMessage({ [`${name}Call`]: { command, version, callId, ...(parameter === undefined ? {} : { parameter }) } }, "*");
        return () => void questions.delete(callId);
      },
    };
    return { api, close: onEvents(window, ["message"], hear) };
  };

  const stop = (): void => {
    current?.close();
    current = undefined;
  };
  return {
    find() {
      const tool = holderOf(`${name}Locator`);
      if (tool !== current?.api.tool) {
        stop();
        current = tool && open(tool);
      }
      return current?.api;
    },
    stop,
  };
}

/** The nearest window around this one that holds a frame of that name. */
function holderOf(locator: string): Window | undefined {
  if (typeof window === "undefined") return undefined;
  let holder: Window = window;
  for (let level = 0; level < MOST_LEVELS && holder !== window.top; level += 1) {
    holder = holder.parent;
    try {
      if ((holder.frames as unknown as Record<string, unknown>)[locator] !== undefined) return holder;
    } catch {
      // A page of another origin that holds no such frame.
    }
  }
  return undefined;
}

/** A message as an object: tools send either that or its text. */
function parsed(data: unknown): unknown {
  if (typeof data !== "string") return data;
  if (data.length > LONGEST_MESSAGE) return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
