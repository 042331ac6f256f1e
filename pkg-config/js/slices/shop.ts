import { finite, isObject, text } from "../check.js";
import { describe, VitrineError } from "../errors.js";
import { hostOf } from "../host.js";
import type { Host } from "../host.js";
import type { VitrineOptions, WasmSource } from "../types.js";
import type { Vitrine } from "../vitrine.js";
import { badBlock } from "./block.js";
import type { Block } from "./block.js";
import { AnotherPack, Edition, readManifest } from "./edition.js";
import type { Manifest, Source } from "./edition.js";
import { PageBlocks } from "./page-blocks.js";
import { verifier } from "./signature.js";

const TIMEOUT = 10_000;
const LONGEST_TIMEOUT = 120_000;

/** What `openSlices` takes: what `createVitrine` takes, with slices in place of a pack. */
export interface SlicesOptions extends Omit<VitrineOptions, "pack"> {
  /** The address of the folder that `vitrine pack --slices` wrote: the one that holds slices.json. */
  slices: string | URL;
  /** The ids of all items that the page shows; more may come by `show`. */
  show?: Iterable<string>;
  /** Whether to take the rows that the edge wrote into the page (`createEdge({ slices: true })`), and to fetch only what they lack. Default: true. */
  inlined?: boolean;
  /** The public key with which every file must be signed, as `vitrine slices key` printed it. Default: none is asked for. */
  key?: string;
  /** How many milliseconds a file may take. Default 10,000. */
  timeout?: number;
}

/** Makes a Vitrine: the `createVitrine` of the page's own entry. */
export type CreateVitrine = (options: VitrineOptions) => Promise<Vitrine>;

/**
 * A large shop's Vitrine, and the slices that it ranks by.
 *
 * Give `show` what the page shows to everybody, and nothing that depends on the shopper: which slices are asked for is all
 * that a server can see.
 */
export class SlicedShop {
  /** Ranks and observes as any other; an item whose slice was not loaded counts as unknown. */
  readonly vitrine: Vitrine;
  readonly #host: Host;
  readonly #source: Source;
  readonly #page: PageBlocks;
  #edition: Edition;
  #shown = new Set<string>();

  /** Use `openSlices`. */
  constructor(vitrine: Vitrine, source: Source, page: PageBlocks, edition: Edition) {
    const host = hostOf(vitrine);
    if (host === undefined) {
      throw new VitrineError("bad-argument", "What createVitrine gave is no Vitrine of this package; give it the package's own.");
    }
    this.vitrine = vitrine;
    this.#host = host;
    this.#source = source;
    this.#page = page;
    this.#edition = edition;
  }

