// A server that renders a shop's pages imports what the pages import. Nothing must come of it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { installPackage } from "../support/project.mjs";

/** Imports every entry that it is given, and prints what became of the process's globals, and what was called. */
const PROBE = `
// Node makes these when they are first read.
void [TextEncoder, TextDecoder, atob];
// What the shop's own frameworks do is theirs.
await import("react");
await import("vue");
const called = [];
const spy = (owner, name, label) => {
  const real = owner[name];
  owner[name] = function (...given) {
    called.push(label);
    return new.target === undefined ? real.apply(this, given) : Reflect.construct(real, given, new.target);
  };
};
for (const name of ["fetch", "setTimeout", "setInterval", "setImmediate"]) spy(globalThis, name, name);
for (const name of ["compile", "instantiate", "compileStreaming", "instantiateStreaming", "Module", "Instance", "Memory"]) {
  if (name in WebAssembly) spy(WebAssembly, name, "WebAssembly." + name);
}
spy(EventTarget.prototype, "addEventListener", "addEventListener");
spy(crypto, "getRandomValues", "getRandomValues");
const globals = () => new Map(Reflect.ownKeys(globalThis).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)]));
const before = globals();
const listeners = process.eventNames().length;
const exported = {};
for (const entry of process.argv.slice(2)) exported[entry] = Object.keys(await import(entry));
const after = globals();
const same = (one, other) => one !== undefined && other !== undefined && ["value", "get", "set"].every((part) => Object.is(one[part], other[part]));
const touched = [...new Set([...before.keys(), ...after.keys()])].filter((key) => !same(before.get(key), after.get(key))).map(String);
console.log(JSON.stringify({ exported, called, touched, listeners: process.eventNames().length - listeners }));
`;

let project;
before(() => {
  project = installPackage();
  writeFileSync(join(project.folder, "probe.mjs"), PROBE);
  // The shop has its framework; the package brings none.
  for (const name of ["react", "vue", "@vue"]) {
    symlinkSync(join(import.meta.dirname, "../../node_modules", name), join(project.folder, "node_modules", name));
  }
});
after(() => project.remove());

/** The package's script entries, by the names under which a shop imports them. */
function entries() {
  const { exports } = JSON.parse(readFileSync(join(project.package, "package.json"), "utf8"));
  const scripts = Object.keys(exports).filter((name) => !/\.(wasm|json)$/.test(name));
  return scripts.map((name) => name.replace(/^\./, "vitrine").replace("*", "en"));
}

for (const [who, ...conditions] of [["a server"], ["a server that is given the browser's entries", "--conditions=browser"]]) {
  test(`${who} imports them, and nothing comes of it`, () => {
    // The browser's panel is elements, which it cannot be without; every server has an entry without them.
    const all = entries().filter((entry) => conditions.length === 0 || entry !== "vitrine/panel");
    assert.ok(all.length >= 6);
    const output = execFileSync(process.execPath, [...conditions, "probe.mjs", ...all], { cwd: project.folder, encoding: "utf8" });
    const { exported, called, touched, listeners } = JSON.parse(output);
    assert.deepEqual(Object.keys(exported), all);
    for (const [entry, names] of Object.entries(exported)) assert.ok(names.length > 0, `${entry} exports nothing`);
    assert.deepEqual(called, [], "nothing is fetched, compiled, timed, listened to or drawn by lot");
    assert.deepEqual(touched, [], "no global is touched");
    assert.equal(listeners, 0);
  });
}
