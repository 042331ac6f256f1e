// The shopper's rights through the face, from the packed tarball: what she takes away, changes, switches off and forgets.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { importInstalled, installPackage, packPath } from "../support/project.mjs";

let project, createVitrine, openRights, VitrineError, pack;
before(async () => {
  project = installPackage();
  ({ createVitrine, openRights, VitrineError } = await importInstalled(project));
  pack = readFileSync(packPath());
});
after(() => project.remove());

const NOW = 1_217_600_000;
const DAY = 86_400;
const ITEMS = ["1", "2", "3", "4", "5", "6", "7", "8"];
const MERCHANT = [0, 1, 2, 3, 4, 5, 6, 7];
const ALL = { profile: true, persist: true, purchases: true };
const refused = (code) => (error) => error instanceof VitrineError && error.code === code && error.message.length > 20;

/** A vitrine that may do everything, what its shopper may ask, its clock, and the codes of what went wrong. */
async function make(options = {}) {
  const [codes, clock] = [[], { now: NOW }];
  const vitrine = await createVitrine({
    pack,
    permissions: ALL,
    now: () => clock.now,
    onError: (error) => codes.push(error.code),
    ...options,
  });
  return { vitrine, rights: await openRights(vitrine), codes, clock };
}

/** Something for every purpose. */
function shop(vitrine) {
  ["8", "7", "8", "6", "8"].forEach((item, n) => vitrine.observe({ type: "view", item, time: NOW - 100 + n }));
  vitrine.observe({ type: "impression", item: "3", time: NOW - 90 });
  vitrine.observe({ type: "cart", item: "7", time: NOW - 80 });
  vitrine.observe({ type: "purchase", item: "5", time: NOW - 70 });
  vitrine.observe({ type: "search", query: "trousers blue", time: NOW - 60 });
}

test("an export is plain JSON, and comes back to the bit", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine);
  vitrine.setStrength(0.75);
  const exported = rights.export();
  assert.equal(exported.format, "vitrine-profile-export/1");
  assert.deepEqual(exported.purposes.map(({ purpose }) => purpose), ["browsing", "search", "cart", "purchases"].filter((name) => exported.purposes.some(({ purpose }) => purpose === name)));
  assert.ok(exported.purposes.length >= 3);
  assert.ok(exported.purposes[0].items.some(({ id, marks }) => id === "8" && marks.includes("turned-to")));
  assert.equal(exported.choices.strength, 0.75);
  const text = JSON.stringify(exported);
  assert.deepEqual(JSON.parse(text), exported);
  assert.deepEqual(vitrine.ledger.map(({ what, to, bytes }) => [what, to, bytes]), [["export", "shopper", text.length]]);
  const { vitrine: other, rights: others } = await make();
  other.observe({ type: "view", item: "2", time: NOW - 5 });
  others.import(JSON.parse(text));
  assert.deepEqual(other.rank({ items: ITEMS }), vitrine.rank({ items: ITEMS }));
  assert.deepEqual(other.save(), vitrine.save());
  assert.deepEqual(others.export(), exported);
});

