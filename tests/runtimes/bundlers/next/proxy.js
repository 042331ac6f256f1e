// Next's own way to a strict policy: a nonce for each answer, which Next gives to its scripts.
import { NextResponse } from "next/server";

export function proxy(request) {
  if (!request.nextUrl.searchParams.has("strict")) return NextResponse.next();
  const nonce = crypto.randomUUID();
  const policy =
    `default-src 'none'; script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; ` +
    "style-src 'self'; img-src 'self'; require-trusted-types-for 'script'";
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: "/" };
