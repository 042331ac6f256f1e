// Moving a profile to another device: only the code opens it, and whatever was changed on the way is refused.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { installPackage, packPath } from "../support/project.mjs";

const NOW = 1_217_600_000;
const ITEMS = Array.from({ length: 40 }, (_, n) => `${n + 1}`);
const SHOP = { shop: "maja" };
const PAGE = { ...SHOP, page: "https://maja.example/account?session=7#top" };

let project;
let lib;
before(async () => {
  project = installPackage();
  const entry = join(project.folder, "transfer.mjs");
  writeFileSync(entry, 'export * from "vitrine";\nexport * from "vitrine/transfer";\n');
  lib = await import(pathToFileURL(entry).href);
});
after(() => project?.remove());

async function make(viewed = [], permissions = { profile: true, persist: true }) {
  const vitrine = await lib.createVitrine({ pack: readFileSync(packPath()), permissions, now: () => NOW });
  viewed.forEach((item, n) => vitrine.observe({ type: "view", item, time: NOW - 600 + n }));
  return vitrine;
}
const refused = (code) => (error) => error.name === "VitrineError" && error.code === code;

test("a file and its code bring the same order to another device", async () => {
  const first = await make(["29", "8", "31", "8", "12", "40"]);
  const { file, code } = await lib.pack(first, SHOP);
  assert.match(code, /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
  assert.deepEqual(first.ledger.map(({ what, to, bytes }) => [what, to, bytes]), [["transfer", "shopper", file.length]]);
  const again = await lib.pack(first, SHOP);
  assert.notEqual(again.code, code);
  assert.notDeepEqual(again.file, file);
  for (const typed of [code, code.toLowerCase(), code.replaceAll("-", " "), ` ${code.replaceAll("-", "–")}\n`]) {
    const second = await make();
    await lib.unpack(second, file, typed, SHOP);
    assert.deepEqual(second.rank({ items: ITEMS }), first.rank({ items: ITEMS }));
    assert.deepEqual(second.save(), first.save());
  }
});

test("what is in the file is told by nothing in it", async () => {
  const vitrine = await make(["29", "8", "31"]);
  const bytes = Buffer.from((await lib.pack(vitrine, SHOP)).file);
  const profile = Buffer.from(vitrine.save());
  for (let at = 0; at + 8 <= profile.length; at += 1) assert.equal(bytes.indexOf(profile.subarray(at, at + 8)), -1);
  assert.equal(bytes.indexOf("maja"), -1);
});

test("another code, another shop, no permission, any other bytes: refused, and the profile stays", async () => {
  const { file, code } = await lib.pack(await make(["29", "8", "31", "8"]), SHOP);
  const vitrine = await make(["12", "40"]);
  const before = vitrine.save();
  const wrong = code.replace(/^./, (sign) => (sign === "A" ? "B" : "A"));
  for (const typed of [wrong, "", "1234", code.slice(0, -1), undefined]) {
    await assert.rejects(lib.unpack(vitrine, file, typed, SHOP), refused("transfer-refused"));
  }
  await assert.rejects(lib.unpack(vitrine, file, code, { shop: "else" }), refused("transfer-other-shop"));
  await assert.rejects(lib.unpack(vitrine, file, code), refused("bad-argument"));
  await assert.rejects(lib.unpack(vitrine, "file", code, SHOP), refused("bad-argument"));
  await assert.rejects(lib.unpack({}, file, code, SHOP), refused("bad-argument"));
  await assert.rejects(lib.unpack(vitrine, before, code, SHOP), refused("transfer-not-one"));
  for (const bytes of [new Uint8Array(), file.subarray(0, 3)]) {
    await assert.rejects(lib.unpack(vitrine, bytes, code, SHOP), refused("transfer-not-one"));
  }
  await assert.rejects(lib.unpack(vitrine, file.with(4, 2), code, SHOP), refused("transfer-newer-version"));
  await assert.rejects(lib.unpack(await make([], { profile: true }), file, code, SHOP), refused("no-permission"));
  await assert.rejects(lib.pack(await make([], { profile: true }), SHOP), refused("no-permission"));
  assert.deepEqual(vitrine.save(), before);
});

test("truncations are refused, and flipped bits in every byte of the header and a sample of the rest", async () => {
  const { file, code } = await lib.pack(await make(["29"]), SHOP);
  const vitrine = await make(["12"]);
  const before = vitrine.save();
  // A tenth of a second of key derivation each: one bit of every byte of the header, and a sample of what follows.
  const places = [...Array(41).keys(), 41, 42, file.length >> 1, file.length - 17, file.length - 16, file.length - 1];
  for (const [n, place] of places.entries()) {
    const bytes = file.slice();
    bytes[place] ^= 1 << n % 8;
    await assert.rejects(lib.unpack(vitrine, bytes, code, SHOP), ({ code }) => code.startsWith("transfer-"), `byte ${place}`);
  }
  for (const length of [5, 12, 13, 40, 41, 57, 58, file.length >> 1, file.length - 16, file.length - 1]) {
    await assert.rejects(lib.unpack(vitrine, file.subarray(0, length), code, SHOP), ({ code }) => code.startsWith("transfer-"), `${length} bytes`);
  }
  assert.deepEqual(vitrine.save(), before);
});

test("a picture's address leads to the shop, with the profile in the fragment alone, however much is known", async () => {
  const viewed = Array.from({ length: 90 }, (_, n) => `${(n * 7) % 200 + 1}`);
  for (const looks of [["29", "8"], viewed]) {
    const first = await make(looks);
    const { code: known } = await lib.pack(first, SHOP);
    const { link, squares, code } = await lib.packPicture(first, { ...PAGE, code: known });
    assert.equal(code, known);
    assert.ok(link.startsWith("https://maja.example/account#vitrine="), link.slice(0, 60));
    assert.ok(link.length <= 1273 && squares.length <= 17 + 4 * 25 + 8, `${link.length} characters, ${squares.length} squares`);
    const second = await make();
    await lib.unpack(second, lib.arrivedIn(link), code, SHOP);
    assert.equal(second.rank({ items: ITEMS }).personal, true);
    if (looks.length === 2) assert.deepEqual(second.rank({ items: ITEMS }), first.rank({ items: ITEMS }));
  }
  await assert.rejects(lib.packPicture(await make(["1"]), { ...PAGE, page: `https://maja.example/${"x".repeat(1000)}` }), refused("transfer-too-large"));
  assert.equal(lib.arrivedIn("https://maja.example/#/item/1"), undefined);
  assert.equal(lib.arrivedIn("https://maja.example/#vitrine=%%"), undefined);
});
