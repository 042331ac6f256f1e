// The ledger of what the host released: whole, bounded, and out of the page's reach.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { importInstalled, installPackage, packPath } from "../support/project.mjs";

const NOW = 1_217_600_000;
let project, createVitrine, VitrineError;
before(async () => {
  project = installPackage();
  ({ createVitrine, VitrineError } = await importInstalled(project));
});
after(() => project?.remove());

const make = (permissions) => createVitrine({ pack: readFileSync(packPath()), permissions, now: () => NOW });
const refused = (code) => (error) => error instanceof VitrineError && error.code === code;

test("nothing is released without the permission to measure, and nothing is taken down", async () => {
  const vitrine = await make({ profile: true, persist: true });
  assert.throws(() => vitrine.release("report", "x"), refused("no-permission"));
  vitrine.save();
  vitrine.setConsent({ measure: true });
  for (const bad of [undefined, null, 7, {}, [1], new ArrayBuffer(4)]) {
    assert.throws(() => vitrine.release("report", bad), refused("bad-argument"));
  }
  assert.throws(() => vitrine.release(7, "x"), refused("bad-argument"));
  assert.throws(() => vitrine.release("report", "x", { to: 7 }), refused("bad-argument"));
  assert.deepEqual(vitrine.ledger, []);
  vitrine.setConsent({ measure: false });
  assert.throws(() => vitrine.release("report", "x"), refused("no-permission"));
});

test("every byte is in it, told as it goes, and stays when the profile is erased", async () => {
  const vitrine = await make({ profile: true, measure: true });
  const told = [];
  vitrine.addEventListener("ledger", ({ detail }) => told.push(detail));
  const body = Uint8Array.of(1, 2, 3);
  assert.equal(vitrine.release("report", body, { to: "shop.example" }), body);
  assert.equal(vitrine.release("note", "née"), "née");
  const expected = [
    { at: NOW, what: "report", to: "shop.example", bytes: 3 },
    { at: NOW, what: "note", to: null, bytes: 4 },
  ];
  assert.deepEqual(vitrine.ledger, expected);
  assert.deepEqual(told, expected);
  await vitrine.erase();
  assert.deepEqual(vitrine.ledger, expected);
  assert.throws(() => vitrine.ledger.push({}), TypeError);
  assert.throws(() => {
    vitrine.ledger[0].bytes = 0;
  }, TypeError);
});

test("of very many the oldest are added up: none of the bytes is lost", async () => {
  const vitrine = await make({ measure: true });
  let sum = 0;
  for (let n = 1; n <= 450; n += 1) {
    vitrine.release(`report ${n}`, new Uint8Array(n));
    sum += n;
  }
  const { ledger } = vitrine;
  assert.equal(ledger.length, 200);
  assert.deepEqual([ledger[0].what, ledger[0].to, ledger[1].what, ledger[199].what], ["earlier", null, "report 252", "report 450"]);
  assert.equal(ledger.reduce((total, { bytes }) => total + bytes, 0), sum);
});
