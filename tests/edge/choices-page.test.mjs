// A shop behind workerd in real Chromium, with the panel and a profile on the device: what she decides in the page holds at
// the edge, and what has not arrived there is made good by the next page.

import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { launch } from "../browser/demo-shop.mjs";
import { goldenPackPath } from "../support/golden.mjs";
import { COOKIE, itemsOf, layOutApp, NOW, settings, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82", "46", "39"];
const VIEWS = ["59", "46", "71", "59"];
const CHOICES = "/.vitrine/choices";
const ERASE = "/.vitrine/erase";

const SCRIPT = `
import { createVitrine } from "vitrine";
import { openRights } from "vitrine/rights";
import { keepProfile } from "vitrine/storage";
import { syncEdge } from "vitrine/edge/client";
import "vitrine/panel";
const keeps = document.cookie.includes("keeps=yes");
const granted = document.cookie.includes("said=sp");
window.errors = [];
const onError = ({ code }) => window.errors.push(code);
const vitrine = await createVitrine({ pack: "/shop.vtr", permissions: { profile: granted, persist: granted }, now: () => ${NOW}, onError });
const kept = keeps ? await keepProfile(vitrine, { shop: "shop" }) : null;
const item = location.pathname.match(/^\\/item\\/(\\d+)/)?.[1];
if (item !== undefined) vitrine.observe({ type: "view", item });
syncEdge(vitrine, { kept });
document.querySelector("vitrine-panel").vitrine = vitrine;
window.knows = async () => (await openRights(vitrine)).profile().items.map(({ id }) => id).sort();
window.kept = kept;
window.vitrine = vitrine;
`;

const page = () =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body><ul class="products" id="home">\n` +
  `${IDS.map((id) => `<li data-item="${id}"><a href="/item/${id}">${id}</a></li>`).join("\n")}\n</ul><vitrine-panel></vitrine-panel>` +
  `<script type="module" src="/page.js"></script></body></html>`;

let browser;
let folder;
before(async () => {
  folder = await layOutApp();
  await build({ stdin: { contents: SCRIPT, resolveDir: folder }, outfile: join(folder, "site/choices.js"), bundle: true, format: "esm", target: "es2022", logLevel: "error" });
  for (const wasm of ["vitrine.wasm", "rights.wasm"]) copyFileSync(join(folder, "node_modules/vitrine/dist", wasm), join(folder, "site", wasm));
  browser = await launch();
});
after(() => browser?.close());

/** A shopper's browser before the shop. `posts` are the paths of what its pages have sent by now. */
async function visit(t, { keeps = true, said = "sp" } = {}) {
  const file = (path, type) => (_, response) => response.writeHead(200, { "content-type": type }).end(readFileSync(path));
  const html = (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page());
  const origin = await startOrigin(t, {
    "/": html,
    "/item/*": html,
    "/page.js": file(join(folder, "site/choices.js"), "text/javascript"),
    "/vitrine.wasm": file(join(folder, "site/vitrine.wasm"), "application/wasm"),
    "/rights.wasm": file(join(folder, "site/rights.wasm"), "application/wasm"),
    "/shop.vtr": file(goldenPackPath, "application/octet-stream"),
  });
  const edge = await startEdge(t, "workerd", origin, settings());
  const url = `http://127.0.0.1:${edge.port}`;
  const context = await browser.newContext();
  t.after(() => context.close());
  await context.addCookies([{ name: "said", value: said, url }, ...(keeps ? [{ name: "keeps", value: "yes", url }] : [])]);
  const tab = await context.newPage();
  const posts = [];
  const under = new Set();
  tab.on("request", (request) => request.method() === "POST" && (posts.push(new URL(request.url()).pathname), under.add(request)));
  for (const ended of ["requestfinished", "requestfailed"]) tab.on(ended, (request) => under.delete(request));
  /** Opens a page; gives the order in which it came. What the page does about the edge has begun then. */
  const open = async (path) => {
    const answer = await tab.goto(`${url}${path}`);
    await tab.waitForFunction(() => window.vitrine !== undefined);
    const order = itemsOf(await answer.text());
    await settled();
    return order;
  };
  /** Waits until the edge has answered, and the browser has taken what it answered. */
  const settled = async () => {
    do await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
    while (under.size > 0);
    await tab.evaluate(() => window.kept?.flush());
  };
  const act = async (work, given) => {
    await tab.evaluate(work, given);
    await settled();
  };
  const errors = () => tab.evaluate(() => window.errors);
  const cookie = async () => (await context.cookies(url)).find(({ name }) => name === COOKIE);
  const owed = () => tab.evaluate(() => localStorage.getItem("vitrine-edge"));
  return { edge, context, tab, url, posts, open, settled, act, errors, cookie, owed, sent: () => posts.splice(0) };
}

