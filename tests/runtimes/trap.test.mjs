// After a trap an instance is half dead. The face drops it, starts another, and brings the shopper's state along.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { importInstalled, installPackage, packPath } from "../support/project.mjs";

let project, createVitrine, bindings;
before(async () => {
  project = installPackage();
  ({ createVitrine } = await importInstalled(project));
  bindings = await import(pathToFileURL(join(project.package, "dist/engine.js")).href);
});
after(() => project.remove());

const NOW = 1_217_600_000;
const ITEMS = ["1", "2", "3", "4", "5", "6", "7", "8"];

/** Makes the next `rank` of any engine really trap, as a defect in the engine would. */
function trapOnce() {
  const { rank } = bindings.Engine.prototype;
  bindings.Engine.prototype.rank = function () {
    bindings.Engine.prototype.rank = rank;
    // An engine at an address that holds none: the first use reads what is not there.
    Object.defineProperty(this, "__wbg_ptr", { value: 0x7fff_fff0, writable: true });
    return rank.call(this, new Uint32Array(1), new Uint32Array(0), new Uint32Array(0), NOW, 1, undefined, undefined);
  };
}

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
  trapOnce();
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
  assert.equal(vitrine.profile().events, 22);
  vitrine.free();
  bystander.free();
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
    trapOnce();
    assert.deepEqual([...vitrine.rank({ items: ITEMS }).order], [0, 1, 2, 3, 4, 5, 6, 7]);
  }
  assert.equal(codes.at(-1), "broken");
  assert.ok(codes.includes("trap"));
  vitrine.observe({ type: "view", item: "8" });
  vitrine.erase();
  vitrine.setConsent({ profile: false });
  vitrine.free();
});
