// After a trap an instance is half dead. The face drops it, starts another, and brings the shopper's state along.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { importInstalled, installPackage, packPath } from "../support/project.mjs";
import { trapOnce } from "../support/trap.mjs";

let project, createVitrine, openRights, bindings;
before(async () => {
  project = installPackage();
  ({ createVitrine, openRights } = await importInstalled(project));
  bindings = await import(pathToFileURL(join(project.package, "dist/engine.js")).href);
});
after(() => project.remove());

const NOW = 1_217_600_000;
const ITEMS = ["1", "2", "3", "4", "5", "6", "7", "8"];

test("the order of the trap's call is the merchant's, the next is the shopper's again", async () => {
  const pack = readFileSync(packPath());
  const make = async (codes) => {
    const vitrine = await createVitrine({
      pack,
      permissions: { profile: true, persist: true },
      now: () => NOW,
      onError: (error) => codes.push(error.code),
    });
    // More events than one snapshot holds, so that both snapshot and journal are needed.
    for (let n = 0; n < 21; n += 1) vitrine.observe({ type: "view", item: `${(n % 5) + 4}`, time: NOW - 100 + n });
    return vitrine;
  };
  const [codes, others] = [[], []];
  const [vitrine, bystander] = [await make(codes), await make(others)];
  const before = { rank: vitrine.rank({ items: ITEMS }), saved: vitrine.save() };
  assert.equal(before.rank.personal, true);
  trapOnce(bindings);
  const during = vitrine.rank({ items: ITEMS });
  assert.deepEqual([...during.order], [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal(during.personal, false);
  assert.deepEqual(codes, ["trap"]);
  assert.deepEqual(vitrine.rank({ items: ITEMS }), before.rank);
  assert.deepEqual(vitrine.save(), before.saved);
  // Another engine of the same page lost its instance too, and must not notice.
  assert.deepEqual(bystander.rank({ items: ITEMS }), before.rank);
  assert.deepEqual(bystander.save(), before.saved);
  assert.deepEqual(others, []);
  vitrine.observe({ type: "view", item: "1", time: NOW });
  assert.equal((await openRights(vitrine)).profile().events, 22);
  vitrine.free();
  bystander.free();
});

test("what she chose and shopping for someone else survive a trap; what keeps the profile hears her own changes alone", async () => {
  const { hostOf } = await import(pathToFileURL(join(project.package, "dist/host.js")).href);
  const codes = [];
  const vitrine = await createVitrine({
    pack: readFileSync(packPath()),
    permissions: { profile: true, persist: true, purchases: true },
    purposes: { cart: { days: 7 } },
    sensitiveItems: ["3"],
    now: () => NOW,
    onError: (error) => codes.push(error.code),
  });
  const heard = [];
  hostOf(vitrine).keepWith({
    operation: (operation) => heard.push(operation.do),
    replaced: () => heard.push("replaced"),
    permissions: () => {},
    erase: async () => ({ complete: true, erased: [], bytes: 0 }),
    freed: () => {},
  });
  const trap = () => {
    codes.length = 0;
    trapOnce(bindings);
    vitrine.rank({ items: ITEMS });
    assert.deepEqual(codes, ["trap"]);
  };
  const rights = await openRights(vitrine);
  vitrine.observe({ type: "view", item: "8" });
  const { field, value } = rights.profile().values.find((one) => one.value !== null);
  vitrine.prefer({ field, value, liking: 0.5 });
  vitrine.setStrength(0.5);
  vitrine.setPurpose("search", false);
  vitrine.pause();
  vitrine.resume();
  rights.import(rights.export());
  const own = vitrine.save();
  trap();
  assert.deepEqual(vitrine.save(), own);
  assert.equal(vitrine.strength, 0.5);
  const purposes = Object.fromEntries(rights.profile().purposes.map((one) => [one.purpose, one]));
  assert.deepEqual([purposes.search.on, purposes.cart.days], [false, 7]);
  vitrine.observe({ type: "view", item: "3" });
  assert.deepEqual(vitrine.save(), own, "sensitive still");
  assert.deepEqual(heard, ["event", "prefer", "strength", "purpose", "pause", "pause", "import", "event"]);
  vitrine.shopForSomeoneElse();
  heard.length = 0;
  vitrine.observe({ type: "view", item: "1" });
  vitrine.observe({ type: "view", item: "2" });
  vitrine.setStrength(1);
  assert.deepEqual(heard, []);
  // Another tab writes meanwhile: it is her own profile that takes it in.
  hostOf(vitrine).rebase(own, [{ do: "event", event: { type: "view", item: "7", time: NOW, seconds: 0 } }]);
  const others = rights.profile();
  assert.equal(others.events, 2);
  trap();
  assert.equal(vitrine.forSomeoneElse, true);
  assert.deepEqual(rights.profile(), others);
  vitrine.backToMyself();
  assert.equal(vitrine.strength, 0.5);
  assert.ok(rights.profile().items.some(({ id }) => id === "7"));
  assert.ok(!rights.profile().items.some(({ id }) => id === "1"));
  vitrine.free();
});

test("what breaks again and again is left alone, and the merchant's order stays", async () => {
  const codes = [];
  const vitrine = await createVitrine({
    pack: readFileSync(packPath()),
    permissions: { profile: true },
    now: () => NOW,
    onError: (error) => codes.push(error.code),
  });
  vitrine.observe({ type: "view", item: "8" });
  for (let n = 0; n < 8; n += 1) {
    trapOnce(bindings);
    assert.deepEqual([...vitrine.rank({ items: ITEMS }).order], [0, 1, 2, 3, 4, 5, 6, 7]);
  }
  assert.equal(codes.at(-1), "broken");
  assert.ok(codes.includes("trap"));
  vitrine.observe({ type: "view", item: "8" });
  vitrine.erase();
  vitrine.setConsent({ profile: false });
  vitrine.free();
});