test("she pauses in the panel, and the edge stops; she goes on, and it does; each is told once", async (t) => {
  const { tab, open, settled, sent, errors, cookie } = await visit(t);
  for (const item of VIEWS) await open(`/item/${item}`);
  const personal = await open("/");
  assert.notDeepEqual(personal, IDS);
  assert.ok((await cookie()).httpOnly);
  assert.deepEqual(sent(), [], "who chose nothing sends nothing");
  const pause = tab.locator("vitrine-panel [data-switch=pause]");
  await pause.check();
  await settled();
  assert.deepEqual(sent(), [CHOICES]);
  assert.deepEqual(await tab.evaluate(() => window.vitrine.ledger.map(({ what, to }) => [what, to])), [["choices", "edge"]]);
  assert.deepEqual(await open("/"), IDS);
  for (const item of ["191", "12"]) await open(`/item/${item}`);
  assert.deepEqual(await open("/"), IDS);
  assert.deepEqual(sent(), [], "the edge shows that it knows");
  await pause.uncheck();
  await settled();
  assert.deepEqual(await open("/"), personal);
  assert.deepEqual([sent(), await errors()], [[CHOICES], []]);
});

test("what she forgets, her dial, and shopping for someone else reach it, too", async (t) => {
  const { open, act, sent } = await visit(t);
  for (const item of VIEWS) await open(`/item/${item}`);
  const before = await open("/");
  await act(() => window.vitrine.forget({ item: "59" }));
  const without = await open("/");
  assert.notDeepEqual(without, before);
  await act(() => window.vitrine.setStrength(0));
  assert.deepEqual(await open("/"), IDS);
  await act(() => window.vitrine.setStrength(null));
  assert.deepEqual(await open("/"), without);
  await act(() => window.vitrine.shopForSomeoneElse());
  await act(() => window.vitrine.prefer({ field: "colour", value: "blue", liking: 1 }));
  assert.deepEqual(sent(), [CHOICES, CHOICES, CHOICES, CHOICES], "nothing of somebody else's is told");
  // The page that follows is hers again, and says so; the view that led to it was nobody's.
  assert.deepEqual(await open("/item/191"), IDS);
  assert.deepEqual(sent(), [CHOICES]);
  assert.deepEqual(await open("/"), without);
});

test("an edge that began anew while she had paused keeps nothing of it", async (t) => {
  const { context, open, act, sent, cookie } = await visit(t);
  await open("/item/59");
  await act(() => window.vitrine.pause());
  assert.deepEqual(sent(), [CHOICES]);
  await context.clearCookies({ name: COOKIE });
  await open("/");
  assert.deepEqual([sent(), await cookie()], [[], undefined], "a page that is nobody's begins nothing");
  await open("/item/71");
  assert.deepEqual(sent(), [ERASE, CHOICES]);
  for (const item of VIEWS) assert.deepEqual(await open(`/item/${item}`), IDS);
  await act(() => window.vitrine.resume());
  assert.equal(await cookie(), undefined, "there was nothing to keep");
});

test("what does not arrive is told, and made good by the next page", async (t) => {
  const { tab, open, act, sent, errors, owed, cookie } = await visit(t);
  for (const item of VIEWS) await open(`/item/${item}`);
  assert.notDeepEqual(await open("/"), IDS);
  await tab.route("**/.vitrine/*", (route) => route.abort());
  await act(() => window.vitrine.setStrength(0.5));
  assert.deepEqual([await errors(), await owed()], [["edge-unreachable"], null]);
  await act(() => window.vitrine.forget({ item: "46" }));
  assert.deepEqual([await errors(), await owed()], [["edge-unreachable", "edge-unreachable"], "1"]);
  assert.notDeepEqual(await open("/item/71"), IDS, "the edge does not know yet");
  assert.deepEqual(await owed(), "1");
  await tab.unroute("**/.vitrine/*");
  sent();
  await open("/");
  // Nobody knows whether it had arrived: its profile begins anew, with her dial.
  assert.deepEqual([sent(), await owed(), await errors()], [[ERASE, CHOICES], null, []]);
  assert.deepEqual([await open("/"), sent()], [IDS, []]);
  await act(() => window.vitrine.erase());
  assert.deepEqual([sent(), await owed(), await cookie()], [[ERASE], null, undefined]);
});

test("where the device keeps no profile, the edge's choices are taken up", async (t) => {
  const { tab, open, act, sent } = await visit(t, { keeps: false });
  for (const item of VIEWS) await open(`/item/${item}`);
  await act(() => {
    window.vitrine.setStrength(0.25);
    window.vitrine.setPurpose("search", false);
    window.vitrine.pause();
  });
  assert.ok(sent().length >= 1);
  assert.deepEqual(await open("/"), IDS);
  assert.deepEqual(await tab.evaluate(() => [window.vitrine.paused, window.vitrine.strength, window.vitrine.purposes.filter(({ on, permitted }) => permitted && !on).map(({ purpose }) => purpose)]), [true, 0.25, ["search"]]);
  assert.deepEqual(sent(), []);
  await tab.locator("vitrine-panel [data-switch=pause]").uncheck();
  await open("/");
  assert.equal(await tab.evaluate(() => window.vitrine.paused), false);
});

test("storing taken back: the cookie goes, and nothing is left on the device", async (t) => {
  const { open, act, sent, cookie, owed } = await visit(t);
  for (const item of VIEWS) await open(`/item/${item}`);
  assert.ok(await cookie());
  await act(() => window.vitrine.setConsent({ persist: false }));
  assert.deepEqual([sent(), await cookie(), await owed()], [[ERASE], undefined, null]);
});
