// A worker in which a shopper asks for everything.

import { createVitrine } from "vitrine";
import { openRights } from "vitrine/rights";
import { askEverything } from "./asked.js";
import pack from "./shop.vtr";

export default {
  fetch: async () => Response.json(await askEverything({ createVitrine, openRights }, new Uint8Array(pack))),
};
