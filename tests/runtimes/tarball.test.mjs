// The packed tarball in an empty project: what is in it, whether it runs, whether its types hold.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { installPackage, packPath, setting, tool } from "../support/project.mjs";
import { assertCompiles } from "../support/types.mjs";

let project;
before(() => {
  project = installPackage();
});
after(() => project.remove());

test("it brings its five wasms, every entry, types, both licences, and no dependency but those of single entries", () => {
  const manifest = JSON.parse(readFileSync(join(project.package, "package.json"), "utf8"));
  // Of the storage, signed slices, the panel, moving to another device, and the edge; the main entries import none.
  assert.deepEqual(Object.keys(manifest.dependencies), ["@noble/ciphers", "@noble/curves", "css-what", "entities", "lit-html", "uqr"]);
  for (const file of ["dist/vitrine.wasm", "dist/rights.wasm", "dist/slices.wasm", "dist/slices-rights.wasm", "dist/edge.wasm", "LICENSE-MIT", "LICENSE-APACHE", "README.md"]) {
    assert.ok(existsSync(join(project.package, file)), file);
  }
  for (const [condition, file] of Object.entries(manifest.exports["."])) {
    assert.ok(existsSync(join(project.package, file)), `${condition}: ${file}`);
  }
  const wasms = execFileSync("find", [project.package, "-name", "*.wasm"], { encoding: "utf8" }).trim().split("\n");
  assert.equal(wasms.length, 5);
});

test("it runs as an ES module in Node", () => {
  writeFileSync(
    join(project.folder, "run.mjs"),
    `import { createVitrine } from "vitrine";
     const vitrine = await createVitrine({ pack: process.argv[2], permissions: { profile: true } });
     vitrine.observe({ type: "view", item: "1" });
     const { ids } = vitrine.rank({ items: ["1", "2", "3"] });
     console.log(JSON.stringify(ids.toSorted ? [...ids].sort() : ids.sort()));
     vitrine.free();`,
  );
  const output = execFileSync(process.execPath, ["run.mjs", packPath()], { cwd: project.folder, encoding: "utf8" });
  assert.deepEqual(JSON.parse(output), ["1", "2", "3"]);
});

test("its types are complete and strict", () => {
  assertCompiles(
    project,
    "shop.ts",
    `import { createVitrine, Vitrine, VitrineError } from "vitrine";
     import { openRights, type Rights } from "vitrine/rights";
     import type { Explanation, ProfileView, RankRequest, RankResult, VitrineEvent, VitrineOptions } from "vitrine";
     const options: VitrineOptions = { pack: "/shop.vtr", onError: (e: VitrineError) => console.log(e.code satisfies string) };
     const vitrine: Vitrine = await createVitrine(options);
     const event: VitrineEvent = { type: "view", item: "1", price: 3, attributes: { brand: "x", tags: ["a"] } };
     vitrine.observe(event);
     const request: RankRequest = { slot: "home", items: ["1", { id: "2", price: 3, inStock: true }] as const };
     const result: RankResult = vitrine.rank(request);
     result.order satisfies Uint32Array; result.scores satisfies (number | null)[];
     const rights: Rights = await openRights(vitrine);
     const why: Explanation[] = rights.explain(request);
     const view: ProfileView = rights.profile();
     vitrine.forget({ item: "1" }); vitrine.forget({ field: "brand" }); vitrine.forget({ field: "brand", value: "x" });
     console.log(why.length, view.bytes satisfies number, vitrine.permissions.profile, vitrine.packId);
     vitrine.restore(vitrine.save()); vitrine.setConsent({ profile: false }); vitrine.erase(); vitrine.free();
     // @ts-expect-error an unknown event type
     vitrine.observe({ type: "stare", item: "1" });
     // @ts-expect-error a number where an id belongs
     vitrine.rank({ items: [1] });
     // @ts-expect-error permissions cannot be set from outside
     vitrine.permissions.profile = true;
     // @ts-expect-error nothing to forget
     vitrine.forget({});
    `,
  );
});

test("publint finds nothing", () => {
  const check = spawnSync(tool("publint"), ["run", setting("VITRINE_TARBALL"), "--strict"], { encoding: "utf8" });
  assert.equal(check.status, 0, check.stdout + check.stderr);
  assert.match(check.stdout, /All good/);
});

test("every entry finds its types, by the rules of Node and of bundlers (arethetypeswrong)", () => {
  // Modules only, as the manifest says. What a bundler makes of the wasm has a type of the bundler's own.
  const options = ["--format", "json", "--profile", "esm-only", "--exclude-entrypoints", "./vitrine.wasm", "./rights.wasm", "./slices.wasm", "./slices-rights.wasm", "./edge.wasm"];
  // Into a file: what attw writes to a pipe can be cut off where it ends.
  const told = join(project.folder, "attw.json");
  const file = openSync(told, "w");
  const check = spawnSync(tool("attw"), [setting("VITRINE_TARBALL"), ...options], { stdio: ["ignore", file, "inherit"] });
  closeSync(file);
  const { analysis } = JSON.parse(readFileSync(told, "utf8"));
  assert.ok(Object.keys(analysis.entrypoints).length >= 6);
  for (const [entry, { resolutions }] of Object.entries(analysis.entrypoints)) {
    if (entry === "./package.json") continue;
    for (const kind of ["node16-esm", "bundler"]) {
      const { resolution, isWildcard } = resolutions[kind];
      assert.ok(isWildcard || resolution?.isTypeScript || /\.d\.ts$/.test(resolution?.fileName), `${entry} by the rules of ${kind}`);
    }
  }
  assert.equal(check.status, 0);
});
