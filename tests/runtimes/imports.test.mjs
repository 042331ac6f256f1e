// Law 1: nothing leaves by itself. What the engine cannot import, it cannot do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { installPackage } from "../support/project.mjs";

/** All that the engine may import, without the hash that wasm-bindgen appends: how it throws a refusal. */
const ALLOWED = [/^__wbindgen_|^__wbg___wbindgen_/];
/** Words that no import may contain, whatever the list above lets through. */
const FORBIDDEN = /fetch|xhr|xmlhttp|socket|beacon|storage|cookie|indexeddb|date|random|crypto|worker|document|navigator/i;

let project;
before(() => {
  project = installPackage();
});
after(() => project.remove());

test("the engine imports neither network, storage, clock nor chance", async () => {
  const bytes = readFileSync(join(project.package, "dist/vitrine.wasm"));
  const imports = WebAssembly.Module.imports(await WebAssembly.compile(bytes));
  assert.ok(imports.length > 0);
  for (const { name, kind } of imports) {
    assert.equal(kind, "function", name);
    const plain = name.replace(/_[0-9a-f]{16}$/, "");
    assert.ok(ALLOWED.some((allowed) => allowed.test(plain)), `${name} is not on the list of allowed imports`);
    assert.doesNotMatch(plain, FORBIDDEN);
  }
});

test("neither bindings nor face send anything", () => {
  const scripts = ["engine", "vitrine", "keeper", "instance", "call", "handles", "check", "rules", "flat", "answers", "debug", "merchant-order", "errors"];
  for (const script of scripts) {
    const text = readFileSync(join(project.package, `dist/${script}.js`), "utf8");
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    // The bindings' loader fetches the wasm from the address that the entry names, and nothing else does.
    const found = code.match(/\b(fetch|XMLHttpRequest|WebSocket|sendBeacon|EventSource|localStorage|indexedDB|cookie)\b/g) ?? [];
    assert.deepEqual([...new Set(found)], script === "engine" ? ["fetch"] : [], script);
  }
});
