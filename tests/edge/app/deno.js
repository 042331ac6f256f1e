// Deno by its own server and fetch.

import { createEdge, kvStore } from "vitrine/edge";
import { toOrigin } from "vitrine/edge/node";
import { makeApp } from "./app.js";

const [pack, sliced] = await Promise.all(["shop.vtr", "sliced.vtr"].map((name) => Deno.readFile(new URL(name, import.meta.url))));
const app = makeApp({ createEdge, kvStore }, { settings: JSON.parse(Deno.env.get("SETTINGS")), pack, sliced });
const forward = toOrigin(Deno.env.get("ORIGIN"));
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(`listening on ${port}`) }, (request) => app(request, forward));