  /**
   * Takes the rows that came with the page, loads the slices of what else it shows now, and ranks by them from then on.
   * What cannot be had is told to `onError`, and its items keep the merchant's places. Never rejects.
   */
  async show(ids: Iterable<string>): Promise<void> {
    try {
      const shown = [...ids];
      for (const id of shown) this.#shown.add(id);
      await this.#takeBlocks();
      const edition = this.#edition;
      const { came, failed } = await edition.load(shown);
      if (failed !== undefined) this.#host.report(failed);
      if (came.length === 0 || edition !== this.#edition) return;
      try {
        await this.#use(edition);
      } catch (thrown) {
        edition.drop(came);
        throw thrown;
      }
      this.#tell();
    } catch (thrown) {
      await this.#failed(thrown);
    }
  }

  /**
   * Loads the texts of all values of all fields, for a panel that names what is remembered, and for searches. The same for
   * every shopper. Never rejects.
   */
  async loadValues(): Promise<void> {
    try {
      if (await this.#edition.loadValues()) await this.#use(this.#edition);
    } catch (thrown) {
      if (await this.#failed(thrown)) await this.loadValues();
    }
  }

  /**
   * Asks whether there is another pack since, and goes on with it under the same profile. What is on the screen moves no
   * sooner than the shopper does something. Where anything fails, the present one stays. Never rejects.
   * @returns whether there was one
   */
  async refresh(): Promise<boolean> {
    try {
      const manifest = await readManifest(this.#source);
      if (this.#edition.isOf(manifest)) return false;
      await this.#follow(manifest);
      return true;
    } catch (thrown) {
      this.#host.report(thrown);
      return false;
    }
  }

  /** Takes what has come with the page since. */
  async #takeBlocks(): Promise<void> {
    const report = (thrown: unknown): void => this.#host.report(thrown);
    const edition = this.#edition;
    const taken = this.#page.next(report).filter((block) => {
      const own = edition.take(block);
      if (!own) report(badBlock(`it is of the pack ${block.pack}, and the page goes by ${edition.id}`));
      return own;
    });
    if (taken.length === 0) return;
    try {
      await this.#use(edition);
      this.#tell();
    } catch (thrown) {
      edition.leave(taken);
      report(badBlock(thrown));
    }
  }

  /** Tells what went wrong. Where the page brought rows of another pack than there is now, goes on with that; returns whether it does. */
  async #failed(thrown: unknown): Promise<boolean> {
    this.#host.report(thrown);
    if (!(thrown instanceof AnotherPack)) return false;
    try {
      await this.#follow(thrown.manifest);
      this.#tell();
      return true;
    } catch (second) {
      this.#host.report(second);
      return false;
    }
  }

  /** Goes on with another pack, once all that is shown is there of it. */
  async #follow(manifest: Manifest): Promise<void> {
    const edition = new Edition(this.#source, manifest);
    const { failed } = await edition.load(this.#shown);
    if (failed !== undefined) throw failed;
    await this.#use(edition);
    this.#edition = edition;
  }

  async #use(edition: Edition): Promise<void> {
    this.#host.usePack(await edition.pack());
  }

  /** Who shows orders may ask again: what nobody has seen yet can stand better now. */
  #tell(): void {
    this.vitrine.dispatchEvent(new CustomEvent("change", { detail: { by: "elsewhere" } }));
  }
}

/** The `openSlices` of one runtime. */
export function opener(
  wasm: () => WasmSource | Promise<WasmSource>,
  rightsWasm: WasmSource | PromiseLike<WasmSource>,
): (createVitrine: CreateVitrine, options: SlicesOptions) => Promise<SlicedShop> {
  return async (createVitrine, options) => {
    if (typeof createVitrine !== "function" || !isObject(options)) {
      throw new VitrineError("bad-options", "openSlices takes the package's createVitrine and an object; give at least { slices }.");
    }
    const { slices, show = [], inlined = true, key, timeout, ...others } = options;
    const source: Source = {
      base: folder(slices),
      timeout: timeout === undefined ? TIMEOUT : finite("bad-options", "The timeout", timeout, 1, LONGEST_TIMEOUT),
      verify: key === undefined ? undefined : await verifier(text("bad-options", "The key", key)),
    };
    const ids = [...show];
    const rights = (others.rightsWasm ?? rightsWasm) as WasmSource;
    const open = async (from: Manifest | Block): Promise<{ vitrine: Vitrine; edition: Edition }> => {
      const edition = new Edition(source, from);
      // All on their way at once: the WebAssembly, the head, the slices. A slice that is no good must not cost the rest.
      edition.ask(ids);
      const engine = others.wasm ?? (await wasm());
      const pack = edition.pack();
      const vitrine = await createVitrine({ ...others, pack, wasm: engine, rightsWasm: rights }).catch(async (thrown: unknown) => {
        // Why there is no pack, in its own words.
        await pack;
        throw thrown;
      });
      return { vitrine, edition };
    };
    // What is wrong with what the page brings is told once there is who tells it.
    const wrong: unknown[] = [];
    const page = new PageBlocks(inlined ? globalThis.document : undefined);
    const block = page.next((thrown) => wrong.push(thrown)).at(-1);
    const brought = block && (await open(block).catch((thrown: unknown) => void wrong.push(badBlock(thrown))));
    const { vitrine, edition } = brought ?? (await open(await readManifest(source)));
    const shop = new SlicedShop(vitrine, source, page, edition);
    for (const thrown of wrong) hostOf(vitrine)?.report(thrown);
    await shop.show(ids);
    return shop;
  };
}

function folder(address: unknown): URL {
  try {
    const base = new URL(String(address), globalThis.document?.baseURI);
    if (!base.pathname.endsWith("/")) base.pathname += "/";
    return base;
  } catch (thrown) {
    throw new VitrineError("bad-options", `The address of the slices cannot be read: ${describe(thrown)}`);
  }
}
