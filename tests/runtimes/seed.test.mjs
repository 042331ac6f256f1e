// The seed of the private setting, from the packed tarball: when it is drawn, when not, and what it survives.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { importInstalled, installPackage, packPath } from "../support/project.mjs";

const NOW = 1_217_600_000;
const DAY = 86_400;
const EPOCH = 180 * DAY;
const ITEMS = Array.from({ length: 60 }, (_, n) => `${n + 1}`);
const MERCHANT = ITEMS.map((_, place) => place);
const RIGHTS = Symbol("rights");
const NONE = "0".repeat(16);
const WEIGHTS = { decoys: 5 };

let project, createVitrine, openRights, hostOf, pack;
before(async () => {
  project = installPackage();
  ({ createVitrine, openRights } = await importInstalled(project));
  ({ hostOf } = await import(pathToFileURL(join(project.package, "dist/host.js")).href));
  pack = readFileSync(packPath());
});
after(() => project.remove());

/** How often chance was asked for. */
let draws = 0;
const { getRandomValues } = Crypto.prototype;
beforeEach(() => {
  draws = 0;
  crypto.getRandomValues = function (bytes) {
    draws += 1;
    return getRandomValues.call(this, bytes);
  };
});
afterEach(() => delete crypto.getRandomValues);

async function make(options = {}) {
  const [codes, clock] = [[], { now: NOW }];
  const vitrine = await createVitrine({
    pack,
    permissions: { profile: true, persist: true },
    weights: WEIGHTS,
    now: () => clock.now,
    onError: (error) => codes.push(error.code),
    ...options,
  });
  // A page that asks has it open.
  Object.defineProperty(vitrine, RIGHTS, { value: await openRights(vitrine) });
  return { vitrine, codes, clock };
}

const look = (vitrine, items, time = NOW) => items.forEach((item, n) => vitrine.observe({ type: "view", item, time: time - 60 + n }));
const order = (vitrine) => [...vitrine.rank({ items: ITEMS }).order];
const rights = (vitrine) => vitrine[RIGHTS];
const noise = (vitrine) => rights(vitrine).export().noise;
const LIKED = ["29", "31", "29"];

test("each profile has groups of its own: the same events, other orders", async () => {
  const orders = new Set();
  for (let n = 0; n < 6; n += 1) {
    const { vitrine, codes } = await make();
    look(vitrine, LIKED);
    assert.equal(vitrine.rank({ items: ITEMS }).personal, true);
    orders.add(order(vitrine).join());
    assert.deepEqual(codes, []);
    vitrine.free();
  }
  assert.ok(orders.size > 1, "six shoppers who did the same see the same");
  assert.equal(draws, 6);
});

test("nothing is drawn without the permission, nor while the dial is 0, nor while paused", async () => {
  const use = (vitrine) => {
    look(vitrine, LIKED);
    order(vitrine);
    rights(vitrine).explain({ items: ITEMS });
    rights(vitrine).whatIf({ items: ITEMS }, "29");
  };
  const { vitrine: denied } = await make({ permissions: { persist: true, purchases: true, measure: true } });
  use(denied);
  assert.deepEqual(order(denied), MERCHANT);
  const { vitrine: open } = await make({ weights: { decoys: 0 } });
  use(open);
  assert.equal(noise(open).seed, NONE);
  const { vitrine: idle } = await make();
  idle.pause();
  use(idle);
  const { vitrine: off } = await make({ purposes: { browsing: false } });
  use(off);
  assert.equal(draws, 0);
  denied.setConsent({ profile: true });
  use(denied);
  assert.equal(draws, 1);
  for (const one of [denied, open, idle, off]) one.free();
});

test("one draw, whatever is done; by the pack's, the option's or a call's dial", async () => {
  const { vitrine } = await make({ weights: {} });
  look(vitrine, LIKED);
  order(vitrine);
  assert.equal(draws, 0);
  const call = { items: ITEMS, weights: WEIGHTS };
  const first = vitrine.rank(call);
  assert.equal(draws, 1);
  // What was looked at before the seed was drawn counts.
  assert.equal(first.personal, true);
  assert.deepEqual(vitrine.rank(call), first);
  rights(vitrine).explain(call);
  rights(vitrine).whatIf(call, "29");
  look(vitrine, ["40"]);
  vitrine.rankPage([call, call]);
  assert.equal(draws, 1);
  vitrine.free();
  const { vitrine: seen } = await make();
  look(seen, ["29"]);
  assert.equal(draws, 2, "an event is enough: who only ranks afterwards finds the seed in what was saved");
  seen.free();
});

