// What a page can do to the face: the order stays, the cause is told, and every error has its code.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { importInstalled, installPackage, packPath } from "../support/project.mjs";

let project, createVitrine, openRights, Vitrine, VitrineError, pack;
before(async () => {
  project = installPackage();
  ({ createVitrine, openRights, Vitrine, VitrineError } = await importInstalled(project));
  pack = readFileSync(packPath());
});
after(() => project.remove());

const NOW = 1_217_600_000;
const ITEMS = ["1", "2", "3", "4", "5", "6", "7", "8"];
const MERCHANT = [0, 1, 2, 3, 4, 5, 6, 7];

/** A vitrine that may profile, what its shopper may ask, and the codes of what went wrong. */
async function make(options = {}) {
  const codes = [];
  const vitrine = await createVitrine({
    pack,
    permissions: { profile: true },
    now: () => NOW,
    onError: (error) => {
      assert.ok(error instanceof VitrineError);
      assert.ok(error.message.length > 20, error.message);
      codes.push(error.code);
    },
    ...options,
  });
  return { vitrine, rights: await openRights(vitrine), codes };
}

const shop = (vitrine, items) => items.forEach((item, n) => vitrine.observe({ type: "view", item, time: NOW - 100 + n }));
const refused = (code) => (error) => error instanceof VitrineError && error.code === code;

test("without permission: the merchant's order, and nothing is remembered", async () => {
  const { vitrine, rights, codes } = await make({ permissions: {} });
  shop(vitrine, ["29", "30", "31", "29"]);
  const { order, ids, personal } = vitrine.rank({ items: ITEMS });
  assert.deepEqual([...order], MERCHANT);
  assert.deepEqual(ids, ITEMS);
  assert.equal(personal, false);
  assert.throws(() => rights.profile(), refused("no-permission"));
  assert.throws(() => vitrine.save(), refused("no-permission"));
  assert.throws(() => vitrine.restore(new Uint8Array(4)), refused("no-permission"));
  assert.deepEqual(codes, []);
});

test("the debug switch writes to the profiler and the console, and is off by default", async () => {
  const told = [];
  const { debug } = console;
  console.debug = (line) => told.push(line);
  try {
    for (const on of [false, true]) {
      const { vitrine } = await make({ debug: on });
      shop(vitrine, ["8"]);
      vitrine.rank({ items: ITEMS });
      const measured = ["load", "observe", "rank"].map((step) => performance.getEntriesByName(`vitrine:${step}`).length);
      assert.deepEqual(measured, on ? [1, 1, 1] : [0, 0, 0]);
    }
  } finally {
    console.debug = debug;
  }
  assert.deepEqual(told.slice(1), ["vitrine observe: view", "vitrine rank: 8 candidates, personal: true"]);
});

test("texts cross whole, whatever stands in them, and none shifts the next", async () => {
  const { vitrine, codes } = await make();
  shop(vitrine, ["8", "7", "8"]);
  for (const odd of ["\u{1f9f5}", "\ud83e", "\udef5", "a\0b", "", "é "]) {
    const item = { id: "8", attributes: { [odd]: [odd, "x"], other: "\udef5" } };
    const rules = [{ do: "pin", place: 0, match: { ids: ["5"] } }];
    const request = { items: [...ITEMS.slice(0, 7), item], rules };
    const { ids, report } = vitrine.rank(request);
    assert.equal(ids[0], "5");
    assert.deepEqual(report.rules.map(({ rule, do: what, matched }) => [rule, what, matched]), [[0, "pin", 1]]);
    vitrine.observe({ type: "search", query: odd === "" ? "x" : `${odd}x` });
  }
  assert.deepEqual(codes, []);
});

test("with permission the order is the shopper's, and withdrawing it forgets at once", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  const before = vitrine.rank({ items: ITEMS });
  assert.equal(before.personal, true);
  assert.notDeepEqual([...before.order], MERCHANT);
  assert.ok(before.scores.every((score) => typeof score === "number"));
  vitrine.setConsent({ profile: false });
  assert.equal(vitrine.rank({ items: ITEMS }).personal, false);
  vitrine.setConsent({ profile: true });
  assert.equal(rights.profile().events, 0);
  assert.deepEqual([...vitrine.rank({ items: ITEMS }).order], MERCHANT);
});