test("an import is hostile until proven, and what is refused changes nothing", async () => {
  const { vitrine, rights, codes } = await make();
  shop(vitrine);
  const good = JSON.stringify(rights.export());
  const kept = vitrine.save();
  const changed = (change) => {
    const copy = JSON.parse(good);
    return change(copy) ?? copy;
  };
  const item = (copy) => copy.purposes[0].items[0];
  const cases = {
    "import-unreadable": [
      null, undefined, 5, "x".repeat(64 * 2 ** 20), good, [], () => undefined, {}, new Map(), new Proxy({}, { ownKeys() { throw new Error("mine"); } }),
      changed((copy) => { delete copy.clock; }),
      changed((copy) => { copy.clock.step = Number.NaN; }),
      changed((copy) => { copy.clock.step = -1; }),
      changed((copy) => { copy.clock.step = 2 ** 32; }),
      changed((copy) => { copy.clock.step = 10n; }),
      changed((copy) => { copy.noise.seed = 5; }),
      changed((copy) => { copy.purposes = new Array(2 ** 31); }),
      changed((copy) => { copy.purposes = { length: 1, 0: {} }; }),
      changed((copy) => { item(copy).key = "a".repeat(64 * 2 ** 20); }),
      changed((copy) => { item(copy).interest = Infinity; }),
      changed((copy) => { item(copy).views = 65_536; }),
      changed((copy) => { copy.purposes.self = copy; copy.clock = copy; }),
      changed((copy) => { Object.defineProperty(copy, "clock", { enumerable: true, get() { throw new Error("mine"); } }); }),
      changed((copy) => { Object.defineProperty(copy.purposes, 0, { get() { throw new Error("mine"); } }); }),
      changed((copy) => JSON.parse(JSON.stringify(copy).replace('"clock"', '"__proto__"'))),
      changed((copy) => { copy.choices = { toString() { throw new Error("mine"); } }; }),
    ],
    "import-unknown-format": [changed((copy) => { copy.format = "vitrine-profile-export/2"; })],
    "import-bad-mark": [changed((copy) => { item(copy).marks = ["stolen"]; })],
    "import-bad-key": [changed((copy) => { item(copy).key = "g".repeat(16); })],
    "import-bad-table": [
      changed((copy) => { copy.purposes[0].items.push(item(copy)); }),
      changed((copy) => { copy.purposes[0].items = new Array(97).fill(item(copy)); }),
    ],
    "import-bad-purpose": [changed((copy) => { copy.purposes.push(copy.purposes[0]); })],
    "import-from-the-future": [changed((copy) => { item(copy).time = NOW + 2 * DAY; })],
    "import-bad-content": [changed((copy) => { copy.choices.strength = 2; })],
  };
  for (const [code, exports] of Object.entries(cases)) {
    for (const [n, exported] of exports.entries()) {
      assert.throws(() => rights.import(exported), refused(code), `${code} ${n}`);
      assert.deepEqual(vitrine.save(), kept, `${code} ${n}`);
    }
  }
  assert.equal({}.clock, undefined, "nobody's prototype was touched");
  // What a page put into every object does not stand in for what is missing.
  Object.prototype.swept = 5;
  try {
    assert.throws(() => rights.import(changed((copy) => { delete copy.clock.swept; })), refused("import-unreadable"));
  } finally {
    delete Object.prototype.swept;
  }
  assert.equal(vitrine.rank({ items: ITEMS }).personal, true);
  assert.deepEqual(codes, []);
});

test("without permission nothing is told or taken, and forgetting still works", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine);
  const exported = rights.export();
  vitrine.setConsent({ profile: false });
  const preference = { field: "category", value: "trousers", liking: 1 };
  for (const call of [() => rights.export(), () => rights.import(exported), () => vitrine.prefer(preference), () => rights.profile(), () => vitrine.save()]) {
    assert.throws(call, refused("no-permission"));
  }
  assert.deepEqual(rights.whatIf({ items: ITEMS }, "8"), []);
  vitrine.forget({ item: "8" });
  vitrine.forget({ purpose: "cart" });
  vitrine.setPurpose("cart", false);
  await vitrine.erase();
});

test("a stated taste changes the next order, survives a trip to bytes, and is forgotten", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine);
  const { values } = rights.profile();
  const { field, value } = values.find((one) => one.value !== null);
  const before = vitrine.rank({ items: ITEMS });
  vitrine.prefer({ field, value, liking: -1 });
  const after = vitrine.rank({ items: ITEMS });
  assert.notDeepEqual(after.scores, before.scores);
  assert.ok(rights.profile().values.find((one) => one.field === field && one.value === value).long < 0);
  vitrine.forget({ field, value });
  assert.ok(!rights.profile().values.some((one) => one.field === field && one.value === value));
  for (const bad of [null, {}, { field, value }, { field, value, liking: "1" }, { field, value, liking: Number.NaN }, { field, value, liking: 2 }, { field: 1, value, liking: 0 }, { get field() { throw new Error("mine"); } }]) {
    assert.throws(() => vitrine.prefer(bad), refused("bad-argument"));
  }
  assert.throws(() => vitrine.prefer({ field: "no such field", value, liking: 1 }), refused("prefer-unknown-field"));
});

test("paused, nothing is observed, the merchant's order stands, and the profile stays", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine);
  const before = { rank: vitrine.rank({ items: ITEMS }), items: rights.profile().items };
  vitrine.pause();
  assert.equal(vitrine.paused, true);
  vitrine.observe({ type: "view", item: "1" });
  const { order, personal } = vitrine.rank({ items: ITEMS });
  assert.deepEqual([[...order], personal], [MERCHANT, false]);
  assert.deepEqual(rights.profile().items, before.items);
  // Kept with the profile.
  const { vitrine: other } = await make();
  other.restore(vitrine.save());
  assert.equal(other.paused, true);
  vitrine.resume();
  assert.deepEqual(vitrine.rank({ items: ITEMS }), before.rank);
});

