// Packs in slices in Node: the same orders as of the whole pack, from requests that tell nothing of the shopper.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { installPackage } from "../support/project.mjs";
import { cut, IDS, serveFiles, vitrine } from "../support/slices.mjs";

const NOW = 1_700_000_000;

let project;
let api;
let folder;
let whole;
let server;
before(async () => {
  project = installPackage();
  const entry = join(project.folder, "slices.mjs");
  writeFileSync(entry, 'export * from "vitrine";\nexport * from "vitrine/slices";\nexport { openRights } from "vitrine/rights";\n');
  api = await import(pathToFileURL(entry).href);
  folder = mkdtempSync(join(tmpdir(), "vitrine-slices-"));
  whole = cut(join(folder, "plain"));
  server = await serveFiles(folder);
});
after(() => {
  server?.close();
  project?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a shop in slices; what is told to `onError` is gathered as codes. */
async function open(t, slices, more = {}) {
  const told = [];
  const shop = await api.openSlices(api.createVitrine, {
    slices,
    permissions: { profile: true },
    now: () => NOW,
    onError: (error) => told.push(error.code),
    ...more,
  });
  t.after(() => shop.vitrine.free());
  return { shop, told };
}

/** Pages of a visit: what each shows, and which of it a shopper opens. */
const PAGES = [0, 24, 48, 96, 120].map((from) => IDS.slice(from, from + 24));
const SHELF = IDS.slice(150, 200);

/** Walks over all pages with a choice of its own. */
async function visit({ shop }, choice) {
  for (const [n, page] of PAGES.entries()) {
    await shop.show(page);
    shop.vitrine.observe({ type: "click", item: page[choice(n)], time: NOW - 1000 + n * 60 });
  }
  await shop.show(SHELF);
}

describe("slices in Node", () => {
  test("orders, scores and reasons are those of the whole pack, also for what was seen pages ago", async (t) => {
    for (const choice of [(n) => n, (n) => 23 - 2 * n, () => 7]) {
      const { shop, told } = await open(t, `${server.url}plain`);
      await visit({ shop }, choice);
      const plain = await api.createVitrine({ pack: whole, permissions: { profile: true }, now: () => NOW });
      t.after(() => plain.free());
      for (const [n, page] of PAGES.entries()) {
        plain.observe({ type: "click", item: page[choice(n)], time: NOW - 1000 + n * 60 });
      }
      // A page of its own: only the slices of what it shows.
      const later = await open(t, `${server.url}plain`, { show: SHELF, permissions: { profile: true, persist: true } });
      shop.vitrine.setConsent({ persist: true });
      later.shop.vitrine.restore(shop.vitrine.save());
      const [expected, got, again] = [plain, shop.vitrine, later.shop.vitrine].map((one) => one.rank({ items: SHELF }));
      assert.ok(expected.personal);
      assert.notDeepEqual(expected.ids, SHELF);
      assert.deepEqual(got, expected);
      assert.deepEqual(again, expected);
      const reasons = [];
      // First those of slices: the engine that answers is loaded once.
      for (const one of [later.shop.vitrine, plain]) reasons.push((await api.openRights(one)).explain({ items: SHELF }));
      assert.deepEqual(reasons[1], reasons[0]);
      assert.equal(shop.vitrine.packId, plain.packId);
      assert.deepEqual([...told, ...later.told], []);
    }
  });

  test("two shoppers with different histories ask for the same", async (t) => {
    const asked = [];
    for (const choice of [(n) => n, (n) => 23 - 3 * n]) {
      const counting = await serveFiles(folder);
      t.after(counting.close);
      const opened = await open(t, `${counting.url}plain/`);
      await visit(opened, choice);
      opened.shop.vitrine.rank({ items: SHELF });
      await opened.shop.show(SHELF);
      asked.push(counting.requests);
    }
    assert.deepEqual(asked[0], asked[1]);
    const shown = new Set([...PAGES.flat(), ...SHELF]);
    // slices.json, the head, and the slices of what was shown, each once.
    const slices = asked[0].filter((path) => /\/\d+\/\d+\.vts$/.test(path));
    assert.equal(asked[0].length, slices.length + 2);
    assert.equal(new Set(slices).size, slices.length);
    assert.equal(slices.length, new Set(Array.from(shown, (id) => api.sliceOf(id, 217))).size);
  });

  test("a signature is checked where a key is expected, with WebCrypto and without", async (t) => {
    const [one, other] = ["one", "other"].map((name) => join(folder, `${name}.pem`));
    const key = vitrine("slices", "key", one);
    const wrong = vitrine("slices", "key", other);
    cut(join(folder, "signed"), { sign: one });
    const refused = async (slices, given, code) =>
      assert.rejects(open(t, slices, { key: given }), (error) => error.code === code && error instanceof api.VitrineError);
    const all = async () => {
      const { shop, told } = await open(t, `${server.url}signed`, { key, show: SHELF });
      shop.vitrine.observe({ type: "click", item: SHELF[40] });
      assert.ok(shop.vitrine.rank({ items: SHELF }).personal);
      assert.deepEqual(told, []);
      await refused(`${server.url}signed`, wrong, "slices-bad-signature");
      await refused(`${server.url}plain`, key, "slices-bad-signature");
    };
    await all();
    const { importKey } = crypto.subtle;
    crypto.subtle.importKey = () => Promise.reject(new Error("no Ed25519 here"));
    t.after(() => {
      crypto.subtle.importKey = importKey;
    });
    await all();
    await refused(`${server.url}signed`, "not a key", "slices-bad-key");
    // Signed files can be read where none is asked for.
    assert.deepEqual((await open(t, `${server.url}signed`, { show: SHELF })).told, []);
  });

  test("slices that are damaged, missing or of another pack cost their own items alone", async (t) => {
    const other = join(folder, "other.vtr");
    vitrine("pack", "--catalogue", "data/eshop_clothing_2008/items.csv.gz", "--out", other);
    cut(join(folder, "other"), { pack: other });
    const file = (name) => {
      const { folder: inside } = JSON.parse(readFileSync(join(folder, name, "slices.json"), "utf8"));
      return (path) => join(folder, name, inside, path);
    };
    const place = `0/${api.sliceOf(SHELF[0], 217)}.vts`;
    const bodies = {
      "slices-unreachable": () => Buffer.alloc(0),
      "pack-damaged-content": () => readFileSync(file("plain")(place)).map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      "slice-of-another-pack": () => readFileSync(file("other")(place)),
    };
    for (const [code, body] of Object.entries(bodies)) {
      const faulty = await serveFiles(folder, (path) => {
        if (!path.endsWith(place)) return undefined;
        if (code === "slices-unreachable") throw new Error("404");
        return body();
      });
      t.after(faulty.close);
      const { shop, told } = await open(t, `${faulty.url}plain`, { show: SHELF.slice(25) });
      await shop.show(SHELF.slice(0, 25));
      assert.deepEqual(told, [code]);
      shop.vitrine.observe({ type: "click", item: SHELF[45], time: NOW - 60 });
      const result = shop.vitrine.rank({ items: SHELF });
      assert.ok(result.personal);
      assert.equal(result.scores[result.ids.indexOf(SHELF[0])], null);
    }
  });

  test("slices.json that cannot be had or read leaves the merchant's order to the page", async (t) => {
    const answers = {
      "slices-unreachable": undefined,
      "slices-bad-manifest": '{"format":"vitrine-slices/2"}',
    };
    for (const [code, body] of Object.entries(answers)) {
      const faulty = await serveFiles(join(folder, "nowhere"), () => body);
      t.after(faulty.close);
      await assert.rejects(open(t, faulty.url), { code });
    }
  });

  test("another pack takes its place under the same profile, and yesterday's comes back", async (t) => {
    const moving = join(folder, "moving");
    cut(moving);
    const yesterday = readFileSync(join(moving, "slices.json"));
    const { shop, told } = await open(t, `${server.url}moving`, { show: SHELF, permissions: { profile: true, persist: true } });
    shop.vitrine.observe({ type: "click", item: SHELF[45], time: NOW - 60 });
    const [profile, before, id] = [shop.vitrine.save(), shop.vitrine.rank({ items: SHELF }), shop.vitrine.packId];
    assert.equal(await shop.refresh(), false);
    const other = join(folder, "newer.vtr");
    vitrine("pack", "--catalogue", "data/eshop_clothing_2008/items.csv.gz", "--out", other);
    cut(moving, { pack: other });
    assert.equal(await shop.refresh(), true);
    assert.notEqual(shop.vitrine.packId, id);
    assert.deepEqual(shop.vitrine.save(), profile);
    assert.ok(shop.vitrine.rank({ items: SHELF }).personal);
    writeFileSync(join(moving, "slices.json"), yesterday);
    assert.equal(await shop.refresh(), true);
    assert.equal(shop.vitrine.packId, id);
    assert.deepEqual(shop.vitrine.rank({ items: SHELF }), before);
    assert.deepEqual(told, []);
  });

  test("the private setting is refused: it needs the whole pack", async (t) => {
    await assert.rejects(open(t, `${server.url}plain`, { weights: { decoys: 3 } }), { code: "slices-no-decoys" });
  });

  test("a panel names what is remembered once all values are there", async (t) => {
    const { shop } = await open(t, `${server.url}plain`, { show: SHELF, permissions: { profile: true, persist: true } });
    shop.vitrine.observe({ type: "click", item: SHELF[3], time: NOW - 60 });
    const later = await open(t, `${server.url}plain`, { permissions: { profile: true, persist: true } });
    later.shop.vitrine.restore(shop.vitrine.save());
    const rights = await api.openRights(later.shop.vitrine);
    const words = () => rights.profile().values.map(({ value }) => value);
    assert.ok(words().includes(null));
    await later.shop.loadValues();
    assert.ok(words().length > 0 && !words().includes(null));
  });

  test("the place of an item is that of the published hash", () => {
    // FNV-1a of "a" in 32 bits, from its authors' own list.
    assert.equal(api.sliceOf("a", 0xfffffffe), 0xe40c292c);
  });
});