test("the seed survives saving, export, forgetting and a stay as somebody else", async () => {
  const { vitrine, codes } = await make();
  look(vitrine, LIKED);
  const [before, mine] = [order(vitrine), noise(vitrine)];
  assert.notEqual(mine.seed, NONE);
  const { vitrine: restored } = await make();
  restored.restore(vitrine.save());
  const { vitrine: imported } = await make();
  rights(imported).import(rights(vitrine).export());
  for (const other of [restored, imported]) {
    assert.deepEqual(order(other), before);
    assert.deepEqual(noise(other), mine);
    other.free();
  }
  assert.equal(draws, 1);
  vitrine.shopForSomeoneElse();
  look(vitrine, ["40", "41"]);
  order(vitrine);
  assert.equal(draws, 2, "somebody else has a seed of its own");
  vitrine.backToMyself();
  assert.deepEqual(order(vitrine), before);
  assert.deepEqual(noise(vitrine), mine);
  vitrine.forget({ purpose: "browsing" });
  assert.deepEqual(order(vitrine), MERCHANT);
  assert.deepEqual(noise(vitrine), mine);
  await vitrine.erase();
  assert.equal(noise(vitrine).seed, NONE);
  look(vitrine, LIKED);
  assert.notEqual(noise(vitrine).seed, mine.seed);
  assert.equal(draws, 3);
  assert.deepEqual(codes, []);
  vitrine.free();
});

test("after an epoch another seed is drawn, and what was looked at under the old one has no say", async () => {
  const { vitrine, clock, codes } = await make();
  order(vitrine);
  const first = noise(vitrine);
  assert.equal(draws, 1);
  clock.now = first.since + EPOCH;
  look(vitrine, LIKED, clock.now);
  const under = order(vitrine);
  assert.equal(noise(vitrine).seed, first.seed);
  clock.now += 1;
  assert.notDeepEqual(under, MERCHANT);
  assert.deepEqual(order(vitrine), MERCHANT);
  const second = noise(vitrine);
  assert.equal(draws, 2);
  assert.notEqual(second.seed, first.seed);
  assert.equal(second.since, clock.now);
  assert.equal(rights(vitrine).profile().items.length, 2, "it is remembered still");
  look(vitrine, LIKED, clock.now + 60);
  clock.now += 60;
  assert.equal(vitrine.rank({ items: ITEMS }).personal, true);
  // A clock that went back ends nothing.
  clock.now = NOW - 400 * DAY;
  look(vitrine, LIKED, clock.now);
  assert.equal(vitrine.rank({ items: ITEMS }).personal, true);
  assert.equal(noise(vitrine).seed, second.seed);
  assert.equal(draws, 2);
  assert.deepEqual(codes, []);
  vitrine.free();
});

test("of two tabs that draw at once, the one that saved first decides", async () => {
  const { vitrine: first } = await make();
  const { vitrine: second } = await make();
  const heard = [];
  hostOf(second).keepWith({ operation: (operation) => heard.push(operation), freed: () => undefined });
  for (const tab of [first, second]) look(tab, LIKED);
  assert.deepEqual(heard.map((operation) => operation.do), ["event", "seed", "event", "event"]);
  assert.notEqual(noise(first).seed, noise(second).seed);
  // What the loser of the compare-and-set does: its operations again, upon what the winner stored.
  hostOf(second).rebase(first.save(), JSON.parse(JSON.stringify(heard)));
  assert.deepEqual(noise(second), noise(first));
  // And where nothing was stored, they bring its own seed back.
  const own = heard.find((operation) => operation.do === "seed").seed.padStart(16, "0");
  hostOf(second).rebase(undefined, heard);
  assert.equal(noise(second).seed, own);
  assert.equal(draws, 2);
  for (const tab of [first, second]) tab.free();
});

test("without chance the merchant's order stands, and the page is told why", async () => {
  const { vitrine, codes } = await make({ weights: {} });
  look(vitrine, LIKED);
  const open = order(vitrine);
  const call = { items: ITEMS, weights: WEIGHTS };
  crypto.getRandomValues = () => {
    throw new Error("none here");
  };
  const result = vitrine.rank(call);
  assert.deepEqual([...result.order], MERCHANT);
  assert.equal(result.personal, false);
  assert.deepEqual(codes, ["no-randomness"]);
  assert.throws(() => rights(vitrine).whatIf(call, "29"), { code: "no-randomness" });
  assert.throws(() => rights(vitrine).explain(call), { code: "no-randomness" });
  // The next call brings nothing of these, and the engine lives.
  assert.deepEqual(order(vitrine), open);
  assert.equal(noise(vitrine).seed, NONE);
  delete crypto.getRandomValues;
  assert.equal(vitrine.rank(call).personal, true);
  assert.deepEqual(codes, ["no-randomness"]);
  vitrine.free();
});
