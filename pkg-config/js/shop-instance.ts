// The instance that every page of a shop loads.

import init, { __wbg_reset_state, initSync } from "./engine.js";
import { Instance } from "./instance.js";

export const shopInstance = new Instance({ default: init, initSync, __wbg_reset_state }, "wasm");
