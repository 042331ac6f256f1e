// The edge as a middleware of Hono and of Connect's kin, in Node.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Hono } from "hono";
import { goldenPackPath } from "../support/golden.mjs";
import { ask, itemsOf, layOutApp, newKey, NOW, pageOf, sealedOf, shopper } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82"];

let vitrine;
before(async () => {
  const dist = join(await layOutApp(), "node_modules/vitrine/dist/edge");
  const load = (name) => import(pathToFileURL(join(dist, `${name}.js`)).href);
  vitrine = { ...(await load("server")), ...(await load("node")), ...(await load("hono")) };
});

const makeEdge = () =>
  vitrine.createEdge({
    pack: readFileSync(goldenPackPath),
    keys: newKey(),
    now: () => NOW,
    lists: [{ list: "ul.products" }],
    events: [{ path: "/item/:item" }],
    consent: { permissions: (request) => ({ persist: /said=sp/.test(request.headers.get("cookie")), profile: true }) },
    onError: (error) => assert.fail(error),
  });

async function listen(t, handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return server.address().port;
}

test("Hono", async () => {
  const app = new Hono();
  const seen = [];
  app.use(vitrine.edgeOf(makeEdge()));
  const page = (c) => {
    seen.push(c.req.header("cookie"));
    c.header("etag", '"page"');
    c.header("cache-control", "public, max-age=60");
    return c.html(pageOf(IDS));
  };
  app.get("/", page).get("/item/:id", page);
  const get = (path, headers) => app.request(`https://shop.example${path}`, { headers: { accept: "text/html", ...headers } });
  const viewed = await get("/item/59", shopper());
  const sealed = /__Host-vitrine=([^;]+)/.exec(viewed.headers.get("set-cookie"))[1];
  const hers = await get("/", shopper(sealed));
  assert.notDeepEqual(itemsOf(await hers.text()), IDS);
  assert.deepEqual([hers.headers.get("etag"), hers.headers.get("cache-control")], [null, "private, no-cache"]);
  assert.deepEqual(seen, ["said=sp", "said=sp"]);
  const decided = await app.request("https://shop.example/.vitrine/choices", { method: "POST", body: '[{"do":"pause","on":true}]', headers: { "content-type": "application/json", ...shopper(sealed) } });
  const paused = /__Host-vitrine=([^;]+)/.exec(decided.headers.get("set-cookie"))[1];
  assert.deepEqual([decided.status, itemsOf(await (await get("/", shopper(paused))).text())], [204, IDS]);
  const everybodys = await get("/", {});
  assert.equal(await everybodys.text(), pageOf(IDS));
  assert.deepEqual([everybodys.headers.get("etag"), everybodys.headers.get("cache-control")], ['"page"', "public, max-age=60"]);
  assert.equal((await get("/missing", shopper(sealed))).status, 404);
});

test("Connect's kin", async (t) => {
  const middleware = vitrine.edgeMiddleware(makeEdge());
  const seen = [];
  const port = await listen(t, (request, response) => {
    middleware(request, response, (error) => {
      assert.equal(error, undefined);
      seen.push(request.headers.cookie, request.rawHeaders.join("\n"));
      if (request.url === "/echo") return request.pipe(response);
      if (request.url === "/nothing") return response.writeHead(204).end();
      if (request.url === "/error") return response.writeHead(500, "Broken", [["x-a", "1"]]).end("broken");
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.setHeader("set-cookie", ["a=1", "b=2"]);
      response.setHeader("etag", '"page"');
      const html = pageOf(IDS);
      // In pieces, each told when it is written.
      response.write(html.slice(0, 100), () => response.write(Buffer.from(html.slice(100, 200)), () => response.end(html.slice(200))));
    });
  });
  const viewed = await ask(port, "/item/59", { headers: shopper() });
  const sealed = sealedOf(viewed);
  assert.deepEqual(viewed.headers["set-cookie"].map((cookie) => cookie.split("=")[0]), ["a", "b", "__Host-vitrine"]);
  const hers = await ask(port, "/", { headers: shopper(sealed) });
  assert.notDeepEqual(itemsOf(hers.body), IDS);
  assert.equal(hers.headers.etag, undefined);
  const everybodys = await ask(port, "/", {});
  assert.deepEqual([everybodys.body, everybodys.headers.etag], [pageOf(IDS), '"page"']);
  assert.doesNotMatch(seen.join("\n"), /vitrine/i);
  const body = "x".repeat(300_000);
  assert.equal((await ask(port, "/echo", { method: "POST", body })).body, body);
  assert.equal((await ask(port, "/nothing", { headers: shopper(sealed) })).status, 204);
  const asked = seen.length;
  const decided = await ask(port, "/.vitrine/choices", { method: "POST", body: '[{"do":"pause","on":true}]', headers: { "content-type": "application/json", ...shopper(sealed) } });
  assert.deepEqual([decided.status, seen.length], [204, asked]);
  assert.deepEqual(itemsOf((await ask(port, "/", { headers: shopper(sealedOf(decided)) })).body), IDS);
  const broken = await ask(port, "/error", { headers: shopper(sealed) });
  assert.deepEqual([broken.status, broken.body, broken.headers["x-a"]], [500, "broken", "1"]);
  const head = await ask(port, "/", { method: "HEAD", headers: shopper(sealed) });
  assert.deepEqual([head.status, head.body], [200, ""]);
});
