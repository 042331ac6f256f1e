// From a page view to a page in her order, in every runtime: the very order that the package gives for the same events.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { goldenPackPath } from "../support/golden.mjs";
import { COOKIE, itemsOf, layOutApp, NOW, pageOf, RUNTIMES, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82", "46", "39", "158", "88"];
const VIEWS = ["59", "46", "71"];
const routes = {
  "/": sendPage(IDS),
  "/item/*": sendPage(IDS.slice(0, 6)),
  "/api/products": (_, response) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ products: IDS.map((id) => ({ id })) })),
};

let expected;
before(async () => {
  const folder = await layOutApp();
  const { createVitrine } = await import(pathToFileURL(join(folder, "node_modules/vitrine/dist/node.js")).href);
  const vitrine = await createVitrine({ pack: readFileSync(goldenPackPath), permissions: { persist: true, profile: true }, now: () => NOW });
  for (const item of VIEWS) vitrine.observe({ type: "view", item, time: NOW });
  expected = { home: vitrine.rank({ items: IDS, slot: "home" }).ids, api: vitrine.rank({ items: IDS, slot: "api" }).ids, profile: vitrine.save({ most: 1024 }) };
  vitrine.free();
  assert.notDeepEqual(expected.home, IDS, "what these tests ask for would be the merchant's order anyway");
});

for (const runtime of RUNTIMES) {
  describe(`in ${runtime}`, () => {
    test("what she looked at orders the next page, and the JSON after it", async (t) => {
      const origin = await startOrigin(t, routes);
      const edge = await startEdge(t, runtime, origin, settings());
      let sealed;
      for (const item of VIEWS) {
        const page = await edge.get(`/item/${item}`, { headers: shopper(sealed) });
        assert.equal(page.status, 200);
        sealed = sealedOf(page);
        assert.match(sealed, /^[\w-]{100,1416}$/);
      }
      const page = await edge.get("/", { headers: shopper(sealed) });
      assert.deepEqual(itemsOf(page.body), expected.home);
      assert.equal(sealedOf(page), undefined, "a page that is no event writes no cookie");
      const json = await edge.get("/api/products", { headers: { ...shopper(sealed), accept: "application/json" } });
      assert.deepEqual(JSON.parse(json.body).products.map(({ id }) => id), expected.api);
      assert.deepEqual((await edge.state()).errors, []);
    });

    test("without permission the answer is the origin's, byte for byte, and her cookie is not opened", async (t) => {
      const origin = await startOrigin(t, routes);
      const edge = await startEdge(t, runtime, origin, settings());
      const sealed = sealedOf(await edge.get("/item/59", { headers: shopper() }));
      await edge.state();
      for (const said of ["", "s", "p", "b", "sb"]) {
        const page = await edge.get("/item/71", { headers: shopper(sealed, said) });
        assert.equal(page.body, pageOf(IDS.slice(0, 6)));
        const { "content-type": type, "content-length": length, "cache-control": cache, etag, "last-modified": modified, vary, "set-cookie": set } = page.headers;
        assert.deepEqual(
          { type, length, cache, etag, modified, vary, set },
          { type: "text/html; charset=utf-8", length: String(page.bytes.length), cache: "public, max-age=60", etag: '"page"', modified: "Fri, 01 Aug 2008 00:00:00 GMT", vary: undefined, set: undefined },
        );
      }
      assert.deepEqual(await edge.state(), { errors: [], decrypts: 0, stored: [] });
      assert.equal(sealedOf(await edge.get("/item/71", { headers: shopper(sealed) }))?.length > 0, true);
      assert.equal((await edge.state()).decrypts, 1);
    });

    test("the profile of the page's own browser comes by the header, and neither it nor the cookie reaches the origin", async (t) => {
      const origin = await startOrigin(t, routes);
      const edge = await startEdge(t, runtime, origin, settings());
      const header = Buffer.from(expected.profile).toString("base64url");
      const sealed = sealedOf(await edge.get("/item/59", { headers: shopper() }));
      const json = await edge.get("/api/products", {
        headers: [
          ["accept", "application/json"],
          ["VITRINE-profile", header],
          ["Cookie", `a=1; said=sp;${COOKIE}=${sealed};b=2; __host-VITRINE = x`],
          ["Sec-Fetch-Site", "same-origin"],
        ],
      });
      assert.deepEqual(JSON.parse(json.body).products.map(({ id }) => id), expected.api);
      const [{ raw }] = origin.asked.slice(-1);
      assert.doesNotMatch(raw.join("\n"), /vitrine/i);
      assert.match(raw.join("\n"), /a=1; said=sp;\s?b=2/);
      assert.deepEqual((await edge.state()).errors, []);
      // Also where nothing is ordered, and where nothing is allowed.
      for (const headers of [{ cookie: `${COOKIE}=${sealed}`, vitrine_profile: header }, { cookie: `x=${COOKIE}; ${COOKIE}=${sealed}; said=sp`, "Vitrine-Profile": header, range: "bytes=0-4" }]) {
        await edge.get("/", { headers });
        const [{ headers: asked }] = origin.asked.slice(-1);
        assert.ok(!Object.keys(asked).some((name) => /vitrine/i.test(name)));
        assert.doesNotMatch(asked.cookie ?? "", /vitrine=/i);
      }
    });

    test("switched off, everything passes as it is, and the cookie still does not reach the origin", async (t) => {
      const origin = await startOrigin(t, routes);
      const edge = await startEdge(t, runtime, origin, settings({ off: true }));
      const page = await edge.get("/item/59", { headers: shopper("x") });
      assert.equal(page.body, pageOf(IDS.slice(0, 6)));
      assert.equal(page.headers["set-cookie"], undefined);
      assert.equal(page.headers["cache-control"], "public, max-age=60");
      assert.equal(origin.asked.at(-1).headers.cookie, "said=sp");
    });
  });
}
