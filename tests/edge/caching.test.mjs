// What caches on the way may keep, what the shopper's own browser is told, and what passes as it came.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { ask, itemsOf, NOW, pageOf, RUNTIMES, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";
import { startCache } from "../support/edge/shared-cache.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82", "46", "39", "158", "88"];
const HTML = pageOf(IDS);
const send = (status, headers, body = HTML) => (request, response) => response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
const type = { "content-type": "text/html; charset=utf-8" };
const GZIP = { ...type, "content-encoding": "gzip", "content-length": gzipSync(HTML).length };

const routes = {
  "/": sendPage(IDS, {
    "Accept-Ranges": "bytes",
    Vary: "Accept-Encoding",
    Expires: "Fri, 01 Aug 2036 00:00:00 GMT",
    "CDN-Cache-Control": "max-age=600",
    "Surrogate-Control": "max-age=600",
    "X-Shop": "maja",
  }),
  "/item/*": sendPage(IDS),
  "/no-store": send(200, { ...type, "cache-control": "no-store" }),
  "/no-transform": send(200, { ...type, "cache-control": "public, no-transform" }),
  "/vary-all": send(200, { ...type, vary: "*" }),
  "/conditional": (request, response) => (request.headers["if-none-match"] === '"page"' ? response.writeHead(304, { etag: '"page"' }).end() : routes["/"](request, response)),
  "/parts": (request, response) => (request.headers.range ? send(206, { ...type, "content-range": `bytes 0-4/${HTML.length}` }, HTML.slice(0, 5))(request, response) : routes["/"](request, response)),
  "/gzip-if-asked": (request, response) => (/gzip/.test(request.headers["accept-encoding"] ?? "") ? send(200, GZIP, gzipSync(HTML))(request, response) : send(200, type)(request, response)),
  "/gzip-always": send(200, GZIP, gzipSync(HTML)),
  "/redirect": send(302, { location: "/item/59", ...type }),
  "/missing": send(404, type),
  "/broken": send(500, type),
  "/nothing": send(204, {}, undefined),
  "/image": send(200, { "content-type": "image/svg+xml", etag: '"image"' }),
  "/text": send(200, { "content-type": "text/plain" }),
};

/** The sealed profiles of shoppers who looked at different things, and their orders. */
async function shoppers(edge, ...views) {
  return Promise.all(
    views.map(async (items) => {
      let sealed;
      for (const item of items) sealed = sealedOf(await edge.get(`/item/${item}`, { headers: shopper(sealed) }));
      return { headers: shopper(sealed), order: itemsOf((await edge.get("/no-store", { headers: shopper(sealed) })).body) };
    }),
  );
}

