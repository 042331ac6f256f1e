// Law 1: nothing leaves by itself. What the engine cannot import, it cannot do.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { installPackage } from "../support/project.mjs";

/**
 * The one import that gives an engine something of the outside: eight random bytes, the seed of the private setting.
 * Groups that everybody knows hide less, and the engine has no chance of its own. When it is drawn: `seed.test.mjs`.
 */
const CHANCE = /^__wbg_getRandomValues$/;
/** How an engine throws a refusal. */
const REFUSALS = /^__wbindgen_|^__wbg___wbindgen_/;
/** What those may that answer what is the shopper's. */
const RIGHTS = [
  REFUSALS,
  // How it reads the plain object of a profile's export, and answers with one.
  /^__wbg_(String|Number|Error|call|done|entries|get|get_unchecked|get_with_ref_key|isArray|isSafeInteger|iterator|length|new|next|prototypesetcall|set|value|values)$/,
  /^__wbg_instanceof_(ArrayBuffer|Map|Uint8Array)$/,
];
/** All that the engines may import, without the hash that wasm-bindgen appends. */
const ALLOWED = {
  "edge.wasm": [REFUSALS, CHANCE],
  "rights.wasm": RIGHTS,
  "slices-rights.wasm": RIGHTS,
  "slices.wasm": [REFUSALS, CHANCE],
  "vitrine.wasm": [REFUSALS, CHANCE],
};
/** Words that no other import may contain, whatever the list above lets through. */
const FORBIDDEN = /fetch|xhr|xmlhttp|socket|beacon|storage|cookie|indexeddb|date|random|crypto|worker|document|navigator/i;

let project;
before(() => {
  project = installPackage();
});
after(() => project.remove());

test("the engine imports neither network, storage nor clock, and of chance its one source", async () => {
  const wasms = readdirSync(join(project.package, "dist"), { recursive: true }).filter((name) => name.endsWith(".wasm"));
  assert.deepEqual(wasms.sort(), Object.keys(ALLOWED));
  for (const [wasm, list] of Object.entries(ALLOWED)) {
    const bytes = readFileSync(join(project.package, "dist", wasm));
    const imports = WebAssembly.Module.imports(await WebAssembly.compile(bytes));
    assert.ok(imports.length > 0);
    for (const { name, kind } of imports) {
      assert.equal(kind, "function", name);
      const plain = name.replace(/_[0-9a-f]{16}$/, "");
      assert.ok(list.some((allowed) => allowed.test(plain)), `${wasm}: ${name} is not on the list of allowed imports`);
      if (!CHANCE.test(plain)) assert.doesNotMatch(plain, FORBIDDEN);
    }
  }
});

/** All by which a script sends, or stores on the device. */
const REACHES_OUT =
  /\b(fetch|XMLHttpRequest|WebSocket|WebTransport|RTCPeerConnection|sendBeacon|EventSource|localStorage|sessionStorage|indexedDB|cookie|cookieStore|caches)\b/g;

/** What each script of the package may name of it, and why. All others: nothing. */
const MAY_NAME = {
  // The loaders of the bindings: they fetch the wasm from the address that the entry names.
  "engine.js": ["fetch"],
  "rights-engine.js": ["fetch"],
  // The pack, from the address that the page names.
  "pack-source.js": ["fetch"],
  // On the page's side of the edge: the page's own requests with the shopper's profile in a header, and what she decides, to
  // the shop's own origin and with her permission; that something has not reached it yet.
  "edge/client.js": ["fetch"],
  "edge/owed.js": ["localStorage"],
  "edge/sync.js": ["cookie", "fetch"],
  "edge/profile-header.js": ["fetch"],
  // On the edge itself: the request's cookies, consent among them, and the sealed one that only the edge sets.
  "edge/consent.js": ["cookie"],
  "edge/cookies.js": ["cookie"],
  "edge/edge.js": ["cookie"],
  "edge/keys.js": ["cookie"],
  "edge/options.js": ["cookie"],
  "edge/origin.js": ["cookie"],
  "edge/own-requests.js": ["cookie", "fetch"],
  "edge/page-events.js": ["fetch"],
  "edge/vault.js": ["cookie"],
  "edge/visit.js": ["cookie", "fetch"],
  // The order that the shopper saw, for the Back button, where she permits that something is kept.
  "carousel/back.js": ["sessionStorage"],
  "order-record.js": ["sessionStorage"],
  // Whether the shop is on and which pack it uses, from the address that the page names.
  "operate/control.js": ["fetch"],
  // In which part of a rollout this device is, where the shopper permits that something is kept.
  "operate/draw.js": ["localStorage"],
  // The slices of what the page shows, from the address that the page names.
  "slices/edition.js": ["fetch"],
  // The profile, where the shopper permits that it is kept on her device.
  "storage/database.js": ["indexedDB"],
  "storage/erase.js": ["indexedDB"],
  "storage/left.js": ["localStorage"],
};

test("no script of the package sends or stores, but for what is listed", () => {
  const dist = join(project.package, "dist");
  const scripts = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".js"));
  assert.ok(scripts.length > 20);
  const found = {};
  for (const script of scripts) {
    const code = readFileSync(join(dist, script), "utf8").replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, "");
    const named = [...new Set(code.match(REACHES_OUT) ?? [])].sort();
    if (named.length > 0) found[script] = named;
  }
  assert.deepEqual(found, MAY_NAME);
});
