// The tests of orders test something: with the edge switched off each of them fails, in every runtime.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { RUNTIMES } from "../support/edge/runtimes.mjs";

/** The tests that ask for an order, by their files. */
const ORDERS = {
  "order.test.mjs": ["what she looked at orders the next page, and the JSON after it", "the profile of the page's own browser comes by the header, and neither it nor the cookie reaches the origin"],
  "dripping.test.mjs": [
    "a byte at a time, and cut at random: the same bytes come out as from one piece",
    "a page of 1 MB with three carousels, in pieces of uneven size",
    "an answer in JSON, a byte at a time",
  ],
  "interleaving.test.mjs": ["shoppers whose requests are under way at once are not mixed up"],
  "caching.test.mjs": ["with a shared cache between, no shopper is served another's order", "what is told of her page is true of her page"],
};

/** What these tests of a file come to, in TAP. */
function outcome(file, names) {
  const patterns = names.map((name) => `--test-name-pattern=^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ["--test", "--test-reporter=tap", ...patterns, path], { env: { ...env, VITRINE_EDGE_OFF: "1" }, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve(said));
  });
}

for (const [file, names] of Object.entries(ORDERS)) {
  test(`${file} fails`, async () => {
    const said = await outcome(file, names);
    // By what they assert, and not because nothing started.
    assert.equal(said.match(/code: 'ERR_ASSERTION'/g)?.length, names.length * RUNTIMES.length, said);
    for (const name of names) {
      const lines = said.split("\n").filter((line) => /^\s*(?:not )?ok \d+ - /.test(line) && line.includes(` - ${name}`) && !line.includes("# SKIP"));
      assert.equal(lines.length, RUNTIMES.length, `${name}\n${said}`);
      for (const line of lines) assert.match(line, /^\s*not ok/, `${name} passes although the edge is switched off`);
    }
  });
}
