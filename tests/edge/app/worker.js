import { createEdge, kvStore } from "vitrine/edge";
import pack from "./shop.vtr";
import { makeApp } from "./app.js";

let app;
export default {
  fetch(request, env) {
    app ??= makeApp({ createEdge, kvStore }, { settings: JSON.parse(env.SETTINGS), pack });
    return app(request, fetch);
  },
};
