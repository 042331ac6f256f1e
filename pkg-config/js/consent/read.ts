// Reading what other people's scripts hold. A member counts only if it is the object's own: neither a polluted
// prototype nor an element whose id clobbers a global can then speak for the shopper.

import { isObject } from "../check.js";
import type { SignalFrom, SignalOrigin } from "./signal.js";

/** An object's own member, or `undefined`. Throws what a getter throws. */
export function own(from: unknown, name: string): unknown {
  const holder = typeof from === "function" || isObject(from) ? (from as Record<string, unknown>) : undefined;
  return holder !== undefined && Object.hasOwn(holder, name) ? holder[name] : undefined;
}

/** A variable of the page, or `undefined`. */
export function global(name: string): unknown {
  return own(globalThis, name);
}

/** Calls a method of `from`; `undefined` where it has none. */
export function ask(from: unknown, method: string): unknown {
  if (!isObject(from) || typeof from[method] !== "function") return undefined;
  return (from[method] as () => unknown)();
}

/** `true` or `false` and nothing that looks like it. */
export function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** A string, or `undefined`. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

type Members<From extends SignalOrigin> = { [Name in keyof Omit<SignalFrom<From>, "from">]?: SignalFrom<From>[Name] | undefined };

/** A signal of the members that are known. */
export function signal<From extends SignalOrigin>(from: From, members: Members<From> = {}): SignalFrom<From> {
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  return { from, ...Object.fromEntries(known) } as unknown as SignalFrom<From>;
}
