// Real sessions, replayed page view by page view through workerd: each page comes in the very order that the native command gives
// for the same events. A few hundred pages here; `VITRINE_EDGE_PAGES=10000 cargo xtask test --only edge` replays as many.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { goldenPackPath } from "../support/golden.mjs";
import { setting } from "../support/project.mjs";
import { randomFrom } from "../support/edge/random.mjs";
import { itemsOf, pageOf, sealedOf, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const PAGES = Number(process.env.VITRINE_EDGE_PAGES ?? 400);
/** A profile of so many bytes is in the cookie as a whole: of one that was cut to 1,024, more is left. */
const WHOLE = 940;
/** What is sealed with it. */
const SEAL = 39;
const CANDIDATES = 24;

function* sessions() {
  const rows = (name) => gunzipSync(readFileSync(new URL(`../../data/eshop_clothing_2008/${name}.csv.gz`, import.meta.url))).toString().trim().split("\n").slice(1);
  let session = { id: undefined, views: [] };
  for (const row of [...rows("test"), ...rows("train")]) {
    const [id, item, time] = row.split(",");
    if (id !== session.id) {
      if (session.views.length > 1) yield session.views;
      session = { id, views: [] };
    }
    session.views.push({ type: "view", item, time: Number(time) });
  }
}

test(`${PAGES} pages of real sessions come in the native command's order`, async (t) => {
  const { below } = randomFrom(7);
  const all = Array.from({ length: 218 }, (_, n) => `${n + 1}`);
  let candidates = [];
  const origin = await startOrigin(t, { "/item/*": (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(pageOf(candidates)) });
  const edge = await startEdge(t, "workerd", origin, settings());
  const asked = [];
  const got = [];
  for (const views of sessions()) {
    let sealed;
    for (let n = 0; n < views.length && asked.length < PAGES; n += 1) {
      const from = below(all.length);
      candidates = Array.from({ length: CANDIDATES }, (_, place) => all[(from + place * 7) % all.length]);
      await edge.state(views[n].time);
      const page = await edge.get(`/item/${views[n].item}`, { headers: shopper(sealed) });
      sealed = sealedOf(page);
      if ((sealed.length * 3) / 4 - SEAL > WHOLE) break;
      got.push(itemsOf(page.body));
      asked.push({ id: `${asked.length}`, slot: "home", now: views[n].time, events: views.slice(0, n + 1), candidates });
    }
    if (asked.length >= PAGES) break;
  }
  assert.equal(got.length, PAGES);
  const input = asked.map((request) => JSON.stringify(request)).join("\n");
  const answers = execFileSync(setting("VITRINE_COMMAND"), ["rank", "--pack", goldenPackPath], { input, encoding: "utf8", maxBuffer: 1 << 28 }).trim().split("\n");
  let personal = 0;
  answers.forEach((line, n) => {
    const { order } = JSON.parse(line);
    personal += Number(order.join() !== asked[n].candidates.join());
    assert.deepEqual(got[n], order, `page ${n} after ${JSON.stringify(asked[n].events)}`);
  });
  assert.ok(personal > PAGES / 2, `${personal} of ${PAGES} orders are personal`);
  t.diagnostic(`${PAGES} pages, ${personal} in an order of their own`);
});
