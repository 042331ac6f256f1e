// What each permission check of the bindings and the face keeps out. `cargo xtask gates` removes the checks in turn: each
// of these tests fails without the one that it is about.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { importInstalled, installPackage, packPath } from "../support/project.mjs";
import { trapOnce } from "../support/trap.mjs";

const NOW = 1_217_600_000;
const ITEMS = Array.from({ length: 30 }, (_, n) => `${n + 1}`);
const ALL = [true, true, true, true];
const NONE = [false, false, false, false];
/** Everything but storing; everything but a profile. */
const MEMORY = [false, true, true, true];
const STORAGE = [true, false, true, true];

let project, createVitrine, openRights, bindings, rights, pack;
before(async () => {
  project = installPackage();
  ({ createVitrine, openRights } = await importInstalled(project));
  pack = readFileSync(packPath());
  // The engines are loaded with the first Vitrine; then their bindings can be called past the face.
  const vitrine = await createVitrine({ pack });
  await openRights(vitrine);
  vitrine.free();
  const load = (name) => import(pathToFileURL(join(project.package, "dist", name)).href);
  [bindings, rights] = [await load("engine.js"), await load("rights-engine.js")];
});
after(() => project.remove());

/** An engine that knows somebody, with these permissions since. */
function engine(permissions) {
  const made = new bindings.Engine(new Uint8Array(pack));
  made.setPermissions(...ALL);
  view(made, "29");
  view(made, "31");
  if (permissions !== ALL) made.setPermissions(...permissions);
  return made;
}

function view(engine, item, type = "view") {
  engine.observe(`${type} ${item} `, Float64Array.of(type.length, NOW, Number.NaN, item.length, Number.NaN, 0, Number.NaN));
}

const refused = /^no-permission: /;
const throwsRefusal = (work) => assert.throws(work, (thrown) => typeof thrown === "string" && refused.test(thrown));

/** How many events an engine has taken in. */
function events(engine) {
  engine.setPermissions(...ALL);
  return engine.held(NOW)[0];
}

test("engine: nothing is observed without the permission to profile", () => {
  for (const permissions of [NONE, STORAGE]) {
    const made = new bindings.Engine(new Uint8Array(pack));
    made.setPermissions(...permissions);
    view(made, "29");
    assert.equal(events(made), 0);
    made.free();
  }
  const made = engine(ALL);
  assert.equal(events(made), 2);
  made.free();
});

test("engine: no order is personal without the permission to profile", () => {
  const made = engine(ALL);
  const order = () => {
    const handles = Uint32Array.from(ITEMS, (id) => made.handle(id));
    const none = new Uint32Array(0);
    return [...made.rank(handles, none, none, NOW, Number.NaN, undefined)];
  };
  const merchant = ITEMS.map((_, place) => place);
  assert.notDeepEqual(order(), merchant);
  made.setPermissions(...NONE);
  assert.deepEqual(order(), merchant);
  made.free();
});

test("engine: no bytes to store without the permission to store", () => {
  const made = engine(MEMORY);
  throwsRefusal(() => made.save(NOW));
  made.setPermissions(...ALL);
  assert.ok(made.save(NOW).length > 0);
  made.free();
});

test("engine: no bytes are taken from storage without the permission to store", () => {
  const known = engine(ALL);
  const bytes = known.save(NOW);
  const made = new bindings.Engine(new Uint8Array(pack));
  made.setPermissions(...MEMORY);
  throwsRefusal(() => made.restore(bytes));
  assert.equal(events(made), 0);
  made.restore(bytes);
  assert.equal(events(made), 2);
  for (const one of [known, made]) one.free();
});

test("engine: no snapshot, and none is taken up, without the permission to profile", () => {
  const known = engine(ALL);
  const bytes = known.snapshot();
  assert.ok(bytes.length > 0);
  known.setPermissions(...NONE);
  assert.equal(known.snapshot().length, 0);
  const made = new bindings.Engine(new Uint8Array(pack));
  made.setPermissions(...STORAGE);
  made.resume(bytes);
  // Not even looked at: anything else would be refused.
  made.resume(Uint8Array.of(1, 2, 3));
  assert.equal(events(made), 0);
  made.resume(bytes);
  assert.equal(events(made), 2);
  for (const one of [known, made]) one.free();
});

test("engine: no seed is drawn, and none is taken, without the permission to profile", () => {
  const asked = new rights.Engine(new Uint8Array(pack));
  asked.setPermissions(...ALL);
  const seed = (made) => {
    asked.resume(made.snapshot());
    return asked.exportProfile(NOW).noise.seed;
  };
  const made = new bindings.Engine(new Uint8Array(pack));
  // The dial: no slot, no exploration, nothing chosen, no lists but one of weights, with one.
  made.prepare(new Uint32Array(0), "decoys", Float64Array.of(NaN, NaN, NaN, NaN, NaN, 0, 0, NaN, 1, 6, 5), true);
  for (const permissions of [NONE, STORAGE]) {
    made.setPermissions(...permissions);
    assert.equal(made.drawSeed(NOW), 0n);
    made.takeSeed(5n, NOW);
  }
  made.setPermissions(...ALL);
  assert.equal(seed(made), "0".repeat(16));
  assert.notEqual(made.drawSeed(NOW), 0n);
  made.takeSeed(5n, NOW);
  assert.equal(seed(made), `${"0".repeat(15)}5`);
  for (const one of [made, asked]) one.free();
});

test("engine: the profile is not shown without the permission to profile", () => {
  const made = new rights.Engine(new Uint8Array(pack));
  made.setPermissions(...NONE);
  throwsRefusal(() => made.profile(NOW));
  throwsRefusal(() => made.held(NOW));
  made.free();
});