test("her dial is an upper bound, for the options' strength and the call's", async () => {
  const { vitrine } = await make({ strength: 1 });
  shop(vitrine);
  const half = vitrine.rank({ items: ITEMS, strength: 0.5 });
  const tenth = vitrine.rank({ items: ITEMS, strength: 0.1 });
  vitrine.setStrength(0.5);
  assert.equal(vitrine.strength, 0.5);
  assert.deepEqual(vitrine.rank({ items: ITEMS }), half);
  assert.deepEqual(vitrine.rank({ items: ITEMS, strength: 1 }), half);
  assert.deepEqual(vitrine.rank({ items: ITEMS, strength: 0.1 }), tenth);
  vitrine.setStrength(0);
  assert.equal(vitrine.rank({ items: ITEMS }).personal, false);
  vitrine.setStrength(null);
  assert.equal(vitrine.strength, null);
  for (const bad of [undefined, "1", Number.NaN, -1, 2, {}]) assert.throws(() => vitrine.setStrength(bad), refused("bad-argument"));
});

test("a purpose switched off is as if it had never been; so are purchases without their permission", async () => {
  const events = [
    { type: "view", item: "8", time: NOW - 100 }, { type: "impression", item: "5", time: NOW - 90 }, { type: "purchase", item: "5", time: NOW - 80 },
    { type: "cart", item: "7", time: NOW - 70 }, { type: "search", query: "trousers", time: NOW - 60 }, { type: "view", item: "6", time: NOW - 50 },
  ];
  for (const purpose of ["browsing", "search", "cart", "purchases"]) {
    const [{ vitrine: off, rights: offs }, { vitrine: never }] = [await make(), await make({ purposes: { [purpose]: false } })];
    off.setPurpose(purpose, false);
    for (const vitrine of [off, never]) events.forEach((event) => vitrine.observe(event));
    assert.deepEqual(off.rank({ items: ITEMS }), never.rank({ items: ITEMS }), purpose);
    const state = (vitrine) => vitrine.purposes.find((one) => one.purpose === purpose);
    assert.deepEqual(state(off), { purpose, on: false, permitted: true });
    assert.deepEqual(state(never), { purpose, on: false, permitted: false });
    const kept = offs.profile().purposes.find((one) => one.purpose === purpose);
    assert.deepEqual([kept.items, kept.values, kept.newest, kept.until, kept.on], [0, 0, null, null, false]);
    off.setPurpose(purpose, true);
    assert.equal(state(off).on, true);
  }
  const [{ vitrine: withdrawn }, { vitrine: never }] = [await make(), await make({ permissions: { profile: true, persist: true } })];
  for (const vitrine of [withdrawn, never]) events.forEach((event) => vitrine.observe(event));
  assert.notDeepEqual(withdrawn.save(), never.save());
  withdrawn.setConsent({ purchases: false });
  assert.deepEqual(withdrawn.save(), never.save());
  assert.deepEqual(withdrawn.rank({ items: ITEMS }), never.rank({ items: ITEMS }));
  withdrawn.setConsent({ purchases: true });
  assert.deepEqual(withdrawn.save(), never.save(), "granting again brings nothing back");
  for (const bad of ["sports", null, undefined, {}]) assert.throws(() => withdrawn.setPurpose(bad, true), refused("bad-argument"));
  assert.throws(() => withdrawn.setPurpose("cart", "yes"), refused("bad-argument"));
});

test("what the merchant does not keep, or not for long, or finds sensitive", async () => {
  const { vitrine, rights, clock } = await make({ purposes: { cart: { days: 7 }, browsing: { days: 400 } } });
  shop(vitrine);
  const days = Object.fromEntries(rights.profile().purposes.map((one) => [one.purpose, one.days]));
  assert.deepEqual(days, { browsing: 180, search: 30, cart: 7, purchases: 365 });
  clock.now = NOW + 8 * DAY;
  assert.ok(rights.profile().items.every((item) => !item.inCart));
  const { vitrine: plain, rights: plains } = await make();
  shop(plain);
  const { field, value } = plains.profile().values.find((one) => one.value !== null);
  const { vitrine: discreet, codes } = await make({ sensitive: { [field]: [value.toUpperCase()] }, sensitiveItems: ["1"] });
  const nothing = discreet.save();
  discreet.observe({ type: "view", item: "1" });
  discreet.observe({ type: "view", item: "brand new", attributes: { [field]: value } });
  discreet.observe({ type: "search", query: `something ${value}` });
  assert.deepEqual(discreet.save(), nothing);
  assert.deepEqual(codes, []);
  const cases = [
    [{ sensitive: { "no such field": ["x"] } }, "sensitive-unknown-field"], [{ sensitive: "x" }, "bad-options"], [{ sensitive: { [field]: "x" } }, "bad-options"],
    [{ sensitiveItems: [5] }, "bad-options"], [{ purposes: { sports: false } }, "bad-options"], [{ purposes: { cart: true } }, "bad-options"],
    [{ purposes: { cart: { days: Number.NaN } } }, "bad-options"], [{ purposes: 5 }, "bad-options"],
  ];
  for (const [options, code] of cases) await assert.rejects(make(options), refused(code), JSON.stringify(options));
});

