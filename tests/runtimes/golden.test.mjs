// Wasm in Node gives the frozen orders, to the bit.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { answerAll, golden, goldenPackPath } from "../support/golden.mjs";
import { importInstalled, installPackage } from "../support/project.mjs";

let project;
before(() => {
  project = installPackage();
});
after(() => project.remove());

test("the frozen orders are reproduced", async () => {
  const both = golden();
  const { answers, failures } = await answerAll(
    await importInstalled(project),
    readFileSync(goldenPackPath),
    both.map(({ request }) => request),
  );
  assert.deepEqual(failures, []);
  assert.equal(answers.length, both.length);
  answers.forEach((answer, n) => assert.deepEqual(JSON.parse(JSON.stringify(answer)), both[n].answer));
});
