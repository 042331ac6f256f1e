// Law 1, in the browser: the whole demo shop under a policy that allows no connection, before a server that counts what
// reaches it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { folders, launch, ready, shelves } from "./demo-shop.mjs";
import { contentType } from "../support/content-type.mjs";

const BUILD = fileURLToPath(new URL("../../www/build.mjs", import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'none'; form-action 'none'";

let folder;
let server;
let browser;
/** Every request that reached the server. */
const requests = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-egress-"));
  execFileSync(process.execPath, [BUILD, "--embed", folders().data, "--out", folder], { stdio: "inherit" });
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const name = request.url === "/" ? "/index.html" : request.url;
    try {
      const body = readFileSync(join(folder, new URL(name, "http://localhost").pathname));
      response.writeHead(200, { "content-type": contentType(name), "content-security-policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("with no connection allowed the shop loads, learns and reorders, and asks the server for nothing more", async (t) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  // What the browser itself asks for, wherever it goes: a request that a policy stopped is one that was tried.
  const asked = [];
  context.on("request", (request) => asked.push(request.url()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await ready(page);
  assert.deepEqual([...new Set(requests)].sort(), ["GET /", "GET /main.css", "GET /main.js"]);
  const loaded = asked.length;
  requests.length = 0;

  const before = await shelves(page);
  await page.click("[data-answer=yes]");
  const slots = Object.keys(before);
  for (const id of before[slots[1]].slice(0, 3)) {
    await page.goto(`${page.url().split("#")[0]}#/item/${encodeURIComponent(id)}`);
    await page.waitForSelector(`.product[data-item="${id}"]`);
  }
  await page.click(".brand");
  await page.waitForSelector(".hero");
  await page.locator(".card-add").first().click();
  const now = await shelves(page);
  assert.notDeepEqual(now, before, "the shelves follow the shopper");
  // Long enough for anything that waits for a quiet moment.
  await page.waitForTimeout(1500);
  assert.deepEqual(requests, [], "the server heard nothing");
  assert.deepEqual(asked.slice(loaded), [], "nothing was even tried");
  assert.deepEqual(troubles, [], "the console stays empty");

  // The counter counts: a request that the page makes is seen, and the policy stops it.
  const stopped = await page.evaluate(() => fetch("/canary").then(() => "sent", () => "stopped"));
  assert.equal(stopped, "stopped");
  assert.deepEqual(requests, []);
  troubles.length = 0;
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.src = "/canary.js";
    document.head.append(script);
  });
  await page.waitForTimeout(200);
  assert.deepEqual(requests, ["GET /canary.js"]);
});
