// Bun by its own server.

import { readFileSync } from "node:fs";
import { createEdge, kvStore } from "vitrine/edge";
import { toOrigin } from "vitrine/edge/node";
import { makeApp } from "./app.js";

const [pack, sliced] = ["shop.vtr", "sliced.vtr"].map((name) => readFileSync(new URL(name, import.meta.url)));
const app = makeApp({ createEdge, kvStore }, { settings: JSON.parse(process.env.SETTINGS), pack, sliced });
const forward = toOrigin(process.env.ORIGIN);
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => app(request, forward) });
console.log(`listening on ${server.port}`);
