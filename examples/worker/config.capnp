# The worker in workerd on this machine, before the origin that `start.mjs` tells it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "origin", external = (address = "127.0.0.1:3001", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "edge.wasm", wasm = embed "dist/edge.wasm"),
    (name = "shop.vtr", data = embed "dist/shop.vtr"),
  ],
  bindings = [
    (name = "VITRINE_KEYS", fromEnvironment = "VITRINE_KEYS"),
    (name = "VITRINE_OFF", fromEnvironment = "VITRINE_OFF"),
  ],
  compatibilityDate = "2026-11-01",
  globalOutbound = "origin",
);
