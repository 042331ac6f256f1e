using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "edge", worker = .edge), (name = "origin", external = (address = "127.0.0.1:1", http = ()))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "edge.wasm", wasm = embed "dist/edge.wasm"),
    (name = "shop.vtr", data = embed "dist/shop.vtr"),
    (name = "sliced.vtr", data = embed "dist/sliced.vtr"),
  ],
  bindings = [(name = "SETTINGS", fromEnvironment = "SETTINGS")],
  compatibilityDate = "2026-11-01",
  globalOutbound = "origin",
);
