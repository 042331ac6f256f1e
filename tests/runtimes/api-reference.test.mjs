// docs/api is what the types say: see docs/api.mjs.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the API reference is what the types say", () => {
  const generator = fileURLToPath(new URL("../../docs/api.mjs", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [generator, "--check"], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
});
