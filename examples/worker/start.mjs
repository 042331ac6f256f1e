// Builds the worker and starts it in workerd, before the small shop of ../edge-shop.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import workerd from "workerd";
import { startShop } from "../edge-shop/origin.js";
import "./build.mjs";

const port = process.env.PORT ?? "8787";
const { server, address } = await startShop();
const config = fileURLToPath(new URL("config.capnp", import.meta.url));
const keys = process.env.VITRINE_KEYS ?? randomBytes(32).toString("base64");
const worker = spawn(workerd.default, ["serve", config, "--socket-addr", `http=127.0.0.1:${port}`, "--external-addr", `origin=${address}`], {
  stdio: "inherit",
  env: { ...process.env, VITRINE_KEYS: keys },
});
console.log(`The shop is at http://${address}, the edge before it at http://localhost:${port}`);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => worker.kill());
worker.on("exit", (code) => {
  server.close();
  process.exit(code ?? 0);
});
