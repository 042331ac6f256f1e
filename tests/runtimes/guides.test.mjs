// Every code sample of the guides stands in an example, which is built and tested.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const GUIDES = new URL("../../docs/guides/", import.meta.url);

for (const guide of readdirSync(GUIDES)) {
  test(`${guide}: its samples are those of the examples`, () => {
    const text = readFileSync(new URL(guide, GUIDES), "utf8");
    let source;
    let samples = 0;
    // A line "From [file](…)" holds for all samples until the next.
    for (const [, path, language, sample] of text.matchAll(/^From \[[^\]]+\]\(([^)]+)\):$|^```(\w+)\n([^]*?)^```$/gm)) {
      if (path !== undefined) source = readFileSync(new URL(path, GUIDES), "utf8");
      else if (language !== "sh") {
        assert.ok(source?.includes(sample), `not in the example:\n${sample}`);
        samples += 1;
      }
    }
    assert.ok(samples > 0);
  });
}
