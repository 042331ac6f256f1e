// Wasm in Chromium gives the frozen orders, to the bit.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answerAll, golden, goldenPackPath } from "../support/golden.mjs";
import { openShop } from "../support/page.mjs";

let shop;
before(async () => {
  shop = await openShop({ "golden.vtr": goldenPackPath });
});
after(() => shop?.close());

test("the frozen orders are reproduced", async (t) => {
  const both = golden();
  const page = await shop.page(t);
  await shop.addScript(page, "answerAll", answerAll);
  const { answers, failures } = await page.evaluate(
    (requests) => window.answerAll(window.vitrine, "golden.vtr", requests).then(JSON.stringify),
    both.map(({ request }) => request),
  ).then(JSON.parse);
  assert.deepEqual(failures, []);
  assert.equal(answers.length, both.length);
  answers.forEach((answer, n) => assert.deepEqual(answer, both[n].answer));
});
