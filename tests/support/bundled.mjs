// Projects of other bundlers and frameworks, built from the unpacked tarball: what a shop's developer has after
// `npm i vitrine`, without an install for each. They lie in target/, so that their tools are found among the project's own.

import { execFile, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gatherErrors } from "../browser/demo-shop.mjs";
import { contentType } from "./content-type.mjs";
import { packPath, setting } from "./project.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** No eval, no inline script or style; and nothing reaches a script's address or code without a policy. */
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; base-uri 'none'; " +
  "form-action 'none'; require-trusted-types-for 'script'";

/** Unpacks the tarball where every project below `target/NAME` finds it as `vitrine`. Returns that folder. */
export function unpackPackage(name) {
  const folder = join(ROOT, "target", name);
  rmSync(folder, { recursive: true, force: true });
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  execFileSync("tar", ["-xzf", setting("VITRINE_TARBALL"), "-C", modules]);
  cpSync(join(modules, "package"), join(modules, "vitrine"), { recursive: true });
  rmSync(join(modules, "package"), { recursive: true });
  return folder;
}

/** Copies the sources of a project, given by their folders in the repository, into one folder. */
export function layOut(folder, ...sources) {
  const built = (source) => /\/(node_modules|dist|\.next|\.parcel-cache)$/.test(source);
  for (const source of sources) {
    cpSync(join(ROOT, source), folder, { recursive: true, filter: (path) => !built(path) });
  }
  return folder;
}

/** Runs the project's own build, with `more` in its environment. What it prints is in the error if it fails. */
export async function runBuild(folder, more = {}) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production", CI: "true", ...more };
  try {
    await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: folder, env, maxBuffer: 1 << 26 });
  } catch (thrown) {
    throw new Error(`the build in ${folder} failed:\n${thrown.stdout}\n${thrown.stderr}`);
  }
}

/** The strict policy for a page: an import map can only be inline (Parcel writes one), so its hash is named. */
function policyFor(html) {
  const maps = html.toString().matchAll(/<script type="?importmap"?>([^<]*)<\/script>/g);
  const hashes = Array.from(maps, ([, map]) => ` 'sha256-${createHash("sha256").update(map).digest("base64")}'`);
  return STRICT.replace("script-src 'self'", `script-src 'self'${hashes.join("")}`);
}

/** Serves a folder and the bundled shop's pack as /shop.vtr; `/?strict` is answered with the strict policy. */
export async function serveFolder(folder) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    // Browsers ask for it unasked.
    if (url.pathname === "/favicon.ico") return response.writeHead(204).end();
    const path = url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname;
    const file = path === "/shop.vtr" ? packPath() : normalize(join(folder, path));
    try {
      const body = readFileSync(file);
      const policy = url.searchParams.has("strict") ? { "content-security-policy": policyFor(body) } : {};
      response.writeHead(200, { "content-type": contentType(file), ...policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** What the native command answers to the same events and candidates. */
export function nativeOrder(asked, slot = "shelf", pack = packPath()) {
  const request = JSON.stringify({ id: "1", slot, ...asked });
  const command = setting("VITRINE_COMMAND");
  const answer = JSON.parse(execFileSync(command, ["rank", "--pack", pack], { input: request, encoding: "utf8" }));
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return answer;
}

/**
 * Opens an address in a context of its own, once `prepare` is done. All that its console and its policy complain of is in
 * `page.errors`.
 */
export async function openPage(t, browser, url, prepare = () => {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
  t.after(() => context.close());
  const page = gatherErrors(await context.newPage());
  await prepare(page);
  await page.goto(url);
  return page;
}

/** Next's own server over a project that was built, on a free port. */
export async function startNext(at) {
  const next = join(ROOT, "node_modules/next/dist/bin/next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  const server = spawn(process.execPath, [next, "start", "--hostname", "127.0.0.1", "--port", "0"], { cwd: at, env });
  const url = await new Promise((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`next start ended with ${code}`)));
    server.stderr.pipe(process.stderr);
    createInterface({ input: server.stdout }).on("line", (line) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (address !== undefined) resolve(`${address}/`);
    });
  });
  return { url, close: () => server.kill() };
}
