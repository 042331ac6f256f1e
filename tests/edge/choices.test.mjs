// What a shopper decides in the page comes to the profile in her cookie: done there by the engine's own code, so that the
// edge's order is the one that a browser has after the same looks and the same decisions.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { goldenPackPath } from "../support/golden.mjs";
import { COOKIE, itemsOf, layOutApp, NOW, pageOf, RUNTIMES, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82", "46", "39"];
const VIEWS = ["59", "46", "71"];
const routes = { "/": sendPage(IDS), "/item/*": sendPage(IDS) };

/** What the package's page sends of somebody who chose nothing, with more behind it. */
const choosing = ({ paused = false, strength = null, off = [] } = {}, ...edits) => [
  { do: "pause", on: paused },
  { do: "strength", strength },
  ...["browsing", "search", "cart", "purchases"].map((purpose) => ({ do: "purpose", purpose, on: !off.includes(purpose) })),
  ...edits,
];

/** A Vitrine of this process: what a browser would have. */
async function browserOf() {
  const entry = join(await layOutApp(), "node_modules/vitrine/dist/node.js");
  const { createVitrine } = await import(pathToFileURL(entry).href);
  return createVitrine({ pack: readFileSync(goldenPackPath), now: () => NOW, permissions: { persist: true, profile: true }, onError: (error) => assert.fail(error) });
}

for (const runtime of RUNTIMES) {
  describe(`in ${runtime}`, () => {
    /** A shopper with a cookie, as her browser has it: what an answer sets takes the place of what was there. */
    async function visit(t, more = {}) {
      const origin = await startOrigin(t, routes);
      const edge = await startEdge(t, runtime, origin, settings(more));
      let sealed;
      const took = (answer) => {
        const set = sealedOf(answer);
        if (set !== undefined) sealed = set === "" ? undefined : set;
        return answer;
      };
      const headers = (said = "sp") => shopper(sealed, said);
      const get = async (path, said) => took(await edge.get(path, { headers: headers(said) }));
      const decide = async (operations, { said, body = JSON.stringify(operations), ...given } = {}) =>
        took(await edge.get("/.vitrine/choices", { method: "POST", body, headers: { "content-type": "application/json", origin: "https://shop.example", ...headers(said), ...given } }));
      const view = async (items = VIEWS) => {
        for (const item of items) await get(`/item/${item}`);
      };
      const order = async () => itemsOf((await get("/")).body);
      const codes = async () => (await edge.state()).errors.map(({ code }) => code);
      return { edge, origin, get, decide, view, order, codes, sealed: () => sealed, seal: (value) => (sealed = value) };
    }

    test("paused: the merchant's order, nothing is observed, and what was known is there when she goes on", async (t) => {
      const her = await visit(t);
      await her.view();
      const before = await her.order();
      assert.notDeepEqual(before, IDS);
      const answer = await her.decide(choosing({ paused: true }));
      assert.deepEqual([answer.status, answer.body, answer.headers["cache-control"]], [204, "", "no-store"]);
      const page = await her.get("/");
      assert.equal(page.body, pageOf(IDS));
      assert.equal(page.headers["server-timing"], 'vitrine;desc="paused"');
      await her.view(["191", "12", "191"]);
      assert.deepEqual(await her.order(), IDS);
      await her.decide(choosing());
      assert.deepEqual(await her.order(), before);
      assert.equal((await her.get("/")).headers["server-timing"], "vitrine");
      assert.deepEqual([await her.codes(), her.origin.asked.filter(({ method }) => method === "POST")], [[], []]);
    });

    test("each decision gives the order that a browser has after it", async (t) => {
      const decisions = [
        [choosing({ strength: 0.4 }), (vitrine) => vitrine.setStrength(0.4)],
        [choosing({ off: ["search", "cart"] }), (vitrine) => ["search", "cart"].forEach((purpose) => vitrine.setPurpose(purpose, false))],
        [choosing({}, { do: "forget", what: { item: "59", learned: false } }), (vitrine) => vitrine.forget({ item: "59" })],
        [choosing({}, { do: "forget", what: { field: "colour", learned: false } }), (vitrine) => vitrine.forget({ field: "colour" })],
        [choosing({}, { do: "prefer", preference: { field: "colour", value: "blue", liking: 1 }, time: 5 }), (vitrine) => vitrine.prefer({ field: "colour", value: "blue", liking: 1 })],
        [choosing({ off: ["browsing"] }), (vitrine) => vitrine.setPurpose("browsing", false)],
      ];
      const her = await visit(t);
      const browser = await browserOf();
      await her.view();
      for (const item of VIEWS) browser.observe({ type: "view", item });
      const orders = new Set();
      for (const [operations, decide] of decisions) {
        assert.equal((await her.decide(operations)).status, 204);
        // Her dial and her purposes are told as a whole; what the browser has of them stays until it is told otherwise.
        for (const purpose of ["browsing", "search", "cart", "purchases"]) browser.setPurpose(purpose, true);
        browser.setStrength(null);
        decide(browser);
        const order = await her.order();
        assert.deepEqual(order, browser.rank({ items: IDS, slot: "home" }).ids, JSON.stringify(operations.slice(-1)));
        orders.add(order.join());
      }
      assert.ok(orders.size >= 4, `only ${orders.size} different orders`);
      assert.deepEqual(await her.order(), IDS, "with browsing switched off nothing is left");
      browser.free();
      assert.deepEqual(await her.codes(), []);
    });

    test("a pause is kept where there is no cookie yet; who chose nothing has none, and resuming leaves none behind", async (t) => {
      const her = await visit(t);
      assert.equal((await her.decide(choosing())).status, 204);
      assert.equal(her.sealed(), undefined);
      await her.decide(choosing({ paused: true }));
      assert.ok(her.sealed().length > 100);
      await her.view([...VIEWS, "191"]);
      assert.deepEqual(await her.order(), IDS);
      await her.decide(choosing());
      assert.equal(her.sealed(), undefined, "nothing was observed, so nothing is left");
      await her.view();
      assert.notDeepEqual(await her.order(), IDS);
    });

    test("without permission a decision opens nothing and sets nothing", async (t) => {
      const her = await visit(t);
      await her.view();
      await her.edge.state();
      for (const said of ["n", "s", "p"]) {
        const answer = await her.decide(choosing({ paused: true }), { said });
        assert.deepEqual([said, answer.status, answer.headers["set-cookie"]], [said, 403, undefined]);
      }
      const { decrypts, errors } = await her.edge.state();
      assert.deepEqual([decrypts, errors], [0, []]);
      assert.notDeepEqual(await her.order(), IDS);
    });

    test("what does not come from the shop's own page, or is no decision, changes nothing", async (t) => {
      const her = await visit(t);
      await her.view();
      const before = her.sealed();
      const operations = choosing({ paused: true });
      for (const [status, given] of [
        [403, { "sec-fetch-site": "cross-site" }],
        [403, { "sec-fetch-site": "same-site" }],
        [403, { origin: "https://elsewhere.example" }],
        [403, { origin: "null" }],
        [400, { "content-type": "text/plain" }],
        [400, { body: "" }],
        [400, { body: "[" }],
        [400, { body: "{}" }],
        [400, { body: '[{"do":"event","event":{"type":"view","item":"191"}}]' }],
        [400, { body: '[{"do":"import","profile":[]}]' }],
        [400, { body: '[{"do":"pause","on":"yes"}]' }],
        [400, { body: '[{"do":"strength","strength":2}]' }],
        [400, { body: '[{"do":"purpose","purpose":"browsing"}]' }],
        [400, { body: '[{"do":"forget","what":{}}]' }],
        [400, { body: '[{"do":"prefer","preference":{"field":"colour","value":7,"liking":1}}]' }],
        [400, { body: Buffer.from([0x5b, 0xff, 0x5d]) }],
        [400, { body: JSON.stringify(operations).padEnd(16_385) }],
      ]) {
        const answer = await her.decide(operations, given);
        assert.deepEqual([answer.status, answer.headers["set-cookie"]], [status, undefined], JSON.stringify(given).slice(0, 80));
      }
      assert.equal(her.sealed(), before);
      assert.deepEqual(new Set(await her.codes()), new Set(["choices-refused"]));
      assert.equal((await her.decide(operations, { body: JSON.stringify(operations).padEnd(16_384) })).status, 204);
    });

    test("what the pack refuses is left out; the rest counts", async (t) => {
      const her = await visit(t);
      await her.view();
      const unknown = { do: "prefer", preference: { field: "no such field", value: "x", liking: 1 } };
      assert.equal((await her.decide(choosing({ paused: true }, unknown))).status, 204);
      assert.deepEqual(await her.order(), IDS);
    });

    test("a cookie that is refused counts as none; switched off or without its pack the edge says so", async (t) => {
      const her = await visit(t);
      her.seal("AAAA");
      await her.decide(choosing());
      assert.equal(her.sealed(), undefined);
      her.seal("AAAA");
      await her.decide(choosing({ paused: true }));
      assert.ok(her.sealed().length > 100);
      assert.deepEqual(new Set(await her.codes()), new Set(["sealed-malformed"]));
      for (const more of [{ off: true }, { pack: "damaged" }]) {
        const other = await visit(t, more);
        const answer = await other.decide(choosing({ paused: true }));
        assert.deepEqual([answer.status, answer.headers["set-cookie"], other.origin.asked], [503, undefined, []]);
      }
    });

    test("a page view that crosses a decision may win, and the page sees it", async (t) => {
      const her = await visit(t);
      await her.view();
      const before = her.sealed();
      await her.decide(choosing({ paused: true }));
      // Asked with the cookie of before, answered after the decision.
      her.seal(before);
      const crossing = await her.get("/item/59");
      assert.equal(crossing.headers["server-timing"], "vitrine");
      await her.decide(choosing({ paused: true }));
      assert.equal((await her.get("/item/59")).headers["server-timing"], 'vitrine;desc="paused"');
    });

    test("with a store the decision reaches what the store holds", async (t) => {
      const her = await visit(t, { store: true });
      await her.view();
      await her.decide(choosing({ paused: true, strength: 0.5, off: ["search"] }));
      const page = await her.get("/");
      assert.deepEqual([itemsOf(page.body), page.headers["server-timing"]], [IDS, 'vitrine;desc="paused strength=0.5 search=off"']);
      const { stored } = await her.edge.state();
      assert.equal(stored.length, 1);
      await her.decide(choosing({ off: ["browsing"] }));
      await her.decide(choosing());
      await her.edge.get("/.vitrine/erase", { method: "POST", headers: { cookie: `${COOKIE}=${her.sealed()}` } });
      assert.deepEqual((await her.edge.state()).stored, []);
    });
  });
}
