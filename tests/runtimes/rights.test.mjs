// The shopper's rights by the packed tarball: taking the profile along, bringing it back from anywhere, and what would be
// without one thing that is remembered.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { importInstalled, installPackage, packPath } from "../support/project.mjs";

const NOW = 1_217_600_000;
const ITEMS = Array.from({ length: 40 }, (_, n) => `${n + 1}`);

let project, createVitrine, pack;
before(async () => {
  project = installPackage();
  ({ createVitrine } = await importInstalled(project));
  pack = readFileSync(packPath());
});
after(() => project.remove());

async function make(t, permissions = { profile: true, persist: true, purchases: true }) {
  const vitrine = await createVitrine({ pack, permissions, now: () => NOW });
  t.after(() => vitrine.free());
  return vitrine;
}

/** Somebody who looked around, put something into the cart, and bought. */
async function shopper(t) {
  const vitrine = await make(t);
  for (const [n, item] of ["29", "8", "31", "8", "12", "40"].entries()) vitrine.observe({ type: "view", item, time: NOW - 600 + n });
  vitrine.observe({ type: "cart", item: "8", time: NOW - 500 });
  vitrine.observe({ type: "purchase", item: "31", time: NOW - 400 });
  vitrine.observe({ type: "impression", item: "3", time: NOW - 300 });
  return vitrine;
}

const code = (work) => {
  try {
    work();
    return "none";
  } catch (error) {
    return error.code;
  }
};

test("a profile taken along as JSON is the same elsewhere, to the bit", async (t) => {
  const here = await shopper(t);
  const text = JSON.stringify(here.export());
  const there = await make(t);
  there.import(JSON.parse(text));
  assert.deepEqual(there.rank({ items: ITEMS }), here.rank({ items: ITEMS }));
  assert.equal(there.rank({ items: ITEMS }).personal, true);
  assert.deepEqual(there.save(), here.save());
  const [entry] = here.ledger;
  assert.deepEqual([entry.what, entry.to, entry.bytes], ["export", "shopper", new TextEncoder().encode(text).length]);
  const { format, purposes, choices } = here.export();
  assert.equal(format, "vitrine-profile-export/1");
  assert.equal(choices.strength, null);
  assert.deepEqual(purposes.map(({ purpose }) => purpose), ["browsing", "cart", "purchases"]);
  assert.ok(purposes[0].items.some(({ id, marks }) => id === "29" && marks.includes("turned-to")));
});

test("purchases are neither taken along nor brought back without their permission", async (t) => {
  const exported = (await shopper(t)).export();
  const there = await make(t, { profile: true, persist: true });
  there.import(exported);
  assert.deepEqual(there.export().purposes.map(({ purpose }) => purpose), ["browsing", "cart"]);
});

test("what comes from anywhere is refused by name, and the profile stays", async (t) => {
  const vitrine = await shopper(t);
  const good = vitrine.export();
  const before = vitrine.save();
  const edited = (edit) => {
    const copy = structuredClone(good);
    edit(copy);
    return copy;
  };
  const thrower = Object.defineProperty({ ...good }, "clock", { enumerable: true, get: () => { throw new Error("no"); } });
  const circular = { ...good };
  circular.self = circular;
  for (const [given, expected] of [
    [undefined, "import-unreadable"],
    [null, "import-unreadable"],
    ["text", "import-unreadable"],
    [7, "import-unreadable"],
    [[], "import-unreadable"],
    [{}, "import-unreadable"],
    [thrower, "import-unreadable"],
    [circular, "import-unreadable"],
    [edited((copy) => { delete copy.clock; }), "import-unreadable"],
    [edited((copy) => { copy.clock.step = -1; }), "import-unreadable"],
    [edited((copy) => { copy.clock.step = 1.5; }), "import-unreadable"],
    [edited((copy) => { copy.purposes[0].items[0].interest = Number.NaN; }), "import-unreadable"],
    [edited((copy) => { copy.purposes[0].items[0].key = "x".repeat(8_000_000); }), "import-unreadable"],
    [edited((copy) => { copy.purposes = new Array(2_000_000).fill(copy.purposes[0]); copy.purposes.length = 50_000; }), "import-unreadable"],
    [JSON.parse('{"__proto__": {"format": "vitrine-profile-export/1"}}'), "import-unreadable"],
    [edited((copy) => { copy.format = "vitrine-profile-export/2"; }), "import-unknown-format"],
    [edited((copy) => { copy.clock.latest = NOW + 200_000; }), "import-from-the-future"],
    [edited((copy) => { copy.purposes[0].items[0].key = "XYZ"; }), "import-bad-key"],
    [edited((copy) => { copy.purposes[0].items.push(copy.purposes[0].items[0]); }), "import-bad-table"],
    [edited((copy) => { copy.purposes[0].purpose = "gossip"; }), "import-bad-purpose"],
    [edited((copy) => { copy.purposes[0].items[0].interest = 1e13; }), "import-bad-content"],
    [edited((copy) => { copy.choices.strength = 2; }), "import-bad-content"],
  ]) {
    assert.equal(code(() => vitrine.import(given)), expected);
    assert.deepEqual(vitrine.save(), before);
  }
  assert.equal({}.format, undefined, "nothing was polluted");
  // A member that the form does not have is not read.
  vitrine.import({ ...good, more: 1 });
  assert.deepEqual(vitrine.save(), before);
});

test("while shopping for someone else it is the shopper's own profile that is taken along", async (t) => {
  const vitrine = await shopper(t);
  const own = vitrine.export();
  vitrine.shopForSomeoneElse();
  vitrine.observe({ type: "view", item: "20" });
  assert.deepEqual(vitrine.export(), own);
  vitrine.backToMyself();
  assert.deepEqual(vitrine.export(), own);
});

test("what would be without something is what forgetting it brings about", async (t) => {
  const vitrine = await shopper(t);
  const request = { items: ITEMS };
  const id = vitrine.rank(request).ids[0];
  const causes = vitrine.whatIf(request, id, { most: 16 });
  assert.ok(causes.length > 0);
  const distance = ({ position, without }) => Math.abs(without - position);
  for (const [n, cause] of causes.entries()) {
    assert.equal(cause.position, 0);
    if (n > 0) assert.ok(distance(cause) <= distance(causes[n - 1]));
    const other = await make(t);
    other.restore(vitrine.save());
    other.forget(cause.cause);
    assert.equal(other.rank(request).ids.indexOf(id), cause.without, JSON.stringify(cause));
  }
  assert.deepEqual(vitrine.whatIf(request, id), causes.slice(0, 3));
  assert.deepEqual(vitrine.whatIf(request, "not there"), []);
  assert.deepEqual(vitrine.whatIf(request, id, { most: 0 }), []);
  assert.equal(code(() => vitrine.whatIf(request, 7)), "bad-argument");
  assert.equal(code(() => vitrine.whatIf(7, id)), "bad-request");
});
