// Node, Deno and Bun by Node's own http.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";
import { createEdge, kvStore } from "vitrine/edge";
import { edgeListener, toOrigin } from "vitrine/edge/node";
import { makeApp } from "./app.js";

const [pack, sliced] = ["shop.vtr", "sliced.vtr"].map((name) => readFileSync(new URL(name, import.meta.url)));
const app = makeApp({ createEdge, kvStore }, { settings: JSON.parse(process.env.SETTINGS), pack, sliced });
const server = createServer(edgeListener(app, toOrigin(process.env.ORIGIN)));
server.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
