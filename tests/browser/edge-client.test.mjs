// The page's side of the edge, in Chromium: what her browser tells, to whom, and what it erases.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { layOutApp, NOW } from "../support/edge/runtimes.mjs";
import { goldenPackPath } from "../support/golden.mjs";
import { launch } from "./demo-shop.mjs";

let browser;
let script;
before(async () => {
  const folder = await layOutApp();
  const contents = 'export { createVitrine } from "vitrine/inline"; export { edgeFetch, eraseEdge, syncEdge } from "vitrine/edge/client";';
  const bundle = await build({ stdin: { contents, resolveDir: folder }, bundle: true, format: "esm", write: false, absWorkingDir: folder });
  script = bundle.outputFiles[0].text;
  browser = await launch();
});
after(() => browser?.close());

/** A server that remembers what it was asked. */
async function listen(t) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push({ method: request.method, url: request.url, profile: request.headers["vitrine-profile"], cookie: request.headers.cookie });
    const answers = { "/": ["text/html", "<!doctype html><title>shop</title>"], "/script.js": ["text/javascript", script], "/shop.vtr": ["application/octet-stream", readFileSync(goldenPackPath)] };
    const [type, body] = answers[request.url] ?? ["text/plain", "ok"];
    response.writeHead(request.url === "/refused" ? 503 : 200, { "content-type": type, "access-control-allow-origin": "*", "access-control-allow-headers": "*" }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const told = () => asked.splice(0).filter(({ url }) => !["/", "/script.js", "/shop.vtr", "/favicon.ico"].includes(url));
  return { url: `http://127.0.0.1:${server.address().port}`, told };
}

async function open(t) {
  const shop = await listen(t);
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(shop.url);
  await page.evaluate(async (now) => {
    window.client = await import("/script.js");
    window.errors = [];
    window.shop = await window.client.createVitrine({ pack: "/shop.vtr", now: () => now, onError: ({ code }) => window.errors.push(code) });
    window.told = window.client.edgeFetch(window.shop);
  }, NOW);
  return { ...shop, page };
}

test("what the page fetches brings her profile to its own origin alone, with permission", async (t) => {
  const { page, told } = await open(t);
  const elsewhere = await listen(t);
  const fetched = (address, init) => page.evaluate(async ([address, init]) => (await window.told(address, init)).text(), [address, init]);
  for (const granted of [{}, { profile: true }, { persist: true, profile: false }]) {
    await page.evaluate((granted) => window.shop.setConsent(granted), granted);
    assert.equal(await fetched("/api"), "ok");
  }
  assert.deepEqual(told().map(({ profile }) => profile), [undefined, undefined, undefined]);
  // Without permission nothing is even tried.
  assert.deepEqual(await page.evaluate(() => window.errors), []);
  const bytes = await page.evaluate(() => {
    window.shop.setConsent({ persist: true, profile: true });
    for (let n = 1; n < 100; n += 1) window.shop.observe({ type: "view", item: String(n) });
    return Array.from(window.shop.save({ most: 1024 }));
  });
  assert.ok(bytes.length > 900);
  await fetched("/api", { headers: { "x-own": "1" } });
  await fetched("/api", { method: "POST", body: "x" });
  const sent = Buffer.from(bytes).toString("base64url");
  assert.deepEqual(told().map(({ method, profile }) => [method, profile]), [["GET", sent], ["POST", sent]]);
  await fetched(`${elsewhere.url}/api`);
  assert.deepEqual(elsewhere.told().map(({ profile }) => profile), [undefined]);
  assert.deepEqual(await page.evaluate(() => window.shop.ledger.map(({ what, to, bytes }) => ({ what, to, bytes }))), [
    { what: "profile", to: "edge", bytes: bytes.length },
    { what: "profile", to: "edge", bytes: bytes.length },
  ]);
  assert.deepEqual(await page.evaluate(() => window.errors), []);
});

test("what she decides is told with permission alone, and leaves nothing on the device without", async (t) => {
  const { page, told } = await open(t);
  const decide = () =>
    page.evaluate(async () => {
      window.shop.pause();
      window.shop.setStrength(0.5);
      window.shop.forget({ item: "1" });
      window.shop.resume();
      await window.told("/after");
      return localStorage.length;
    });
  await page.evaluate(() => window.client.syncEdge(window.shop));
  for (const granted of [{}, { profile: true }, { persist: true, profile: false }]) {
    await page.evaluate((granted) => window.shop.setConsent(granted), granted);
    assert.equal(await decide(), 0);
  }
  // A profile that is taken back is erased at the edge as well, as it is in the browser.
  assert.deepEqual(told().map(({ url }) => url).filter((url) => url !== "/after" && url !== "/.vitrine/erase"), []);
  await page.evaluate(() => window.shop.setConsent({ persist: true, profile: true }));
  await decide();
  assert.ok(told().some(({ method, url }) => method === "POST" && url === "/.vitrine/choices"));
  assert.deepEqual(await page.evaluate(() => window.errors), []);
});

test("what is erased or withdrawn in the browser is erased at the edge", async (t) => {
  const { page, told } = await open(t);
  const erasures = () => told().filter(({ method, url }) => method === "POST" && url === "/.vitrine/erase").length;
  const reached = () => page.waitForResponse("**/.vitrine/erase");
  await page.evaluate(() => {
    window.shop.setConsent({ persist: true, profile: true });
    window.end = window.client.syncEdge(window.shop);
  });
  for (const act of [() => window.shop.erase(), () => window.shop.setConsent({ profile: false })]) {
    const answer = reached();
    await page.evaluate(act);
    await answer;
    assert.equal(erasures(), 1);
  }
  await page.evaluate(() => {
    window.end();
    return window.shop.erase();
  });
  assert.equal(await page.evaluate(() => window.client.eraseEdge("/refused").catch(({ code }) => code)), "edge-unreachable");
  assert.equal(erasures(), 0);
});
