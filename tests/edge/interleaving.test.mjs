// One engine serves all requests of an isolate. Shoppers whose pages come in drips, all at once, each get their own order, and none
// gets another's profile in her cookie.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { goldenPackPath } from "../support/golden.mjs";
import { itemsOf, layOutApp, NOW, pageOf, RUNTIMES, sealedOf, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82", "46", "39", "158", "88"];
const VIEWS = [["59", "46", "71"], ["88", "39", "158"], ["12", "34"], ["136"], ["191", "82"], ["46"], ["121", "71", "12"], ["158"]];

/** An origin that gives each page in drips, and goes on with none before it has begun with all. */
function dripping(count) {
  const waiting = [];
  return (_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    const bytes = Buffer.from(pageOf(IDS));
    const step = Math.ceil(bytes.length / 12);
    const drips = Array.from({ length: 12 }, (_, n) => bytes.subarray(n * step, (n + 1) * step));
    waiting.push({ response, drips });
    if (waiting.length < count) return;
    const all = waiting.splice(0);
    const drip = () => {
      for (const { response, drips } of all) {
        if (drips.length > 0) response.write(drips.shift());
        else response.end();
      }
      if (all.some(({ response }) => !response.writableEnded)) setImmediate(drip);
    };
    drip();
  };
}

/** The orders of shoppers who are alone in the world. */
let expected;
before(async () => {
  const folder = await layOutApp();
  const { createVitrine } = await import(pathToFileURL(join(folder, "node_modules/vitrine/dist/node.js")).href);
  const vitrine = await createVitrine({ pack: readFileSync(goldenPackPath), permissions: { persist: true, profile: true }, now: () => NOW });
  expected = VIEWS.map((items) => {
    vitrine.erase();
    for (const item of items) vitrine.observe({ type: "view", item, time: NOW });
    return vitrine.rank({ items: IDS, slot: "home" }).ids;
  });
  vitrine.free();
});

for (const runtime of RUNTIMES) {
  describe(`in ${runtime}`, () => {
    test("shoppers whose requests are under way at once are not mixed up", async (t) => {
      const origin = await startOrigin(t, { "/item/*": (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(pageOf(IDS)), "/alone": dripping(1), "/": dripping(VIEWS.length), "/buy/*": dripping(VIEWS.length) });
      const edge = await startEdge(t, runtime, origin, settings({ events: [{ path: "/item/:item" }, { path: "/buy/:item" }] }));
      const seen = await Promise.all(
        VIEWS.map(async (items) => {
          let sealed;
          for (const item of items) sealed = sealedOf(await edge.get(`/item/${item}`, { headers: shopper(sealed) }));
          return sealed;
        }),
      );
      const alone = [];
      for (const sealed of seen) alone.push(itemsOf((await edge.get("/alone", { headers: shopper(sealed) })).body));
      assert.deepEqual(alone, expected);
      assert.ok(new Set(alone.map(String)).size >= VIEWS.length - 1, "their orders differ");
      for (let round = 0; round < 5; round += 1) {
        const together = await Promise.all(seen.map((sealed) => edge.get("/", { headers: shopper(sealed) })));
        assert.deepEqual(together.map(({ body }) => itemsOf(body)), alone);
      }
      // And what each of them does meanwhile goes into her own profile.
      const after = await Promise.all(seen.map((sealed) => edge.get("/buy/34", { headers: shopper(sealed) })));
      const onward = [];
      for (const page of after) onward.push(itemsOf((await edge.get("/alone", { headers: shopper(sealedOf(page)) })).body));
      const oneByOne = [];
      for (const sealed of seen) {
        const page = await edge.get("/item/34", { headers: shopper(sealed) });
        oneByOne.push(itemsOf((await edge.get("/alone", { headers: shopper(sealedOf(page)) })).body));
      }
      assert.deepEqual(onward, oneByOne);
      assert.deepEqual((await edge.state()).errors, []);
    });
  });
}
