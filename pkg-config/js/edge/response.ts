// The headers of a response that is one shopper's own.

/** What is true of the origin's bytes and not of the reordered ones (RFC 9110 and 9530). */
const OF_THE_BYTES = ["content-length", "etag", "last-modified", "accept-ranges", "content-md5", "digest", "content-digest", "repr-digest"];
/** What tells caches on the way to keep a page, whatever `Cache-Control` says. */
const OF_SHARED_CACHES = ["cdn-cache-control", "cloudflare-cdn-cache-control", "surrogate-control", "surrogate-key", "cache-tag", "expires", "pragma", "age"];

/** Makes headers those of a response that no cache may give to anybody else. `varies` are the request's headers that it depends on. */
export function makePrivate(headers: Headers, varies: readonly string[]): void {
  const strict = directives(headers.get("cache-control")).includes("no-store");
  for (const name of OF_SHARED_CACHES) headers.delete(name);
  // Her own browser may keep it for the Back button, which then shows the order that she left; anew, it always asks.
  headers.set("cache-control", strict ? "private, no-store" : "private, no-cache");
  const vary = directives(headers.get("vary"));
  if (vary.includes("*")) return;
  for (const name of varies) if (!vary.includes(name.toLowerCase())) headers.append("vary", name);
}

/** Takes away what is true of the origin's bytes alone. */
export function dropOfTheBytes(headers: Headers): void {
  for (const name of OF_THE_BYTES) headers.delete(name);
}

/** Whether the origin forbids that its bytes are changed on the way (RFC 9111, section 5.2.2.6). */
export function mayBeChanged(headers: Headers): boolean {
  return !directives(headers.get("cache-control")).includes("no-transform");
}

/** What the body is in; `undefined` where it is as it is. */
export function encodingOf(headers: Headers): string | undefined {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase();
  return encoding === undefined || encoding === "" || encoding === "identity" ? undefined : encoding;
}

/** Which of the two kinds a body is; `undefined` for all others. */
export function kindOf(headers: Headers): "html" | "json" | undefined {
  const type = (headers.get("content-type") ?? "").toLowerCase().split(";")[0]?.trim() ?? "";
  if (type === "text/html") return "html";
  return /^application\/(?:[\w.-]+\+)?json$/.test(type) ? "json" : undefined;
}

/** The charset that the content type names. */
export function charsetOf(headers: Headers): string | undefined {
  return /;\s*charset="?([^\s;"]+)/i.exec(headers.get("content-type") ?? "")?.[1];
}

/** The parts of a list, in small letters. */
function directives(list: string | null): string[] {
  return (list ?? "").toLowerCase().split(",").map((part) => part.trim());
}
