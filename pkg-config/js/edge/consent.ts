// What a request says of the shopper's consent. What it grants, the engine's one table decides (docs/consent.md).

import { isObject, named } from "../check.js";
import type { ConsentPolicy, ConsentSignal } from "../consent/signal.js";
import { describe, VitrineError } from "../errors.js";
import type { Permissions } from "../types.js";
import { cookiesNamed } from "./cookies.js";

/** How the edge learns of the shopper's answer; the merchant's policy is in it. */
export interface EdgeConsent extends ConsentPolicy {
  /** The cookie that holds the TC string; `true` is `euconsent-v2`. Default: none is read. */
  tcf?: boolean | string;
  /** Whether the law of the TC string applies to a request. Default: it does. */
  gdprApplies?: boolean | ((request: Request) => boolean | undefined);
  /** The cookies of the GPP string and of the sections in force; `true` is `__gpp` and `__gpp_sid`. Default: none is read. */
  gpp?: boolean | { cookie?: string; sections?: string | readonly number[] };
  /**
   * What your own question was answered: all sources must grant. What it does not name is left to the others; `purchases`
   * are granted here alone. If it throws, it counts as a no.
   */
  permissions?: (request: Request) => Partial<Permissions> | Promise<Partial<Permissions>>;
}

const DENIAL: ConsentSignal = Object.freeze({ from: "own", persist: false, profile: false, purchases: false, measure: false });

/** Adds signals up, as the engine does. */
export type Settle = (signals: readonly ConsentSignal[], policy: ConsentPolicy) => Permissions;

/** What the shopper grants, as far as this request tells. `report` hears what went wrong on the way, which is a denial. */
export async function permissionsOf(request: Request, consent: EdgeConsent, settle: Settle, report: (thrown: unknown) => void): Promise<Permissions> {
  const { tcf, gdprApplies, gpp, permissions, ...policy } = consent;
  const signals: ConsentSignal[] = [];
  const gpc = request.headers.get("sec-gpc");
  if (gpc !== null) signals.push({ from: "gpc", header: gpc });
  try {
    if (tcf !== undefined && tcf !== false) {
      const applies = typeof gdprApplies === "function" ? gdprApplies(request) : (gdprApplies ?? true);
      signals.push(...tcfSignals(request.headers, tcf === true ? "euconsent-v2" : tcf, applies));
    }
    if (gpp !== undefined && gpp !== false) signals.push(...gppSignals(request.headers, gpp === true ? {} : gpp));
    if (permissions !== undefined) signals.push(ownAnswer(await permissions(request)));
    return settle(signals, policy);
  } catch (thrown) {
    report(new VitrineError("edge-consent-failed", `The shopper's consent cannot be read, which counts as a no: ${describe(thrown)}`, thrown));
    return settle([DENIAL], {});
  }
}

/** Every TC string of the request; where there is none, she was not asked yet. */
function tcfSignals(headers: Headers, cookie: string, applies: unknown): ConsentSignal[] {
  const base = { from: "tcf" as const, ...(typeof applies === "boolean" ? { gdprApplies: applies } : {}) };
  const strings = cookiesNamed(headers, cookie);
  return strings.length === 0 ? [base] : strings.map((tcString) => ({ ...base, eventStatus: "tcloaded", tcString: decoded(tcString) }));
}

/** Every GPP string of the request, each with the sections in force. */
function gppSignals(headers: Headers, { cookie = "__gpp", sections = "__gpp_sid" }: Exclude<EdgeConsent["gpp"], boolean | undefined>): ConsentSignal[] {
  const inForce = typeof sections === "string" ? cookiesNamed(headers, sections).flatMap(numbers) : [...sections];
  const strings = cookiesNamed(headers, cookie);
  if (strings.length === 0 && inForce.length === 0) return [{ from: "gpp" }];
  const base = { from: "gpp" as const, signalStatus: "ready", applicableSections: inForce };
  return strings.length === 0 ? [base] : strings.map((gppString) => ({ ...base, gppString: decoded(gppString) }));
}

/** Ids of sections as consent tools write them: parted by commas, underscores or dots. */
function numbers(list: string): number[] {
  return decoded(list)
    .split(/[,_.\s]+/)
    .filter((part) => part !== "")
    .map(Number);
}

/** Some tools escape what a cookie may hold as it is. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function ownAnswer(answer: unknown): ConsentSignal {
  if (!isObject(answer)) throw new TypeError(`the callback gave ${named(answer)}; give an object of permissions`);
  const given: Partial<Permissions> = {};
  for (const name of ["persist", "profile", "purchases", "measure"] as const) {
    const granted = Object.hasOwn(answer, name) ? answer[name] : undefined;
    if (granted === undefined) continue;
    if (typeof granted !== "boolean") throw new TypeError(`the permission ${name} is ${named(granted)}; give true or false`);
    given[name] = granted;
  }
  return { from: "own", ...given };
}
