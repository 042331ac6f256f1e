// One build of a sliced pack: its head and those of its slices that were asked for.

import { describe, VitrineError } from "../errors.js";
import { sliceOf } from "./number.js";
import type { Verify } from "./signature.js";

const FORMAT = "vitrine-slices/1";
/** Slices lie so many to a folder. */
const PER_FOLDER = 256;
/** So many slices are held; beyond them, only those of the latest call. */
const MOST_HELD = 4096;

/** How files are asked for. */
export interface Source {
  /** The folder that holds slices.json. */
  base: URL;
  /** How many milliseconds a file may take. */
  timeout: number;
  /** Checks every file but slices.json, where a key is expected. */
  verify: Verify | undefined;
}

/** What slices.json says. */
export interface Manifest {
  folder: string;
  slices: number;
}

/** See the module. */
export class Edition {
  readonly manifest: Manifest;
  readonly #source: Source;
  readonly #loading = new Map<number, Promise<Uint8Array>>();
  readonly #held = new Map<number, Uint8Array>();
  readonly #head: Promise<Uint8Array>;
  #values: Uint8Array | undefined;

  constructor(source: Source, manifest: Manifest) {
    this.#source = source;
    this.manifest = manifest;
    this.#head = this.#file("head.vts");
    // Waited for by `pack`; until then nobody is told twice.
    this.#head.catch(() => undefined);
  }

  /** Asks for the slices of these items, for a `load` that comes later. */
  ask(ids: Iterable<string>): void {
    for (const number of this.#numbers(ids)) this.#slice(number).catch(() => undefined);
  }

  /** The slices of items, ascending: the order of requests tells nothing of an order on the page. */
  #numbers(ids: Iterable<string>): number[] {
    const numbers = new Set(Array.from(ids, (id) => sliceOf(id, this.manifest.slices)));
    return [...numbers].sort((one, other) => one - other);
  }

  /** Loads the slices of these items that are not there yet, all at once. Returns whether any came, and what failed. */
  async load(ids: Iterable<string>): Promise<{ came: number[]; failed: unknown }> {
    const asked = this.#numbers(ids);
    if (this.#held.size + asked.length > MOST_HELD) {
      for (const number of this.#held.keys()) if (!asked.includes(number)) this.#held.delete(number);
    }
    const came: number[] = [];
    let failed: unknown;
    await Promise.all(
      asked
        .filter((number) => !this.#held.has(number))
        .map(async (number) => {
          try {
            const slice = await this.#slice(number).finally(() => this.#loading.delete(number));
            if (this.#held.has(number)) return;
            this.#held.set(number, slice);
            came.push(number);
          } catch (thrown) {
            failed ??= thrown;
          }
        }),
    );
    return { came, failed };
  }

  /** Loads the texts of all values. Returns whether they are new. */
  async loadValues(): Promise<boolean> {
    if (this.#values !== undefined) return false;
    this.#values = await this.#file("values.vts");
    return true;
  }

  /** Lets go of slices that are no good. */
  drop(numbers: readonly number[]): void {
    for (const number of numbers) this.#held.delete(number);
  }

  /** The head and all slices that are there, one after another: the engine puts them together. */
  async pack(): Promise<Uint8Array> {
    const files = [await this.#head, ...this.#held.values(), ...(this.#values === undefined ? [] : [this.#values])];
    const together = new Uint8Array(files.reduce((length, file) => length + file.length, 0));
    let at = 0;
    for (const file of files) {
      together.set(file, at);
      at += file.length;
    }
    return together;
  }

  #slice(number: number): Promise<Uint8Array> {
    let loading = this.#loading.get(number);
    if (loading === undefined) {
      loading = this.#file(`${Math.floor(number / PER_FOLDER)}/${number % PER_FOLDER}.vts`);
      this.#loading.set(number, loading);
    }
    return loading;
  }

  async #file(path: string): Promise<Uint8Array> {
    const { base, verify } = this.#source;
    // What lies under the folder's name never changes: a cached file is as good as a new one.
    const file = await fetched(this.#source, new URL(`${this.manifest.folder}/${path}`, base), "force-cache");
    if (verify !== undefined && !(await verify(file).catch(() => false))) {
      throw new VitrineError(
        "slices-bad-signature",
        `${path} is not signed with the key that this page expects; cut the pack with \`--sign\` and that key, or give the page the other one.`,
      );
    }
    return file;
  }
}

/** Asks which pack is the present one. Throws `slices-unreachable`, `slices-bad-manifest`. */
export async function readManifest(source: Source): Promise<Manifest> {
  const bytes = await fetched(source, new URL("slices.json", source.base), "no-cache");
  let told: Partial<Record<"format" | "folder" | "slices", unknown>>;
  try {
    told = JSON.parse(new TextDecoder().decode(bytes)) as typeof told;
  } catch (thrown) {
    throw badManifest(`it is no JSON (${describe(thrown)})`);
  }
  const { format, folder, slices } = told ?? {};
  if (format !== FORMAT) throw badManifest(`its format is ${String(format)}, and this package reads ${FORMAT}`);
  if (typeof folder !== "string" || !/^[0-9a-f]{16}$/.test(folder)) throw badManifest("it names no folder");
  if (typeof slices !== "number" || !Number.isInteger(slices) || slices < 1 || slices >= 0xffff_ffff) {
    throw badManifest("it does not say how many slices there are");
  }
  return { folder, slices };
}

function badManifest(cause: string): VitrineError {
  return new VitrineError("slices-bad-manifest", `slices.json cannot be used: ${cause}; write it again with \`vitrine pack --slices\`.`);
}

async function fetched({ timeout }: Source, address: URL, cache: RequestCache): Promise<Uint8Array> {
  try {
    // Without cookies: the request says which items the page shows, and not to whom.
    const response = await fetch(address, { cache, credentials: "omit", signal: AbortSignal.timeout(timeout) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (thrown) {
    throw new VitrineError("slices-unreachable", `${address.href} cannot be fetched: ${describe(thrown)}.`, thrown);
  }
}
