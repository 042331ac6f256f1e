// Whatever fails at the edge ends in the origin's own answer, and is told by a stable code.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ask, pageOf, RUNTIMES, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121"];
const routes = {
  "/item/*": sendPage(IDS),
  "/echo": (request, response) => request.pipe(response.writeHead(201, { "content-type": "text/plain", "set-cookie": ["a=1", "b=2; Path=/"] })),
};

for (const runtime of RUNTIMES) {
  describe(`in ${runtime}`, () => {
    for (const [pack, code] of [["damaged", "not-a-pack"], ["unreachable", "pack-unreachable"]]) {
      test(`a pack that is ${pack}`, async (t) => {
        const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings({ pack }));
        for (let n = 0; n < 3; n += 1) {
          const page = await edge.get("/item/59", { headers: shopper("x") });
          assert.deepEqual([page.status, page.body, page.headers["set-cookie"], page.headers["cache-control"]], [200, pageOf(IDS), undefined, "public, max-age=60"]);
        }
        const { errors } = await edge.state();
        assert.deepEqual([...new Set(errors.map((error) => error.code))], [code]);
      });
    }

    test("what is no page at all comes through: forms, bodies, several cookies", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings());
      const body = "é".repeat(70_000);
      const answer = await edge.get("/echo", { method: "POST", body, headers: { ...shopper("x"), "content-type": "text/plain" } });
      assert.deepEqual([answer.status, answer.headers["set-cookie"], answer.body === body], [201, ["a=1", "b=2; Path=/"], true]);
      assert.deepEqual((await edge.state()).errors, []);
    });

    test("made-up items, and pages that were fetched ahead or by another site, are no views", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings({ events: [{ path: "/item/:item" }, { type: "cart", path: "/item/:item", method: "POST" }] }));
      const views = (headers, path = "/item/59", method = "GET") => edge.get(path, { method, headers: { ...shopper(), ...headers } }).then((page) => page.headers["set-cookie"] !== undefined);
      assert.equal(await views({}), true);
      assert.equal(await views({ "sec-fetch-dest": "document", "sec-fetch-site": "cross-site" }), true, "a link from elsewhere");
      assert.equal(await views({ "sec-fetch-site": "same-origin" }, "/item/59", "POST"), true);
      for (const headers of [{ "sec-purpose": "prefetch" }, { "sec-purpose": "prefetch;prerender" }, { purpose: "prefetch" }, { "sec-fetch-dest": "image" }, { "sec-fetch-dest": "iframe" }]) assert.equal(await views(headers), false, JSON.stringify(headers));
      assert.equal(await views({ "sec-fetch-site": "cross-site" }, "/item/59", "POST"), false);
      for (const path of ["/item/no-such-item", "/item/%zz", "/item/59/more", "/other/59"]) assert.equal(await views({}, path), false, path);
      assert.deepEqual((await edge.state()).errors, []);
    });

    test("she erases the cookie herself, with or without permission; another site cannot", async (t) => {
      const origin = await startOrigin(t, routes);
      const edge = await startEdge(t, runtime, origin, settings());
      const erase = (headers) => ask(edge.port, "/.vitrine/erase", { method: "POST", headers });
      for (const headers of [{ "sec-fetch-site": "same-origin" }, shopper("x"), { origin: "http://shop.example" }]) {
        const answer = await erase(headers);
        assert.deepEqual([answer.status, answer.headers["set-cookie"]], [204, ["__Host-vitrine=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"]]);
      }
      for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "https://evil.example" }]) {
        const answer = await erase(headers);
        assert.deepEqual([answer.status, answer.headers["set-cookie"]], [403, undefined]);
      }
      assert.equal(origin.asked.length, 0);
    });
  });
}
