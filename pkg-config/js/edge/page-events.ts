// What a request says that the shopper did: a page of an item that was opened, an item that went into the cart.

import { isObject, named } from "../check.js";
import { VitrineError } from "../errors.js";
import type { EventType, VitrineEvent } from "../types.js";

/** When a request is something that she did. */
export interface EdgeEventRule {
  /** What it is; default `view`. */
  type?: EventType;
  /** The path: `:item` stands for the item's id, `*` for one other part, `**` at its end for all that follows. */
  path: string;
  /** The parameter of the address that holds the item's id, where the path does not. */
  param?: string;
  /** The header of your own answer that holds the item's id, where neither does. */
  header?: string;
  /** The request's method; default `GET`. */
  method?: string;
}

/** A rule that was checked. */
export interface PageRule {
  readonly type: EventType;
  readonly path: RegExp;
  readonly param: string | undefined;
  readonly header: string | undefined;
  readonly method: string;
}

/**
 * Rules, checked.
 * @throws VitrineError `bad-options`
 */
export function readEventRules(given: unknown): PageRule[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw bad(`The option events is ${named(given)}; give an array of rules.`);
  return given.map((rule: unknown) => {
    if (!isObject(rule) || typeof rule["path"] !== "string") throw bad("A rule of the option events has no path; give { path: \"/item/:item\" }.");
    const { type = "view", path, param, header, method = "GET" } = rule;
    for (const [name, value] of Object.entries({ type, param, header, method })) {
      if (value !== undefined && typeof value !== "string") throw bad(`${name} of the rule for ${path} is ${named(value)}; give a string.`);
    }
    if (!path.includes(":item") && param === undefined && header === undefined) {
      throw bad(`The rule for ${path} does not say where the item's id is; write :item in the path, or give param or header.`);
    }
    return {
      type: type as EventType,
      path: pathPattern(path),
      param: param as string | undefined,
      header: header as string | undefined,
      method: (method as string).toUpperCase(),
    };
  });
}

/** A path with `:item`, `*` and `**` as a pattern. */
export function pathPattern(path: string): RegExp {
  const source = path.replace(/:item|\*\*$|\*|[.+?^${}()|[\]\\]/g, (sign) =>
    sign === ":item" ? "(?<item>[^/]+)" : sign === "**" ? ".*" : sign === "*" ? "[^/]+" : `\\${sign}`,
  );
  return new RegExp(`^${source}$`);
}

/** The rules that a request may fulfil. */
export function rulesFor(rules: readonly PageRule[], request: Request, url: URL): PageRule[] {
  const { headers } = request;
  // What the browser fetched ahead, or put into a frame, she did not open.
  if (/prefetch|prerender/.test(`${headers.get("sec-purpose") ?? ""} ${headers.get("purpose") ?? ""}`)) return [];
  const dest = headers.get("sec-fetch-dest");
  const site = headers.get("sec-fetch-site");
  return rules.filter((rule) => {
    if (rule.method !== request.method || !rule.path.test(url.pathname)) return false;
    // Another site may link to an item's page, and may neither put things into her cart nor fetch pages in her name.
    return rule.type === "view" ? dest === null || dest === "document" : site === null || site === "same-origin" || site === "none";
  });
}

/** The events of rules, once the answer is known. */
export function eventsOf(rules: readonly PageRule[], url: URL, response: Response): VitrineEvent[] {
  // A page that is not there was not seen; a form is often answered by a redirect.
  return rules.flatMap(({ type, path, param, header, method }) => {
    const good = method === "GET" && type === "view" ? response.status === 200 : response.status < 400;
    if (!good) return [];
    const item =
      escaped(path.exec(url.pathname)?.groups?.["item"]) ??
      (param === undefined ? null : url.searchParams.get(param)) ??
      (header === undefined ? null : response.headers.get(header));
    return item === null || item === "" ? [] : [{ type, item }];
  });
}

function escaped(part: string | undefined): string | undefined {
  if (part === undefined) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function bad(sentence: string): VitrineError {
  return new VitrineError("bad-options", sentence);
}
