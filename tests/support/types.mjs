// The types of the installed package, as a shop's own compiler sees them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tool } from "./project.mjs";

const STRICT = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--lib", "es2022,dom", "--types", ""];
const RESOLUTIONS = [
  ["--module", "nodenext", "--moduleResolution", "nodenext"],
  ["--module", "esnext", "--moduleResolution", "bundler"],
];

/** Asserts that a TypeScript file of the project compiles without a word, by the rules of Node and of bundlers. */
export function assertCompiles(project, name, source) {
  writeFileSync(join(project.folder, name), source);
  for (const resolution of RESOLUTIONS) {
    const check = spawnSync(tool("tsc"), [...STRICT, ...resolution, name], { cwd: project.folder, encoding: "utf8" });
    assert.equal(check.status, 0, check.stdout + check.stderr);
  }
}
