// One WebAssembly instance of this page or worker, and its restarts. The generated bindings hold it in their module, so
// there is one however many engines are made.

import { describe, VitrineError } from "./errors.js";
import type { WasmSource } from "./types.js";

/** After so many traps something is wrong that no restart mends. */
const MOST_RESTARTS = 5;

/** The part of generated bindings that starts them. */
export interface Bindings {
  /** Starts from an address, bytes or a compiled module. */
  default(source: { module_or_path: RequestInfo | URL | BufferSource | WebAssembly.Module }): Promise<unknown>;
  initSync(source: { module: WebAssembly.Module }): unknown;
  /** Starts anew from the same compiled module. */
  __wbg_reset_state(): void;
}

/** An instance that is loaded once and may be started anew. */
export class Instance {
  readonly #bindings: Bindings;
  /** The option that tells where its WebAssembly is. */
  readonly #option: string;
  #loading: Promise<void> | undefined;
  #loaded = false;
  #restarts = 0;
  #generation = 0;

  constructor(bindings: Bindings, option: string) {
    this.#bindings = bindings;
    this.#option = option;
  }

  /** Counts the restarts: an engine of an earlier generation is gone. */
  get generation(): number {
    return this.#generation;
  }

  /** Loads the instance, once. A failed attempt may be tried again. */
  load(source: () => WasmSource | Promise<WasmSource>): Promise<void> {
    this.#loading ??= this.#load(source).catch((thrown: unknown) => {
      this.#loading = undefined;
      throw new VitrineError(
        "wasm-unavailable",
        `The engine's WebAssembly could not be started: ${describe(thrown)}. Under a Content-Security-Policy, ` +
          `script-src needs 'wasm-unsafe-eval'; see also the option \`${this.#option}\`.`,
        thrown,
      );
    });
    return this.#loading;
  }

  async #load(source: () => WasmSource | Promise<WasmSource>): Promise<void> {
    const given = await source();
    if (given instanceof WebAssembly.Module) {
      // Some workers forbid every other way.
      this.#bindings.initSync({ module: given });
    } else {
      await this.#bindings.default({ module_or_path: given instanceof Uint8Array ? exactly(given) : given });
    }
    this.#loaded = true;
  }

  /**
   * Drops the instance after a trap and starts another from the same compiled module. Every engine must be made anew.
   *
   * Does nothing when somebody else has already restarted since `seen`.
   */
  restart(seen: number): void {
    if (!this.#loaded) throw new VitrineError("not-loaded", "The engine is not loaded; await createVitrine first.");
    if (seen !== this.#generation) return;
    if (this.#restarts >= MOST_RESTARTS) {
      throw new VitrineError("broken", "The engine broke down too often; the merchant's order stays until a reload.");
    }
    this.#restarts += 1;
    this.#generation += 1;
    this.#bindings.__wbg_reset_state();
  }
}

/** Bytes in a buffer of plain memory: what WebAssembly takes. */
function exactly(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}
