// The bundled shop in slices, cut by the native command, behind a server that counts.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { packPath, setting } from "./project.mjs";

/** Runs the native command. */
export function vitrine(...given) {
  return execFileSync(setting("VITRINE_COMMAND"), given, { encoding: "utf8" }).trim();
}

/** What the native command answers to a request. */
export function rank(pack, request) {
  const input = JSON.stringify(request);
  return JSON.parse(execFileSync(setting("VITRINE_COMMAND"), ["rank", "--pack", pack], { input, encoding: "utf8" }));
}

/** Cuts a pack into `folder`; the very pack that was cut lies beside as whole.vtr. Returns its path. */
export function cut(folder, { pack = packPath(), sign } = {}) {
  const whole = `${folder}.whole.vtr`;
  vitrine("slices", "cut", "--pack", pack, "--out", folder, "--whole", whole, ...(sign === undefined ? [] : ["--sign", sign]));
  return whole;
}

/** Serves a folder from the loopback; `requests` holds the paths that were asked for. `answer(path)` may give another body. */
export async function serveFiles(folder, answer = () => undefined) {
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    requests.push(pathname);
    try {
      const body = answer(pathname) ?? readFileSync(join(folder, pathname));
      // As a CDN would: what has the folder's name never changes.
      const age = pathname.endsWith(".json") ? "no-cache" : "public, max-age=31536000, immutable";
      response.writeHead(200, { "cache-control": age, "access-control-allow-origin": "*" }).end(body);
    } catch {
      response.writeHead(404, { "access-control-allow-origin": "*" }).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, requests, close: () => server.close() };
}

/** All items of the bundled shop, in one order of their own. */
export const IDS = Array.from({ length: 217 }, (_, n) => String(((n * 89) % 217) + 1));
