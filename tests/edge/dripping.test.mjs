// Pages and answers that an origin drips over a socket, through the edge in every runtime: cut within tags and within
// characters, they come out byte for byte as parse5 and the package in this process say; and nothing is kept waiting.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request as send } from "node:http";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { goldenPackPath } from "../support/golden.mjs";
import { layOutApp, NOW, RUNTIMES, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";
import { attribute, reordered } from "../support/edge/lists-by-parse5.mjs";
import { shopPage } from "../support/edge/pages.mjs";
import { randomFrom } from "../support/edge/random.mjs";
import { cut } from "../support/edge/reordering.mjs";

const VIEWS = ["59", "46", "71"];
const ids = (shelf, place) => `${shelf * 24 + place + 1}`;
const GIVEN = { lists: [{ list: "vitrine-carousel" }], json: [{ on: "/api/*", path: "$.products", id: "sku", slot: "api" }] };
const isList = (node) => node.tagName === "vitrine-carousel" && attribute(node, "name") !== undefined;

/** The order that the package gives in this process, after the same views. */
let order;
before(async () => {
  const folder = await layOutApp();
  const { createVitrine } = await import(pathToFileURL(join(folder, "node_modules/vitrine/dist/node.js")).href);
  const vitrine = await createVitrine({ pack: readFileSync(goldenPackPath), permissions: { persist: true, profile: true }, now: () => NOW });
  for (const item of VIEWS) vitrine.observe({ type: "view", item, time: NOW });
  order = ({ slot, ids, pinned }) => {
    const pins = ids.flatMap((id, position) => (pinned[position] ? [{ id, position }] : []));
    return vitrine.rank({ items: ids, slot, pins }).ids.map((id) => ids.indexOf(id));
  };
});

/** Answers in pieces, each a write of its own; `between` is waited for before each. */
const drip = (pieces, type, between = () => new Promise(setImmediate)) => async (_, response) => {
  response.socket.setNoDelay(true);
  response.writeHead(200, { "content-type": type });
  for (const piece of pieces) {
    await between();
    if (response.destroyed) return;
    response.write(piece);
  }
  response.end();
};

/** Asks for a page and hears each chunk as it comes. */
function listen(port, path, headers) {
  return new Promise((resolve, reject) => {
    const outgoing = send({ port, path, host: "127.0.0.1", agent: false, headers: { host: "shop.example", accept: "text/html", ...headers } });
    outgoing.once("error", reject);
    outgoing.once("response", resolve);
    outgoing.end();
  });
}

const HTML = "text/html; charset=utf-8";
const page = `<!doctype html><title>für dich</title>\n${shopPage({ bytes: 0, shelves: 1, cards: 6, ids })}<p>€ 😀 <vitrine-carousel name=b><i data-item="12">ä</i> <i data-item="136" data-pinned>ö</i> <i data-item=121>ü</i> <i data-item='71'>ß</i></vitrine-carousel>`;
const big = shopPage({ bytes: 1024 * 1024, ids });
const json = JSON.stringify({ more: ["für"], products: ["12", "136", "121", "59", "34", "71", "46"].map((sku) => ({ sku, name: `Größe "${sku}" [1] {2}` })) }, null, 1);

for (const runtime of RUNTIMES) {
  describe(`in ${runtime}`, { timeout: 120_000 }, () => {
    /** The edge before these routes, and a shopper who looked at three items. */
    async function start(t, routes) {
      const origin = await startOrigin(t, { "/item/*": sendPage(["1", "2"]), ...routes });
      const edge = await startEdge(t, runtime, origin, settings(GIVEN));
      let sealed;
      for (const item of VIEWS) sealed = sealedOf(await edge.get(`/item/${item}`, { headers: shopper(sealed) })) ?? sealed;
      return { edge, headers: shopper(sealed) };
    }

    test("a byte at a time, and cut at random: the same bytes come out as from one piece", async (t) => {
      const wanted = reordered(page, isList, order);
      assert.notEqual(wanted, page);
      const bytes = Buffer.from(page);
      const { below } = randomFrom(8);
      const { edge, headers } = await start(t, {
        "/bytes": drip(cut(bytes, [...bytes.keys()]), HTML),
        "/random/*": (request, response) => drip(cut(bytes, Array.from({ length: 40 }, () => below(bytes.length))), HTML)(request, response),
        "/whole": drip([bytes], HTML),
      });
      for (const path of ["/bytes", ...Array.from({ length: 5 }, (_, n) => `/random/${n}`), "/whole"]) {
        assert.equal((await edge.get(path, { headers })).body, wanted, path);
      }
      assert.deepEqual((await edge.state()).errors, []);
    });

    test("a page of 1 MB with three carousels, in pieces of uneven size", async (t) => {
      const bytes = Buffer.from(big);
      const { below } = randomFrom(9);
      const { edge, headers } = await start(t, { "/big": drip(cut(bytes, Array.from({ length: 300 }, () => below(bytes.length))), HTML) });
      const { bytes: came } = await edge.get("/big", { headers });
      assert.ok(came.equals(Buffer.from(reordered(big, isList, order))), "the page differs");
    });

    test("what is not within a list is at the shopper's before the origin has sent the next of it", async (t) => {
      const list = page.indexOf("<vitrine-carousel");
      const end = page.indexOf("</vitrine-carousel>") + 19;
      const cuts = [0, list - 40, list, end, page.indexOf("<vitrine-carousel", end), page.length];
      const parts = cuts.slice(1).map((to, n) => page.slice(cuts[n], to));
      const gates = parts.map(gate);
      let sent = 0;
      const { edge, headers } = await start(t, { "/slow": drip(parts, HTML, () => gates[sent++].promise) });
      gates[0].open();
      let came = 0;
      let opened = 1;
      const chunks = [];
      for await (const chunk of await listen(edge.port, "/slow", headers)) {
        chunks.push(chunk);
        came += chunk.length;
        // Only when all that was sent is here does the origin go on: if anything were kept waiting, this would never end.
        if (opened < parts.length && came === Buffer.byteLength(reordered(page.slice(0, cuts[opened]), isList, order))) gates[opened++].open();
      }
      assert.equal(Buffer.concat(chunks).toString(), reordered(page, isList, order));
    });

    test("an origin that breaks off within a list: what stood before it arrives, and nothing is made up", async (t) => {
      const part = page.slice(0, page.indexOf("</ul>") - 100);
      const { edge, headers } = await start(t, {
        "/broken": (_, response) => {
          response.writeHead(200, { "content-type": HTML });
          // The socket ends in order, and the body in it does not.
          response.write(part, () => response.socket.end());
        },
      });
      const answer = await listen(edge.port, "/broken", headers);
      let came = "";
      answer.setEncoding("utf8");
      await assert.rejects(async () => {
        for await (const chunk of answer) came += chunk;
      });
      // What a runtime had not put on the wire yet goes with the connection; what is here is the merchant's own.
      assert.ok(part.startsWith(came), "something was made up");
      assert.ok(came.length >= part.indexOf("<vitrine-carousel"), "what came before the list is lost");
    });

    test("an answer in JSON, a byte at a time", async (t) => {
      const bytes = Buffer.from(json);
      const { edge, headers } = await start(t, { "/api/products": drip(cut(bytes, [...bytes.keys()]), "application/json") });
      const { body } = await edge.get("/api/products", { headers: { ...headers, accept: "application/json" } });
      const value = JSON.parse(json);
      const places = order({ slot: "api", ids: value.products.map(({ sku }) => sku), pinned: value.products.map(() => false) });
      const wanted = JSON.stringify({ ...value, products: places.map((from) => value.products[from]) }, null, 1);
      assert.notEqual(wanted, json);
      assert.equal(body, wanted);
    });
  });
}

/** What can be waited for until it is opened. */
function gate() {
  let open;
  const promise = new Promise((resolve) => (open = resolve));
  return { promise, open };
}
