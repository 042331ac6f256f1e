// The Back button.

import assert from "node:assert/strict";
import { test } from "node:test";

export function back(visit) {
  test("Back brings the order that she left", async (t) => {
    const { shopper } = visit;
    await visit.open(t);
    await visit.shopAround();
    const left = [await visit.order("new"), await visit.order("home")];
    await shopper.click("#on");
    await shopper.until("the other page is there", () => location.pathname === "/other.html" && window.vitrine !== undefined);
    await shopper.back();
    await shopper.until("the shop is back", () => location.pathname === "/" && window.calls?.some(([name]) => name === "rankPage"));
    // A page that the browser kept emptied its memory when it was left, and takes the profile up again.
    await shopper.until("the profile is there again", () => window.kept.state === "kept" && window.rights.profile().events > 0);
    await visit.arranged();
    assert.deepEqual([await visit.order("new"), await visit.order("home")], left);
  });
}