test("engine: a liking is not taken without the permission to profile", () => {
  const made = new bindings.Engine(new Uint8Array(pack));
  made.setPermissions(...NONE);
  throwsRefusal(() => made.prefer("colour", "blue", 1, NOW));
  made.free();
});

test("engine: nothing is exported or imported without the permission to profile", () => {
  const known = engine(ALL);
  const made = new rights.Engine(new Uint8Array(pack));
  made.setPermissions(...ALL);
  made.resume(known.snapshot());
  const exported = made.exportProfile(NOW);
  known.free();
  made.setPermissions(...NONE);
  throwsRefusal(() => made.exportProfile(NOW));
  throwsRefusal(() => made.importProfile(exported, NOW));
  made.setPermissions(...ALL);
  made.importProfile(exported, NOW);
  assert.equal(events(made), 2);
  made.free();
});

test("engine: what is no longer permitted is gone at once, and stays gone", () => {
  const made = engine(NONE);
  assert.equal(events(made), 0);
  made.free();
  const buyer = engine(ALL);
  view(buyer, "40", "purchase");
  const saved = buyer.save(NOW).length;
  buyer.setPermissions(true, true, false, true);
  buyer.setPermissions(...ALL);
  assert.ok(buyer.save(NOW).length < saved, "what was bought is forgotten");
  buyer.free();
});

test("engine: what is taken up is cut down to what is permitted", () => {
  const buyer = engine(ALL);
  view(buyer, "40", "purchase");
  const [saved, snapshot] = [buyer.save(NOW), buyer.snapshot()];
  for (const takeUp of [(made) => made.restore(saved), (made) => made.resume(snapshot)]) {
    const made = new bindings.Engine(new Uint8Array(pack));
    made.setPermissions(true, true, false, true);
    takeUp(made);
    made.setPermissions(...ALL);
    assert.ok(made.save(NOW).length < saved.length);
    made.free();
  }
  buyer.free();
});

test("face: without the permission to profile rules are told that nothing may be known", async () => {
  const rules = [{ do: "exclude", match: { is: "in-cart" } }];
  const vitrine = await createVitrine({ pack, now: () => NOW, rules });
  const told = () => vitrine.rank({ items: ITEMS }).report.rules[0].notKept;
  assert.deepEqual(told(), [{ code: "no-permission" }]);
  vitrine.setConsent({ profile: true });
  assert.deepEqual(told(), []);
  vitrine.free();
});

/** A value that tells of every look at it. */
function watched(value, looks) {
  return new Proxy(value, {
    get(target, name) {
      looks.push(String(name));
      return Reflect.get(target, name);
    },
  });
}

test("face: an event is not even looked at without the permission to profile", async () => {
  const vitrine = await createVitrine({ pack, permissions: { persist: true, purchases: true, measure: true }, now: () => NOW });
  const looks = [];
  vitrine.observe(watched({ type: "view", item: "29" }, looks));
  assert.deepEqual(looks, []);
  vitrine.setConsent({ profile: true });
  vitrine.observe(watched({ type: "view", item: "29" }, looks));
  assert.notDeepEqual(looks, []);
  vitrine.free();
});

test("face: what she chose is not even looked at without the permission to profile", async () => {
  const vitrine = await createVitrine({ pack, permissions: { persist: true, purchases: true, measure: true }, now: () => NOW });
  const looks = [];
  vitrine.learn({ items: ITEMS }, watched({ shown: [0, 1], clicked: 1 }, looks));
  assert.deepEqual(looks, []);
  vitrine.setConsent({ profile: true });
  vitrine.learn({ items: ITEMS }, watched({ shown: [0, 1], clicked: 1 }, looks));
  assert.notDeepEqual(looks, []);
  vitrine.free();
});

test("face: nothing is released without the permission to measure", async () => {
  const vitrine = await createVitrine({ pack, permissions: { persist: true, profile: true, purchases: true }, now: () => NOW });
  assert.throws(() => vitrine.release("report", "n=1"), (error) => error.code === "no-permission");
  assert.deepEqual([...vitrine.ledger], []);
  vitrine.free();
});

test("face: the copies that outlive a trap go with the permission", async () => {
  const vitrine = await createVitrine({ pack, permissions: { profile: true, persist: true }, now: () => NOW, onError: () => {} });
  for (let n = 0; n < 21; n += 1) vitrine.observe({ type: "view", item: ITEMS[n] });
  const receipts = [];
  vitrine.addEventListener("erased", ({ detail }) => receipts.push(detail));
  vitrine.setConsent({ profile: false });
  await Promise.resolve();
  assert.deepEqual(receipts.map(({ cause, memory }) => [cause, memory.events]), [["withdrawn", 21]]);
  vitrine.setConsent({ profile: true });
  trapOnce(bindings);
  vitrine.rank({ items: ITEMS });
  assert.equal((await openRights(vitrine)).profile().events, 0);
  vitrine.free();
});

test("face: what she bought does not come back with a trap once it is no longer permitted", async () => {
  const all = { profile: true, persist: true, purchases: true };
  const make = async (items) => {
    const vitrine = await createVitrine({ pack, permissions: all, now: () => NOW, onError: () => {} });
    vitrine.observe({ type: "view", item: "29" });
    for (const item of items) vitrine.observe({ type: "purchase", item });
    vitrine.setConsent({ purchases: false });
    vitrine.setConsent({ purchases: true });
    trapOnce(bindings);
    vitrine.rank({ items: ITEMS });
    const saved = [...vitrine.save()];
    vitrine.free();
    return saved;
  };
  assert.deepEqual(await make(["40", "31"]), await make([]));
});
