import { isObject } from "./check.js";
import { VitrineError } from "./errors.js";
import { packBytes } from "./pack-source.js";
import type { ReadAddress } from "./pack-source.js";
import { shopInstance } from "./shop-instance.js";
import type { VitrineOptions, WasmSource } from "./types.js";
import { assemble } from "./vitrine.js";
import type { Vitrine } from "./vitrine.js";

/** How one kind of runtime differs from the others. */
export interface Runtime {
  /** Where the WebAssembly is, unless the options say otherwise. */
  wasm: () => WasmSource | Promise<WasmSource>;
  /** Where that of `vitrine/rights` is, unless the options say otherwise. */
  rightsWasm: () => WasmSource | Promise<WasmSource>;
  /** Reads addresses that `fetch` does not. */
  readAddress?: ReadAddress;
}

/** The `createVitrine` of one runtime. */
export function creator(runtime: Runtime): (options: VitrineOptions) => Promise<Vitrine> {
  return async (options) => {
    if (!isObject(options)) {
      throw new VitrineError("bad-options", "createVitrine takes an object; give at least { pack }.");
    }
    const { wasm, rightsWasm } = options;
    // Both are on their way at once.
    const [pack] = await Promise.all([
      packBytes(options.pack, runtime.readAddress),
      shopInstance.load(wasm === undefined ? runtime.wasm : () => wasm),
    ]);
    return assemble(pack, options, rightsWasm === undefined ? runtime.rightsWasm : () => rightsWasm);
  };
}
