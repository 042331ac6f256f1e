import { createEdge, kvStore } from "vitrine/edge";
import pack from "./shop.vtr";
import sliced from "./sliced.vtr";
import { makeApp } from "./app.js";

let app;
export default {
  fetch(request, env) {
    app ??= makeApp({ createEdge, kvStore }, { settings: JSON.parse(env.SETTINGS), pack, sliced });
    return app(request, fetch);
  },
};
