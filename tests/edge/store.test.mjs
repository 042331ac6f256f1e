// With a store of the merchant's the cookie holds a name alone; what lies in the store is sealed.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { COOKIE, itemsOf, NOW, RUNTIMES, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82"];
const routes = { "/": sendPage(IDS), "/item/*": sendPage(IDS) };

for (const runtime of RUNTIMES) {
  test(`a store in ${runtime}`, async (t) => {
    const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings({ store: true }));
    let sealed;
    for (const item of ["59", "34"]) {
      sealed = sealedOf(await edge.get(`/item/${item}`, { headers: shopper(sealed) }));
      assert.equal(sealed.length, 74);
    }
    const { stored } = await edge.state();
    assert.equal(stored.length, 1);
    assert.match(stored[0], /^vitrine\/[\w-]{22}$/);
    assert.notDeepEqual(itemsOf((await edge.get("/", { headers: shopper(sealed) })).body), IDS);
    assert.deepEqual((await edge.state()).errors, []);
    // Erased, the name leads nowhere.
    const erased = await edge.get("/.vitrine/erase", { method: "POST", headers: { cookie: `${COOKIE}=${sealed}` } });
    assert.equal(erased.status, 204);
    assert.deepEqual((await edge.state()).stored, []);
    const page = await edge.get("/", { headers: shopper(sealed) });
    assert.deepEqual([itemsOf(page.body), sealedOf(page)], [IDS, ""]);
    assert.deepEqual((await edge.state(NOW)).errors.map(({ code }) => code), ["sealed-gone"]);
  });
}
