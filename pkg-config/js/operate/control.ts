// The control file: what the shop wants of all its pages now. docs/operations.md is normative.

import { isObject } from "../check.js";
import { describe, VitrineError } from "../errors.js";

const FORMAT = "vitrine-control/1";
const VERSION_TEXT = /^\d{1,6}(\.\d{1,6}){0,2}$/;

/** What a control file says. */
export interface Control {
  /** Everything is off. */
  off: boolean;
  /** Packages older than this are off. */
  least: string | undefined;
  /** The address of the pack to use. */
  pack: URL | undefined;
  /** The share of devices that vitrine is on for, from 0 to 1. */
  rollout: number;
  /** The share of devices that keep the merchant's order to be compared with, from 0 to 1. */
  holdout: number;
}

/** Fetches what changes under its address: a copy is asked for again, whatever the server said of its age. */
export async function fetchFresh(address: URL, timeout: number): Promise<Response> {
  // Without cookies: the file is the same for everybody.
  const response = await fetch(address, { cache: "no-cache", credentials: "omit", signal: AbortSignal.timeout(timeout) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response;
}

/** Reads a control file. Throws `control-unreachable`, `control-unreadable`. */
export async function readControl(address: URL, timeout: number): Promise<Control> {
  let text: string;
  try {
    text = await (await fetchFresh(address, timeout)).text();
  } catch (thrown) {
    throw new VitrineError("control-unreachable", `The control file at ${address.href} cannot be fetched: ${describe(thrown)}.`, thrown);
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (thrown) {
    throw unreadable(`it is no JSON (${describe(thrown)})`);
  }
  if (!isObject(given) || given["format"] !== FORMAT) throw unreadable(`its format is not ${FORMAT}`);
  const { off = false, least, pack, rollout = 1, holdout = 0 } = given;
  if (typeof off !== "boolean") throw unreadable("off is neither true nor false");
  if (least !== undefined && !(typeof least === "string" && VERSION_TEXT.test(least))) throw unreadable("least is no version");
  if (pack !== undefined && !(typeof pack === "string" && URL.canParse(pack, address))) throw unreadable("pack is no address");
  return {
    off,
    least,
    // Beside the control file, wherever the page is.
    pack: pack === undefined ? undefined : new URL(pack, address),
    rollout: share("rollout", rollout),
    holdout: share("holdout", holdout),
  };
}

function share(name: string, value: unknown): number {
  if (typeof value !== "number" || !(value >= 0 && value <= 1)) throw unreadable(`${name} is no number from 0 to 1`);
  return value;
}

function unreadable(cause: string): VitrineError {
  return new VitrineError("control-unreadable", `The control file cannot be used: ${cause}; docs/operations.md has its form.`);
}