test("explanations follow the order and add up to the score, to the bit", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  const request = { items: [...ITEMS, "made up"], pins: [{ id: "3", position: 0 }], exclude: ["5"] };
  const ranked = vitrine.rank(request);
  const explained = rights.explain(request);
  assert.deepEqual(explained.map((one) => one.id), ranked.ids);
  assert.deepEqual(explained.map((one) => one.score), ranked.scores);
  assert.equal(explained[0].id, "3");
  assert.equal(explained[0].reasons.at(-1).code, "pinned");
  for (const { score, reasons } of explained) {
    if (score !== null) assert.equal(reasons.reduce((sum, reason) => sum + reason.contribution, 0), score);
  }
  assert.equal(explained.find((one) => one.id === "made up").score, null);
});

test("save and restore carry the profile over, to the bit", async () => {
  const all = { profile: true, persist: true };
  const { vitrine: first } = await make({ permissions: all });
  shop(first, ["8", "7", "8", "6", "8"]);
  const { vitrine: second } = await make({ permissions: all });
  second.restore(first.save());
  assert.deepEqual(second.rank({ items: ITEMS }), first.rank({ items: ITEMS }));
  assert.deepEqual(second.save(), first.save());
  const bytes = first.save();
  bytes[bytes.length >> 1] ^= 1;
  const kept = second.save();
  assert.throws(() => second.restore(bytes), (error) => error instanceof VitrineError && error.code.startsWith("profile-"));
  assert.deepEqual(second.save(), kept);
  assert.throws(() => second.restore("bytes"), refused("bad-argument"));
});

test("facts of the call make a new product rankable", async () => {
  const { vitrine, codes } = await make();
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  const items = [...ITEMS, { id: "brand new", price: 20, inStock: true, attributes: { category: "trousers", tags: ["x"], page: 1 } }];
  const { scores, ids } = vitrine.rank({ items });
  assert.equal(typeof scores[ids.indexOf("brand new")], "number");
  assert.deepEqual(codes, []);
});

test("exclusions, pins and top hold with and without a profile", async () => {
  for (const permissions of [{}, { profile: true }]) {
    const { vitrine } = await make({ permissions });
    shop(vitrine, ["8", "7", "8", "6", "8"]);
    const { ids } = vitrine.rank({ items: ITEMS, exclude: ["1", "none such"], pins: [{ id: "2", position: 1 }], top: 3 });
    assert.equal(ids.length, 3);
    assert.equal(ids[1], "2");
    assert.ok(!ids.includes("1"));
  }
});

test("a bad request gives the merchant's order, and says why", async () => {
  const { vitrine, rights, codes } = await make();
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  const throwing = { get id() { throw new Error("mine"); } };
  const bad = [
    { items: [1, 2, 3] }, { items: [null] }, { items: ["1", throwing] }, { items: "123" }, {}, undefined, null, 7,
    { items: ITEMS, strength: Number.NaN }, { items: ITEMS, strength: -1 }, { items: ITEMS, now: -1 },
    { items: ITEMS, now: Number.NaN }, { items: ITEMS, now: 2 ** 32 }, { items: ITEMS, top: -1 }, { items: ITEMS, top: "3" },
    { items: ITEMS, exclude: [1] }, { items: ITEMS, exclude: "1" }, { items: ITEMS, pins: [{ id: 1, position: 0 }] },
    { items: ITEMS, pins: [{ id: "1", position: -1 }] }, { items: ITEMS, pins: {} }, { items: [{ id: "1", price: "3" }] },
    { items: [{ id: "1", attributes: "red" }] }, { items: [{ id: "1", attributes: { colour: { red: 1 } } }] },
    { items: ["x".repeat(70_000)] }, { get items() { throw new Error("mine"); } }, { items: new Array(65_536).fill("1") },
  ];
  for (const request of bad) {
    const { order, personal } = vitrine.rank(request);
    assert.equal(personal, false);
    assert.ok(order.every((place, n) => place === n));
  }
  assert.deepEqual(codes, bad.map(() => "bad-request"));
  assert.throws(() => rights.explain({ items: [1] }), refused("bad-request"));
  assert.equal(vitrine.rank({ items: ITEMS }).personal, true);
});

