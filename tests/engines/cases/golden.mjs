// The frozen orders: see tests/golden/README.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerAll, golden as frozen } from "../../support/golden.mjs";

export function golden(visit) {
  test("the frozen orders are reproduced, to the bit", async (t) => {
    const { shopper } = visit;
    await shopper.goto(`${await visit.origin(t)}other.html`);
    await shopper.until("the package is there", () => window.vitrine !== undefined);
    const both = frozen();
    const { answers, failures } = await shopper.evaluate(
      `(requests) => (${answerAll})(window.vitrine, "/golden.vtr", requests)`,
      both.map(({ request }) => request),
    );
    assert.deepEqual(failures, []);
    assert.equal(answers.length, both.length);
    answers.forEach((answer, n) => assert.deepEqual(answer, both[n].answer));
  });
}
