import { isObject } from "../check.js";
import { flag, own, signal, text } from "./read.js";
import type { ConsentSource } from "./source.js";

/** Global Privacy Control as the browser tells pages: `navigator.globalPrivacyControl`. */
export function gpc(): ConsentSource {
  return {
    from: "gpc",
    listen: () => ({
      read() {
        // Not the navigator's own: browsers have it on the prototype.
        const told: unknown = typeof navigator === "undefined" ? undefined : Reflect.get(navigator, "globalPrivacyControl");
        return signal("gpc", { navigator: flag(told) });
      },
      stop() {},
    }),
  };
}

/** The headers of a request: of `fetch`, or of Node's `http`. */
export type RequestHeaders = { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Global Privacy Control as the browser tells servers: the header `Sec-GPC` of one request. For edge workers. */
export function gpcHeader(headers: RequestHeaders): ConsentSource {
  return {
    from: "gpc",
    listen: () => ({
      read() {
        const told: unknown = isObject(headers) && typeof headers["get"] === "function"
          ? (headers as { get(name: string): unknown }).get("Sec-GPC")
          : own(headers, "sec-gpc");
        return signal("gpc", { header: Array.isArray(told) ? told.join(", ") : text(told) });
      },
      stop() {},
    }),
  };
}
