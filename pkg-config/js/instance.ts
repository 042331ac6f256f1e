// The one WebAssembly instance of this page or worker, and its restarts. The generated bindings hold it in their
// module, so there is one however many engines are made.

import init, { __wbg_reset_state as restartInstance, initSync } from "./engine.js";
import { describe, VitrineError } from "./errors.js";
import type { WasmSource } from "./types.js";

/** After so many traps something is wrong that no restart mends. */
const MOST_RESTARTS = 5;

let loading: Promise<void> | undefined;
let loaded = false;
let restarts = 0;
let generation = 0;

/** Counts the restarts: an engine of an earlier generation is gone. */
export function currentGeneration(): number {
  return generation;
}

/** Loads the instance, once. A failed attempt may be tried again. */
export function loadInstance(source: () => WasmSource | Promise<WasmSource>): Promise<void> {
  loading ??= load(source).catch((thrown: unknown) => {
    loading = undefined;
    throw new VitrineError(
      "wasm-unavailable",
      `The engine's WebAssembly could not be started: ${describe(thrown)}. Under a Content-Security-Policy, ` +
        "script-src needs 'wasm-unsafe-eval'; see also the option `wasm`.",
      thrown,
    );
  });
  return loading;
}

async function load(source: () => WasmSource | Promise<WasmSource>): Promise<void> {
  const given = await source();
  if (given instanceof WebAssembly.Module) {
    // Some workers forbid every other way.
    initSync({ module: given });
  } else {
    await init({ module_or_path: given instanceof Uint8Array ? exactly(given) : given });
  }
  loaded = true;
}

/** Bytes in a buffer of plain memory: what WebAssembly takes. */
function exactly(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}

/**
 * Drops the instance after a trap and starts another from the same compiled module. Every engine must be made anew.
 *
 * Does nothing when somebody else has already restarted since `seen`.
 */
export function restart(seen: number): void {
  if (!loaded) throw new VitrineError("not-loaded", "The engine is not loaded; await createVitrine first.");
  if (seen !== generation) return;
  if (restarts >= MOST_RESTARTS) {
    throw new VitrineError("broken", "The engine broke down too often; the merchant's order stays until a reload.");
  }
  restarts += 1;
  generation += 1;
  restartInstance();
}