test("a failed request still keeps the merchant's rules", async () => {
  const { vitrine } = await make();
  const { ids } = vitrine.rank({ items: ["a", "b", "c", "d", 5], exclude: ["a"], pins: [{ id: "d", position: 0 }], top: 2 });
  assert.deepEqual(ids, ["d", "b"]);
});

test("rules hold, for all calls or one, and tell what came of them", async () => {
  const rules = [
    { do: "exclude", match: { ids: ["3"] } },
    { do: "pin", place: 0, match: { ids: ["6"] } },
    { do: "pin", place: 1, match: [{ ids: ["3"] }], _note: "away" },
    { do: "minimum", least: 8, slots: ["home"] },
  ];
  const { vitrine, rights, codes } = await make({ rules });
  const { ids, hide, report } = vitrine.rank({ items: ITEMS });
  assert.equal(ids[0], "6");
  assert.ok(!ids.includes("3"));
  assert.equal(hide, false);
  assert.deepEqual(report.rules.map((row) => [row.rule, row.do, row.matched, row.removed]), [[0, "exclude", 1, 1], [1, "pin", 1, 0], [2, "pin", 0, 0]]);
  assert.deepEqual(report.rules[2].notKept, [{ code: "excluded", item: "3" }]);
  assert.equal(vitrine.rank({ items: ITEMS, slot: "home" }).hide, true);
  const off = vitrine.rank({ items: ITEMS, rules: false, slot: "home" });
  assert.deepEqual([off.ids, off.hide, off.report], [ITEMS, false, undefined]);
  const own = vitrine.rank({ items: ITEMS, rules: [{ do: "boost", places: 2, match: { field: "price", from: 0 } }, { do: "bury", places: 3, match: { ids: ["1"] } }] });
  assert.equal(own.report.rules.length, 2);
  const explained = rights.explain({ items: ITEMS, rules: [{ do: "bury", places: 3, match: { ids: ["1"] } }] });
  const buried = explained.find((one) => one.id === "1");
  assert.deepEqual([buried.position, buried.rules, buried.reasons.at(-1).code], [3, [0], "buried"]);
  assert.equal(buried.reasons.reduce((sum, reason) => sum + reason.contribution, 0), buried.score);
  vitrine.setRules([]);
  assert.deepEqual(vitrine.rank({ items: ITEMS }).ids, ITEMS);
  assert.deepEqual(codes, []);
});

test("what the shopper has in her cart can be left out, once she lets us know", async () => {
  const rules = [{ do: "exclude", match: { is: "in-cart" } }, { do: "exclude", match: { is: "purchased" } }];
  const { vitrine } = await make({ rules, permissions: { profile: true, purchases: true } });
  vitrine.observe({ type: "cart", item: "2", time: NOW - 5 });
  vitrine.observe({ type: "purchase", item: "4", time: NOW - 4 });
  assert.equal(vitrine.rank({ items: ITEMS }).ids.length, 6);
  vitrine.setConsent({ purchases: false });
  const { ids, report } = vitrine.rank({ items: ITEMS });
  assert.ok(ids.includes("4") && !ids.includes("2"));
  assert.deepEqual(report.rules[1].notKept, [{ code: "no-permission" }]);
});

test("a page shows no product twice", async () => {
  const { vitrine, codes } = await make();
  const page = vitrine.rankPage([
    { items: ITEMS, top: 3 },
    { items: ITEMS, top: 2, rules: [{ do: "minimum", least: 6 }] },
    { items: ITEMS, top: 3, shown: ["8"] },
    { items: [5], top: 1 },
    { items: ITEMS, top: 4 },
  ]);
  assert.deepEqual(page.map(({ ids }) => ids.length), [3, 2, 3, 1, 2]);
  assert.equal(page[1].hide, true);
  const seen = page.filter(({ hide }) => !hide).flatMap(({ ids }) => ids).filter((id) => id !== "");
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(page[2].report.shown, 4);
  assert.deepEqual(vitrine.rankPage("page"), []);
  assert.deepEqual(codes, ["bad-request", "bad-request"]);
});

