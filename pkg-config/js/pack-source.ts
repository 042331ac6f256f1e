import { describe, VitrineError } from "./errors.js";
import type { PackSource } from "./types.js";

/** Reads what a runtime's own entry knows how to read, `undefined` for the rest: files in Node, say. */
export type ReadAddress = (address: string | URL) => Promise<Uint8Array | undefined>;

/** The pack's bytes, wherever they come from. */
export async function packBytes(
  source: PackSource | Promise<PackSource>,
  readAddress: ReadAddress | undefined,
): Promise<Uint8Array> {
  let given: unknown;
  try {
    given = await source;
  } catch (thrown) {
    throw new VitrineError("pack-unreachable", `The pack did not arrive: ${describe(thrown)}`, thrown);
  }
  if (given instanceof Uint8Array) return given;
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (typeof given === "string" || given instanceof URL) {
    const read = await readAddress?.(given);
    if (read !== undefined) return read;
    return bodyOf(await fetched(given));
  }
  if (typeof Response !== "undefined" && given instanceof Response) return bodyOf(given);
  throw new VitrineError(
    "bad-pack-source",
    "The pack is none of the things it can be; give a Uint8Array, an ArrayBuffer, a Response, or an address.",
  );
}

async function fetched(address: string | URL): Promise<Response> {
  try {
    return await fetch(address);
  } catch (thrown) {
    throw new VitrineError("pack-unreachable", `The pack at ${address} cannot be fetched: ${describe(thrown)}`, thrown);
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  if (!response.ok) {
    throw new VitrineError("pack-unreachable", `The pack's address answered with status ${response.status}.`);
  }
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (thrown) {
    throw new VitrineError("pack-unreachable", `The pack broke off on its way: ${describe(thrown)}`, thrown);
  }
}
