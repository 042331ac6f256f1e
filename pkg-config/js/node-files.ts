// What Node, Deno and Bun read from files where a browser fetches.

import { readFile } from "node:fs/promises";
import { describe, VitrineError } from "./errors.js";

/** What `fetch` knows how to get; all else is a path or a `file:` address. */
const FETCHED: ReadonlySet<string> = new Set(["http:", "https:", "data:", "blob:"]);

/** A pack's bytes from a file; `undefined` for an address that `fetch` knows. */
export async function readAddress(address: string | URL): Promise<Uint8Array | undefined> {
  const url = typeof address === "string" && URL.canParse(address) ? new URL(address) : address;
  const protocol = typeof url === "string" ? undefined : url.protocol;
  if (protocol !== undefined && FETCHED.has(protocol)) return undefined;
  try {
    return await readFile(protocol === "file:" ? url : address);
  } catch (thrown) {
    throw new VitrineError("pack-unreachable", `The pack cannot be read: ${describe(thrown)}`, thrown);
  }
}

/** A WebAssembly of the package, from its folder. */
export async function compiled(file: URL): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(file));
}
