import { createEdge } from "vitrine/edge";
import { options } from "../../edge-shop/options.js";
// A frozen pack of the shop that comes with vitrine stands in for yours.
import pack from "../../../tests/golden/shop.vtr";

let edge;

export default {
  fetch(request, env) {
    edge ??= createEdge({ ...options, pack, keys: env.VITRINE_KEYS, off: env.VITRINE_OFF === "1" });
    // In front of a shop on Cloudflare, `fetch` asks the origin behind the route.
    return edge(request, fetch);
  },
};
