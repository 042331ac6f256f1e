// The edge in Deno before the small shop of ../edge-shop.

import { createEdge } from "vitrine/edge";
import { toOrigin } from "vitrine/edge/node";
import { startShop } from "../edge-shop/origin.js";
import { options } from "../edge-shop/options.js";

const { address } = await startShop();
const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
const edge = createEdge({
  ...options,
  // A frozen pack of the shop that comes with vitrine stands in for yours.
  pack: new URL("../../tests/golden/shop.vtr", import.meta.url),
  keys: Deno.env.get("VITRINE_KEYS") ?? key,
  off: Deno.env.get("VITRINE_OFF") === "1",
});
const forward = toOrigin(`http://${address}`);
Deno.serve(
  {
    hostname: "127.0.0.1",
    port: Number(Deno.env.get("PORT") ?? "8787"),
    onListen: ({ port }) => console.log(`The shop is at http://${address}, the edge before it at http://localhost:${port}`),
  },
  (request) => edge(request, forward),
);
