// One build of a sliced pack: its head, and what was taken from the page or asked for of its rows.

import { describe, VitrineError } from "../errors.js";
import type { Block } from "./block.js";
import { sliceOf } from "./number.js";
import type { Verify } from "./signature.js";

const FORMAT = "vitrine-slices/1";
/** Slices lie so many to a folder. */
const PER_FOLDER = 256;
/** So many slices, and so many items of pages, are held; beyond them, only those of the latest call. */
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
  /** The content id of the pack, 16 hexadecimal digits. */
  pack: string;
  folder: string;
  slices: number;
}

/** What there is to fetch now is of another pack than what the page brought. */
export class AnotherPack extends VitrineError {
  readonly manifest: Manifest;

  constructor(manifest: Manifest, own: string) {
    super("slices-inlined-other-pack", `The page brought rows of the pack ${own}, and slices.json names ${manifest.pack}; put the same pack on the edge.`);
    this.manifest = manifest;
  }
}

/** See the module. */
export class Edition {
  /** The content id of its pack. */
  readonly id: string;
  readonly #source: Source;
  readonly #loading = new Map<number, Promise<Uint8Array>>();
  readonly #held = new Map<number, Uint8Array>();
  readonly #blocks = new Set<Block>();
  readonly #head: Promise<Uint8Array>;
  #manifest: Manifest | undefined;
  #opening: Promise<Manifest> | undefined;
  #values: Uint8Array | undefined;

  /** Of what slices.json says, or of what the page brings: then slices.json is asked for when more is wanted than that. */
  constructor(source: Source, from: Manifest | Block) {
    this.#source = source;
    this.id = from.pack;
    if ("rows" in from) {
      this.#head = Promise.resolve(from.head);
      this.take(from);
      return;
    }
    this.#manifest = from;
    this.#head = this.#file(from, "head.vts");
    // Waited for by `pack`; until then nobody is told twice.
    this.#head.catch(() => undefined);
  }

  /** Whether it is what slices.json names. */
  isOf(manifest: Manifest): boolean {
    return this.id === manifest.pack && (this.#manifest?.folder ?? manifest.folder) === manifest.folder;
  }

  /** Takes what a page brought. Returns whether it is of this pack. */
  take(block: Block): boolean {
    if (block.pack !== this.id) return false;
    const held = [...this.#blocks].reduce((sum, { items }) => sum + items.length, block.items.length);
    if (held > MOST_HELD) this.#blocks.clear();
    this.#blocks.add(block);
    return true;
  }

  /** Lets go of what a page brought. */
  leave(blocks: readonly Block[]): void {
    for (const block of blocks) this.#blocks.delete(block);
  }

  /** Asks for what is missing of these items, for a `load` that comes later. */
  ask(ids: Iterable<string>): void {
    const missing = this.#missing(ids);
    if (missing.length === 0) return;
    const asked = this.#present().then((manifest) => {
      for (const number of numbersOf(missing, manifest)) this.#slice(manifest, number).catch(() => undefined);
    });
    asked.catch(() => undefined);
  }

  /** The items whose rows no page brought. */
  #missing(ids: Iterable<string>): string[] {
    const brought = new Set([...this.#blocks].flatMap(({ items }) => items));
    return [...ids].filter((id) => !brought.has(id));
  }

  /** Which files there are. Throws `AnotherPack`, and what {@link readManifest} throws. */
  #present(): Promise<Manifest> {
    if (this.#manifest !== undefined) return Promise.resolve(this.#manifest);
    this.#opening ??= readManifest(this.#source)
      .then((manifest) => {
        if (manifest.pack !== this.id) throw new AnotherPack(manifest, this.id);
        return (this.#manifest = manifest);
      })
      .finally(() => {
        this.#opening = undefined;
      });
    return this.#opening;
  }

  /**
   * Loads what is missing of these items, all at once. Returns whether any came, and what failed.
   * @throws AnotherPack
   */
  async load(ids: Iterable<string>): Promise<{ came: number[]; failed: unknown }> {
    const missing = this.#missing(ids);
    if (missing.length === 0) return { came: [], failed: undefined };
    const manifest = await this.#present();
    const asked = numbersOf(missing, manifest);
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
            const slice = await this.#slice(manifest, number).finally(() => this.#loading.delete(number));
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

  /**
   * Loads the texts of all values. Returns whether they are new.
   * @throws AnotherPack
   */
  async loadValues(): Promise<boolean> {
    if (this.#values !== undefined) return false;
    this.#values = await this.#file(await this.#present(), "values.vts");
    return true;
  }

  /** Lets go of slices that are no good. */
  drop(numbers: readonly number[]): void {
    for (const number of numbers) this.#held.delete(number);
  }

  /** The head and all rows that are there, one after another: the engine puts them together. */
  async pack(): Promise<Uint8Array> {
    const brought = Array.from(this.#blocks, ({ rows }) => rows);
    const files = [await this.#head, ...brought, ...this.#held.values(), ...(this.#values === undefined ? [] : [this.#values])];
    const together = new Uint8Array(files.reduce((length, file) => length + file.length, 0));
    let at = 0;
    for (const file of files) {
      together.set(file, at);
      at += file.length;
    }
    return together;
  }

  #slice(manifest: Manifest, number: number): Promise<Uint8Array> {
    let loading = this.#loading.get(number);
    if (loading === undefined) {
      loading = this.#file(manifest, `${Math.floor(number / PER_FOLDER)}/${number % PER_FOLDER}.vts`);
      this.#loading.set(number, loading);
    }
    return loading;
  }

  async #file({ folder }: Manifest, path: string): Promise<Uint8Array> {
    const { base, verify } = this.#source;
    // What lies under the folder's name never changes: a cached file is as good as a new one.
    const file = await fetched(this.#source, new URL(`${folder}/${path}`, base), "force-cache");
    if (verify !== undefined && !(await verify(file).catch(() => false))) {
      throw new VitrineError(
        "slices-bad-signature",
        `${path} is not signed with the key that this page expects; cut the pack with \`--sign\` and that key, or give the page the other one.`,
      );
    }
    return file;
  }
}

/** The slices of items, ascending: the order of requests tells nothing of an order on the page. */
function numbersOf(ids: readonly string[], { slices }: Manifest): number[] {
  const numbers = new Set(ids.map((id) => sliceOf(id, slices)));
  return [...numbers].sort((one, other) => one - other);
}

/** Asks which pack is the present one. Throws `slices-unreachable`, `slices-bad-manifest`. */
export async function readManifest(source: Source): Promise<Manifest> {
  const bytes = await fetched(source, new URL("slices.json", source.base), "no-cache");
  let told: Partial<Record<"format" | "pack" | "folder" | "slices", unknown>>;
  try {
    told = JSON.parse(new TextDecoder().decode(bytes)) as typeof told;
  } catch (thrown) {
    throw badManifest(`it is no JSON (${describe(thrown)})`);
  }
  const { format, pack, folder, slices } = told ?? {};
  if (format !== FORMAT) throw badManifest(`its format is ${String(format)}, and this package reads ${FORMAT}`);
  if (!isNumber(pack)) throw badManifest("it names no pack");
  if (!isNumber(folder)) throw badManifest("it names no folder");
  if (typeof slices !== "number" || !Number.isInteger(slices) || slices < 1 || slices >= 0xffff_ffff) {
    throw badManifest("it does not say how many slices there are");
  }
  return { pack, folder, slices };
}

/** Whether it is 16 hexadecimal digits. */
function isNumber(text: unknown): text is string {
  return typeof text === "string" && /^[0-9a-f]{16}$/.test(text);
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