test("shopping for someone else leaves her own profile as it is", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine);
  const own = { saved: vitrine.save(), rank: vitrine.rank({ items: ITEMS }), exported: rights.export() };
  assert.equal(vitrine.forSomeoneElse, false);
  vitrine.shopForSomeoneElse();
  vitrine.shopForSomeoneElse();
  assert.equal(vitrine.forSomeoneElse, true);
  assert.deepEqual([...vitrine.rank({ items: ITEMS }).order], MERCHANT);
  assert.equal(rights.profile().events, 0);
  for (const item of ["1", "2", "1", "3"]) vitrine.observe({ type: "view", item });
  assert.equal(rights.profile().events, 4);
  assert.equal(vitrine.rank({ items: ITEMS }).personal, true);
  assert.deepEqual(vitrine.save(), own.saved, "what is stored is her own");
  assert.equal(rights.profile().events, 4);
  assert.throws(() => rights.export(), refused("for-someone-else"));
  assert.throws(() => rights.import(own.exported), refused("for-someone-else"));
  vitrine.backToMyself();
  vitrine.backToMyself();
  assert.deepEqual(vitrine.save(), own.saved);
  assert.deepEqual(vitrine.rank({ items: ITEMS }), own.rank);
  // Whatever is taken back meanwhile is taken back from her own as well.
  vitrine.shopForSomeoneElse();
  vitrine.setConsent({ purchases: false });
  vitrine.backToMyself();
  assert.ok(rights.export().purposes.every(({ purpose }) => purpose !== "purchases"));
  vitrine.shopForSomeoneElse();
  await vitrine.erase();
  assert.equal(vitrine.forSomeoneElse, false);
  assert.equal(rights.profile().events, 0);
});

test("what would be without it is what forgetting brings about", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine);
  const request = { items: ITEMS };
  const bytes = vitrine.save();
  let told = 0;
  for (const id of ITEMS) {
    for (const { cause, items, position, without } of rights.whatIf(request, id)) {
      assert.equal(position, vitrine.rank(request).ids.indexOf(id));
      assert.equal(typeof items, "number");
      vitrine.forget(cause);
      assert.equal(vitrine.rank(request).ids.indexOf(id), without, JSON.stringify(cause));
      vitrine.restore(bytes);
      told += 1;
    }
    assert.ok(rights.whatIf(request, id, { most: 1 }).length <= 1);
  }
  assert.ok(told > 0);
  assert.deepEqual(vitrine.save(), bytes);
  assert.throws(() => rights.whatIf(request, "none such"), refused("bad-request"));
  assert.throws(() => rights.whatIf(request, 5), refused("bad-request"));
  assert.throws(() => rights.whatIf(request, "1", { most: -1 }), refused("bad-request"));
  assert.throws(() => rights.whatIf({ items: [1] }, "1"), refused("bad-request"));
});

test("a compact form keeps within its limit and is a profile like any other", async () => {
  const { vitrine } = await make();
  for (let n = 0; n < 60; n += 1) vitrine.observe({ type: "view", item: `${1 + (n * 7) % 150}`, time: NOW - 1000 + n });
  const whole = vitrine.save();
  const compact = vitrine.save({ most: 1024 });
  assert.ok(whole.length > 1024 && compact.length <= 1024 && compact.length > 900, `${compact.length} of ${whole.length}`);
  const { vitrine: other } = await make();
  other.restore(compact);
  assert.equal(other.rank({ items: ITEMS }).personal, true);
  assert.deepEqual(vitrine.save(), whole);
  for (const most of [0, -1, Number.NaN, "1024", 2 ** 20]) assert.throws(() => vitrine.save({ most }), refused("bad-argument"));
});

test("400 days later everything is empty; a clock that was wrong for an hour freezes nothing", async () => {
  const { vitrine, rights, clock } = await make();
  shop(vitrine);
  const { vitrine: empty } = await make();
  clock.now = NOW + 400 * DAY;
  const view = rights.profile();
  assert.deepEqual([view.events, view.items, view.values, view.prices], [0, [], [], []]);
  assert.deepEqual([...vitrine.rank({ items: ITEMS }).order], MERCHANT);
  assert.deepEqual(vitrine.save(), empty.save());
  assert.deepEqual(rights.export().purposes, []);
  // An event told while the clock is ahead, and then back.
  vitrine.observe({ type: "view", item: "8" });
  clock.now = NOW;
  vitrine.observe({ type: "view", item: "7" });
  const { evidence } = rights.profile();
  clock.now = NOW + 60 * DAY;
  assert.ok(rights.profile().evidence < evidence / 3);
  // What a page reports late moves nothing.
  vitrine.observe({ type: "view", item: "6", time: NOW - 5 * DAY });
  clock.now = NOW + 61 * DAY;
  assert.ok(rights.profile().purposes[0].newest >= NOW);
});