test("bad rules and weights are refused by name", async () => {
  const { vitrine, codes } = await make();
  const bad = [
    "pin", [5], [{}], [{ do: "pim" }], [{ do: "toString" }], [{ do: "exclude", matches: {} }], [{ do: "pin", match: { ids: ["1"] } }],
    [{ do: "pin", place: -1, match: { ids: ["1"] } }], [{ do: "exclude", match: {} }], [{ do: "exclude", match: { ids: "1" } }],
    [{ do: "exclude", match: { ids: [1] } }], [{ do: "exclude", match: { ids: ["1"], is: "in-cart" } }],
    [{ do: "exclude", match: { is: "asleep" } }], [{ do: "exclude", match: { values: ["x"] } }], [{ do: "exclude", match: { ids: ["a\0b"] } }],
    [{ do: "exclude", match: { is: "in-cart" }, slots: "home" }],
  ];
  for (const rules of bad) {
    assert.deepEqual(vitrine.rank({ items: ITEMS, rules }).ids, ITEMS);
    assert.throws(() => vitrine.setRules(rules), refused("bad-rule"), JSON.stringify(rules));
  }
  assert.deepEqual(codes, bad.map(() => "bad-rule"));
  assert.throws(() => vitrine.setRules([{ do: "exclude" }]), refused("rules-about-nothing"));
  assert.throws(() => vitrine.setRules([{ do: "boost", places: 0, match: { ids: ["1"] } }]), refused("rules-bad-number"));
  codes.length = 0;
  for (const weights of [{ nearness: 1 }, { popular: 101 }, { popular: "1" }, [], { strength: 2 }]) vitrine.rank({ items: ITEMS, weights });
  assert.deepEqual(codes, ["weights-unknown-name", "weights-out-of-range", "bad-weights", "bad-weights", "weights-out-of-range"]);
  await assert.rejects(make({ weights: { nearness: 1 } }), refused("weights-unknown-name"));
  await assert.rejects(make({ rules: [{}] }), refused("bad-rule"));
});

test("weights are the merchant's to override, for all calls or one", async () => {
  const { vitrine, rights } = await make({ weights: { popular: 0 } });
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  const codes = (request) => new Set(rights.explain(request).flatMap(({ reasons }) => reasons.map(({ code }) => code)));
  assert.ok(!codes({ items: ITEMS }).has("popular"));
  assert.ok(codes({ items: ITEMS }).has("seen-now"));
  assert.ok(!codes({ items: ITEMS, weights: { "seen-now": 0 } }).has("seen-now"));
  assert.ok(codes({ items: ITEMS }).has("seen-now"));
  assert.deepEqual(vitrine.rank({ items: ITEMS, weights: { strength: 0 } }).ids, ITEMS);
});

test("it learns from choices, where it is let to, and forgets them", async () => {
  const { vitrine, rights, codes } = await make({ weights: { "learning-spread": 0.3 }, permissions: { profile: true, persist: true } });
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  const request = { items: ITEMS };
  const before = vitrine.rank(request);
  for (let n = 0; n < 5; n += 1) vitrine.learn(request, { shown: before.order, clicked: 7 });
  const after = vitrine.rank(request);
  assert.notDeepEqual(after.scores, before.scores);
  const { learned } = rights.profile();
  assert.ok(learned.length > 0 && learned.every(({ share }) => Math.abs(share) <= 0.5), JSON.stringify(learned));
  const explained = rights.explain(request);
  assert.ok(explained.some(({ reasons }) => reasons.some((reason) => reason.learned !== undefined)));
  for (const { score, reasons } of explained) {
    assert.equal(reasons.reduce((sum, reason) => sum + reason.contribution, 0), score);
  }
  const { vitrine: other } = await make({ weights: { "learning-spread": 0.3 }, permissions: { profile: true, persist: true } });
  other.restore(vitrine.save());
  assert.deepEqual(other.rank(request), after);
  vitrine.forget({ learned: true });
  assert.deepEqual(vitrine.rank(request), before);
  const bad = [undefined, {}, { shown: [0] }, { shown: "0", clicked: 0 }, { shown: [0], clicked: 0, dismissed: 0 }, { shown: [0], clicked: 1 }, { shown: [-1], clicked: 0 }];
  for (const feedback of bad) vitrine.learn(request, feedback);
  assert.deepEqual(codes, bad.map((feedback) => (feedback?.clicked === 1 ? "rank-no-such-place" : "bad-request")));
  const { vitrine: off, rights: offs } = await make();
  shop(off, ["8", "7", "8", "6", "8"]);
  off.learn(request, { shown: before.order, dismissed: 0 });
  assert.deepEqual(offs.profile().learned, []);
});

