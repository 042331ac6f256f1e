// The shopper's rights in workerd, where WebAssembly is compiled when it is deployed, and in the entry that has it inside: each
// answers as Node does.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { ASKING, layOutApp, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

/** What is answered in Node by one of the package's entries. */
async function inNode(entry) {
  const folder = await layOutApp();
  const file = join(folder, `asking-${entry.replace("/", "-")}.mjs`);
  writeFileSync(file, `export { createVitrine } from "${entry}";\nexport { openRights } from "vitrine/rights";\nexport { askEverything } from "./asked.js";\n`);
  const { askEverything, ...vitrines } = await import(pathToFileURL(file).href);
  return askEverything(vitrines, Uint8Array.from(readFileSync(join(folder, "shop.vtr"))));
}

test("see, export, import, pause, prefer, forget, dial, somebody else, erase: in Node each has its effect", async () => {
  const answers = await inNode("vitrine");
  assert.deepEqual(answers.codes, []);
  assert.ok(answers.known > 0 && answers.reasons === answers.merchant.length && answers.without.length > 0);
  assert.notDeepEqual(answers.personal, answers.merchant);
  assert.deepEqual(answers.imported, answers.personal);
  for (const neutral of ["paused", "dialled", "neutral"]) assert.deepEqual(answers[neutral], answers.merchant, neutral);
  assert.notDeepEqual(answers.preferred, answers.personal);
  assert.notDeepEqual(answers.forgotten, answers.preferred);
  assert.deepEqual([answers.forSomeoneElse, answers.erased, answers.refused], [true, "erased", "import-unknown-format"]);
});

test("the entry with its WebAssembly inside answers the same", async () => {
  assert.deepEqual(await inNode("vitrine/inline"), await inNode("vitrine"));
});

test("workerd answers the same", async (t) => {
  const origin = await startOrigin(t, {});
  const edge = await startEdge(t, ASKING, origin, {});
  const { status, body } = await edge.get("/");
  assert.equal(status, 200, edge.stderr());
  assert.deepEqual(JSON.parse(body), await inNode("vitrine"));
});
