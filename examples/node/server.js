// The edge in Node before the small shop of ../edge-shop.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { createEdge } from "vitrine/edge";
import { edgeListener, toOrigin } from "vitrine/edge/node";
import { startShop } from "../edge-shop/origin.js";
import { options } from "../edge-shop/options.js";

const { address } = await startShop();
const edge = createEdge({
  ...options,
  // A frozen pack of the shop that comes with vitrine stands in for yours.
  pack: new URL("../../tests/golden/shop.vtr", import.meta.url),
  keys: process.env.VITRINE_KEYS ?? randomBytes(32).toString("base64"),
  off: process.env.VITRINE_OFF === "1",
});
const server = createServer(edgeListener(edge, toOrigin(`http://${address}`)));
server.listen(Number(process.env.PORT ?? "8787"), "127.0.0.1", () => {
  console.log(`The shop is at http://${address}, the edge before it at http://localhost:${server.address().port}`);
});