test("exploration is drawn from the seed, and says how likely the order was", async () => {
  const { vitrine, codes } = await make();
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  const plain = vitrine.rank({ items: ITEMS, top: 4 });
  assert.equal(plain.propensity, 1);
  const firsts = new Set();
  for (let seed = 0; seed < 60; seed += 1) {
    const request = { items: ITEMS, top: 4, explore: { rate: 0.5, seed } };
    const { ids, propensity } = vitrine.rank(request);
    assert.deepEqual(vitrine.rank(request).ids, ids);
    assert.equal(propensity, ids[0] === plain.ids[0] ? 0.625 : 0.125);
    firsts.add(ids[0]);
  }
  assert.deepEqual([...firsts].sort(), [...plain.ids].sort());
  for (const explore of [1, { rate: 2, seed: 1 }, { rate: 0.5 }]) assert.equal(vitrine.rank({ items: ITEMS, explore }).propensity, 1);
  assert.deepEqual(codes, ["bad-request", "bad-request", "bad-request"]);
});

test("odd but good requests are answered", async () => {
  const { vitrine, codes } = await make();
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  assert.deepEqual([...vitrine.rank({ items: [] }).order], []);
  const twice = vitrine.rank({ items: ["1", "1", "2", "1"] });
  assert.deepEqual([...twice.order].sort(), [0, 1, 2, 3]);
  const many = Array.from({ length: 65_535 }, (_, n) => `${n % 400}`);
  assert.equal(new Set(vitrine.rank({ items: many }).order).size, 65_535);
  const strange = ['"', "a\nb", "🧵", "", "\ud800", "x".repeat(65_536)];
  const { order, scores } = vitrine.rank({ items: strange });
  assert.deepEqual([...order], [0, 1, 2, 3, 4, 5]);
  assert.ok(scores.every((score) => score === null));
  for (let round = 0; round < 6; round += 1) {
    vitrine.rank({ items: Array.from({ length: 60_000 }, (_, n) => `made up ${round} ${n}`) });
  }
  assert.equal(vitrine.rank({ items: ITEMS }).personal, true);
  assert.deepEqual(codes, []);
});

test("a bad event changes nothing and throws nothing", async () => {
  const { vitrine, codes } = await make({ permissions: { profile: true, persist: true } });
  const before = vitrine.save();
  const bad = [
    undefined, null, "view", {}, { type: "stare", item: "1" }, { type: 3 }, { type: "view" }, { type: "view", item: 1 },
    { type: "view", item: "" }, { type: "view", item: {} }, { type: "view", item: "1", time: Number.NaN },
    { type: "view", item: "1", time: -5 }, { type: "view", item: "1", time: 1e12 }, { type: "dwell", item: "1", seconds: -1 },
    { type: "dwell", item: "1", seconds: Number.POSITIVE_INFINITY }, { type: "search" }, { type: "search", query: 5 },
    { type: "view", item: "x".repeat(2 ** 20) }, { get type() { throw new Error("mine"); } },
    { type: "view", item: "1", price: "cheap" }, { type: "view", item: "1", attributes: [1] },
  ];
  for (const event of bad) vitrine.observe(event);
  assert.equal(codes.length, bad.length);
  assert.ok(codes.every((code) => code.includes("event")), codes.join());
  assert.deepEqual(vitrine.save(), before);
});

test("an event for an item that the pack does not know is remembered", async () => {
  const { vitrine, rights, codes } = await make();
  vitrine.observe({ type: "view", item: "not in the pack", attributes: { colour: "blue" }, price: 12 });
  assert.equal(rights.profile().events, 1);
  assert.deepEqual(codes, []);
});

