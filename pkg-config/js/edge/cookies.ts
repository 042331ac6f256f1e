// Cookies of requests and responses.

/** The prefix by which browsers bind a cookie to one host, to HTTPS and to the whole shop (RFC 6265bis, section 4.1.3). */
export const COOKIE_PREFIX = "__Host-";

/** Where one cookie ends and the next begins: some runtimes join repeated headers by commas. */
const BETWEEN = /;|,(?=\s*[\w!#$%&'*+.^`|~-]+=)/;

/** All values that a request brings under a name, in the order in which they stand. */
export function cookiesNamed(headers: Headers, name: string): string[] {
  const values: string[] = [];
  for (const part of (headers.get("cookie") ?? "").split(BETWEEN)) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) values.push(part.slice(at + 1).trim());
  }
  return values;
}

/**
 * The request's `Cookie` header without one cookie, in whatever case, quotes or blanks its name stands; `undefined` where
 * it has none of that name. What remains is as the browser sent it.
 */
export function withoutCookie(headers: Headers, name: string): string | undefined {
  const all = headers.get("cookie");
  if (all === null || !all.toLowerCase().includes(name.toLowerCase())) return undefined;
  const rest = all.replace(patternOf(name), "");
  return rest === all ? undefined : rest.replace(/^[\s;,]+|[\s;,]+$/g, "");
}

let latest: { name: string; pattern: RegExp } | undefined;

/** A cookie of that name, with what parts it from the one before. */
function patternOf(name: string): RegExp {
  if (latest?.name !== name) {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    latest = { name, pattern: new RegExp(`(?:^|[;,])[\\s"]*${escaped}[\\s"]*(?:=[^;,]*|(?=[;,]|$))`, "gi") };
  }
  return latest.pattern;
}

/** What sets the cookie; without a value, what takes it away. */
export function setCookie(name: string, value: string | undefined, seconds: number): string {
  return `${name}=${value ?? ""}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${value === undefined ? 0 : seconds}`;
}
