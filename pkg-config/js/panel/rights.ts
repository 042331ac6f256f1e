// What a Vitrine offers a shopper beyond this panel's own work, asked for by name.

import type { Counterfactual, ProfileExport, RankRequest } from "../types.js";
import type { Vitrine } from "../vitrine.js";

/** Rights that a Vitrine may have. */
interface Rights {
  export(): ProfileExport;
  import(exported: ProfileExport): void;
  whatIf(request: RankRequest, id: string): Counterfactual[];
}

/** Those that this one has. */
export function rightsOf(vitrine: Vitrine): Partial<Rights> {
  return vitrine as Partial<Rights>;
}