test("forgetting takes effect at once", async () => {
  const { vitrine, rights } = await make();
  shop(vitrine, ["8", "7", "8", "6", "8"]);
  assert.ok(rights.profile().items.some((item) => item.id === "8"));
  vitrine.forget({ item: "8" });
  assert.ok(!rights.profile().items.some((item) => item.id === "8"));
  const { field } = rights.profile().values[0];
  vitrine.forget({ field });
  assert.ok(!rights.profile().values.some((value) => value.field === field));
  vitrine.erase();
  const view = rights.profile();
  assert.deepEqual([view.events, view.values, view.items, view.prices], [0, [], [], []]);
  for (const what of [undefined, {}, { item: 1 }, { item: "1", field: "x" }]) {
    assert.throws(() => vitrine.forget(what), refused("bad-argument"));
  }
});

test("permissions are booleans: nothing else counts as a yes", async () => {
  const { vitrine } = await make({ permissions: {} });
  for (const yes of ["true", 1, null, {}]) {
    assert.throws(() => vitrine.setConsent({ profile: yes }), refused("bad-argument"));
  }
  assert.throws(() => { vitrine.permissions.profile = true; }, TypeError);
  assert.deepEqual(vitrine.permissions, { persist: false, profile: false, purchases: false, measure: false });
});

test("before load and after free", async () => {
  assert.throws(() => new Vitrine(), refused("not-loaded"));
  const { vitrine, rights, codes } = await make();
  vitrine.free();
  vitrine.free();
  assert.deepEqual([...vitrine.rank({ items: ITEMS }).order], MERCHANT);
  vitrine.observe({ type: "view", item: "1" });
  assert.deepEqual(codes, ["freed", "freed"]);
  for (const call of ["explain", "profile", "whatIf", "export", "import"]) {
    assert.throws(() => rights[call]({}), refused("freed"), call);
  }
  await assert.rejects(openRights(vitrine), refused("freed"));
  await assert.rejects(openRights({}), refused("bad-argument"));
  for (const call of ["forget", "erase", "save", "restore", "setConsent"]) {
    assert.throws(() => vitrine[call]({}), refused("freed"), call);
  }
});

test("a pack that is none is refused by name, and so are options", async () => {
  const cut = pack.subarray(0, pack.length - 1);
  const flipped = Uint8Array.from(pack, (byte, n) => (n === pack.length >> 1 ? byte ^ 1 : byte));
  const cases = [
    [{ pack: cut }, "pack-truncated"], [{ pack: flipped }, "pack-damaged-content"], [{ pack: new Uint8Array(0) }, "pack-truncated"],
    [{ pack: 5 }, "bad-pack-source"], [{}, "bad-pack-source"], [{ pack: "/no/such/file" }, "pack-unreachable"],
    [{ pack: new Response("", { status: 404 }) }, "pack-unreachable"],
    [{ pack, strength: 2 }, "bad-options"], [{ pack, now: 5 }, "bad-options"], [{ pack, onError: "log" }, "bad-options"],
    [undefined, "bad-options"], [{ pack, permissions: { profile: "yes" } }, "bad-argument"],
  ];
  await assert.rejects(createVitrine({ pack: Promise.reject(new Error("offline")) }), refused("pack-unreachable"));
  for (const [options, code] of cases) await assert.rejects(createVitrine(options), refused(code), code);
});

test("a clock or an onError that throws does not reach the shop", async () => {
  const { vitrine, codes } = await make({ now: () => { throw new Error("the page's own clock broke"); } });
  vitrine.observe({ type: "view", item: "1" });
  assert.equal(vitrine.rank({ items: ITEMS }).order.length, 8);
  assert.ok(codes.every((code) => code === "bad-options"));
  const { vitrine: other } = await make({ onError: () => { throw new Error("mine"); } });
  const silenced = console.error;
  console.error = () => {};
  try {
    assert.deepEqual([...other.rank({ items: [1] }).order], [0]);
  } finally {
    console.error = silenced;
  }
});

test("packs come as bytes, buffers, responses, promises, paths and addresses", async () => {
  const url = new URL(`file://${packPath()}`);
  const buffer = Uint8Array.from(pack).buffer;
  const sources = [pack, buffer, new Response(pack), Promise.resolve(pack), packPath(), url, url.href, `data:application/octet-stream;base64,${pack.toString("base64")}`];
  const ids = new Set();
  for (const source of sources) ids.add((await createVitrine({ pack: source })).packId);
  assert.equal(ids.size, 1);
  assert.match([...ids][0], /^[0-9a-f]{16}$/);
});