for (const runtime of RUNTIMES) {
  describe(`in ${runtime}`, () => {
    test("with a shared cache between, no shopper is served another's order", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings());
      const all = await shoppers(edge, ["59", "46", "71"], ["88", "39", "158"], ["12", "34"]);
      assert.equal(new Set([IDS, ...all.map(({ order }) => order)].map(String)).size, 4, "their orders differ");
      const cache = await startCache(t, edge.port);
      const through = async (path, headers) => itemsOf((await ask(cache.port, path, { headers })).body);
      // Hers, before anybody without a profile came by.
      for (let round = 0; round < 2; round += 1) for (const { headers, order } of all) assert.deepEqual(await through("/", headers), order);
      assert.deepEqual(cache.counts, { hits: 0, stored: 0 });
      // The merchant's order may be kept for everybody; and then she gets that, or her own, and nobody else's.
      for (let round = 0; round < 3; round += 1) assert.deepEqual(await through("/", {}), IDS);
      assert.deepEqual(cache.counts, { hits: 2, stored: 1 });
      for (const { headers, order } of all) {
        const got = String(await through("/", headers));
        assert.ok(got === String(order) || got === String(IDS));
      }
      // A page view that writes her cookie is not kept either.
      for (const item of ["59", "88"]) {
        await ask(cache.port, `/item/${item}`, { headers: all[0].headers });
        assert.equal(sealedOf(await ask(cache.port, `/item/${item}`, {})), undefined);
      }
    });

    test("what is told of her page is true of her page", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings());
      const [{ headers, order }] = await shoppers(edge, ["59", "46", "71"]);
      for (const method of ["GET", "HEAD"]) {
        const page = await edge.get("/", { method, headers });
        assert.deepEqual(itemsOf(page.body), method === "GET" ? order : []);
        assert.equal(page.headers["cache-control"], "private, no-cache");
        assert.equal(page.headers.vary.toLowerCase().replace(/\s/g, ""), "accept-encoding,cookie,vitrine-profile,sec-gpc");
        assert.equal(page.headers["x-shop"], "maja");
        for (const name of ["etag", "last-modified", "accept-ranges", "expires", "cdn-cache-control", "surrogate-control"]) assert.equal(page.headers[name], undefined, `${name} of ${method}`);
        const length = page.headers["content-length"];
        assert.ok(method === "HEAD" ? length === undefined || length === "0" : length === undefined || Number(length) === page.bytes.length);
      }
      assert.equal((await edge.get("/no-store", { headers })).headers["cache-control"], "private, no-store");
      assert.equal((await edge.get("/vary-all", { headers })).headers.vary, "*");
    });

    test("what her browser kept in another order is asked for anew; parts of it pass as they are", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings());
      const [{ headers, order }] = await shoppers(edge, ["59", "46", "71"]);
      const conditional = { "if-none-match": '"page"', "if-modified-since": "Fri, 01 Aug 2008 00:00:00 GMT" };
      const anew = await edge.get("/conditional", { headers: { ...headers, ...conditional } });
      assert.equal(anew.status, 200);
      assert.deepEqual(itemsOf(anew.body), order);
      assert.equal((await edge.get("/conditional", { headers: conditional })).status, 304);
      const part = await edge.get("/parts", { headers: { ...headers, range: "bytes=0-4" } });
      assert.deepEqual([part.status, part.body, part.headers["set-cookie"]], [206, HTML.slice(0, 5), undefined]);
    });

    test("compressed pages", async (t) => {
      const origin = await startOrigin(t, routes);
      const edge = await startEdge(t, runtime, origin, settings());
      const [{ headers, order }] = await shoppers(edge, ["59", "46", "71"]);
      const plain = ({ headers, bytes }) => (headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
      const asking = { "accept-encoding": "gzip" };
      assert.deepEqual(itemsOf(plain(await edge.get("/gzip-if-asked", { headers: { ...headers, ...asking } }))), order);
      // One that compresses whatever it is asked: workerd reads it, the others let it pass as it is.
      const always = await edge.get("/gzip-always", { headers: { ...headers, ...asking } });
      assert.deepEqual(itemsOf(plain(always)), runtime === "workerd" ? order : IDS);
      const untouched = await edge.get("/gzip-always", { headers: asking });
      assert.equal(untouched.headers["content-encoding"], "gzip");
      assert.ok(untouched.bytes.equals(gzipSync(HTML)));
    });

    test("what is no page that may be changed passes as it is", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings());
      const [{ headers }] = await shoppers(edge, ["59", "46", "71"]);
      for (const path of ["/no-transform", "/redirect", "/missing", "/broken", "/nothing", "/image", "/text"]) {
        const [hers, everybodys] = [await edge.get(path, { headers }), await edge.get(path)];
        const told = ({ status, headers: { date: _, connection: __, "keep-alive": ___, ...rest }, body }) => ({ status, rest, body });
        assert.deepEqual(told(hers), told(everybodys), path);
      }
      const { "cache-control": cache, location, etag } = { ...(await edge.get("/redirect", { headers })).headers, ...(await edge.get("/image", { headers })).headers };
      assert.deepEqual({ cache, location, etag }, { cache: undefined, location: "/item/59", etag: '"image"' });
      assert.deepEqual((await edge.state(NOW)).errors, []);
    });
  });
}
