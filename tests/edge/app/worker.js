import { createEdge } from "vitrine/edge";
import pack from "./shop.vtr";
import { makeApp } from "./app.js";

let app;
export default {
  fetch(request, env) {
    app ??= makeApp({ createEdge }, { settings: JSON.parse(env.SETTINGS), pack });
    return app(request, fetch);
  },
};
