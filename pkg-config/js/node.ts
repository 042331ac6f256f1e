/**
 * vitrine in Node, Deno and Bun: the WebAssembly is read from the package's folder.
 * @packageDocumentation
 */
import { readFile } from "node:fs/promises";
import { creator } from "./create.js";
import { describe, VitrineError } from "./errors.js";
import type { VitrineOptions } from "./types.js";
import type { Vitrine } from "./vitrine.js";

export * from "./public.js";

/** What `fetch` knows how to get; all else is a path or a `file:` address. */
const FETCHED: ReadonlySet<string> = new Set(["http:", "https:", "data:", "blob:"]);

async function readAddress(address: string | URL): Promise<Uint8Array | undefined> {
  const url = typeof address === "string" && URL.canParse(address) ? new URL(address) : address;
  const protocol = typeof url === "string" ? undefined : url.protocol;
  if (protocol !== undefined && FETCHED.has(protocol)) return undefined;
  try {
    return await readFile(protocol === "file:" ? url : address);
  } catch (thrown) {
    throw new VitrineError("pack-unreachable", `The pack cannot be read: ${describe(thrown)}`, thrown);
  }
}

async function compiled(file: URL): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(file));
}

/**
 * Loads the engine and opens a shop's pack.
 * @throws VitrineError when the WebAssembly or the pack cannot be had
 */
export const createVitrine: (options: VitrineOptions) => Promise<Vitrine> = creator({
  wasm: () => compiled(new URL("./vitrine.wasm", import.meta.url)),
  rightsWasm: () => compiled(new URL("./rights.wasm", import.meta.url)),
  readAddress,
});
