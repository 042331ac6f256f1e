// Consent in Node, as in an edge worker: a request's header, and a source of the shop's own; and the entry's types.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { known } from "../support/consent-shop.mjs";
import { installPackage, packPath } from "../support/project.mjs";
import { assertCompiles } from "../support/types.mjs";

let project, shop;
before(async () => {
  project = installPackage();
  const entry = join(project.folder, "consent.mjs");
  writeFileSync(entry, 'export * from "vitrine";\nexport * from "vitrine/consent";\nexport * from "vitrine/rights";\n');
  shop = await import(pathToFileURL(entry).href);
});
after(() => project.remove());

const make = (permissions, errors = []) =>
  shop.createVitrine({ pack: readFileSync(packPath()), permissions, onError: (error) => errors.push(error.code) });

test("Sec-GPC of a request is read as it came, from fetch's headers and from Node's", async () => {
  const vitrine = await make({ persist: true, profile: true, measure: true });
  const joined = new Headers([["Sec-GPC", "0"], ["Sec-GPC", "1"]]);
  const cases = [
    [new Headers({ "sec-gpc": "1" }), "1"],
    [joined, "0, 1"],
    [{ "sec-gpc": "1" }, "1"],
    [{ "sec-gpc": ["0", "1"] }, "0, 1"],
    [new Headers(), undefined],
    [{}, undefined],
    [Object.create({ "sec-gpc": "1" }), undefined],
  ];
  for (const [headers, header] of cases) {
    const followed = shop.followConsent(vitrine, { sources: [shop.gpcHeader(headers)] });
    assert.deepEqual(followed.signals, [header === undefined ? { from: "gpc" } : { from: "gpc", header }]);
    assert.equal(vitrine.permissions.measure, header === undefined || header === "0");
    assert.equal(vitrine.permissions.profile, true);
  }
  vitrine.free();
});

test("a signal or a policy that is not of its shape is refused, whatever it is", async () => {
  const { addUp } = await import(pathToFileURL(join(project.package, "dist/consent/settle.js")).href);
  (await make({})).free();
  const granted = { persist: true, profile: true, purchases: true, measure: false };
  const own = { from: "own", persist: true, profile: true, purchases: true, measure: undefined };
  assert.deepEqual(addUp([own], {}), granted);
  const bad = [
    [{ from: "own", profile: "true" }, {}], [{ from: "own", profile: 1 }, {}], [{ from: "own", profil: true }, {}], [{ profile: true }, {}],
    [{ from: "gpp", applicableSections: [7.5] }, {}], [{ from: "gpp", applicableSections: ["7"] }, {}], [{ from: "gpp", applicableSections: { 0: 7 } }, {}],
    [{ from: "tcf", tcString: "C".repeat(16_385) }, {}], [null, {}], ["own", {}], [new Map([["from", "own"]]), {}], [Object.create(own), {}],
    [own, null], [own, { regime: "none" }], [own, { memory: true }], [own, { memoryOnly: Symbol("yes") }],
  ];
  for (const [n, [signal, policy]] of bad.entries()) {
    const refused = (thrown) => /^bad-consent/.test(thrown.code ?? thrown);
    assert.throws(() => addUp([signal], policy), refused, `case ${n}`);
  }
});

test("a source of the shop's own: granted, withdrawn in the same task, stopped when the Vitrine is freed", async () => {
  const vitrine = await make({});
  const rights = await shop.openRights(vitrine);
  let answer = {};
  let changed;
  let stopped = 0;
  const ours = {
    from: "klaro",
    listen(tell) {
      changed = tell;
      return { read: () => ({ from: "klaro", ...answer }), stop: () => void (stopped += 1) };
    },
  };
  const followed = shop.followConsent(vitrine, { sources: [ours] });
  assert.equal(followed.permissions.profile, false);
  answer = { persist: true, profile: true };
  changed();
  assert.deepEqual({ ...followed.permissions }, { persist: true, profile: true, purchases: false, measure: false });
  vitrine.observe({ type: "view", item: "1" });
  assert.equal(known(rights), 1);
  answer = { persist: true, profile: false };
  changed();
  assert.equal(known(rights), "no-permission");
  answer = { persist: true, profile: true };
  changed();
  assert.equal(known(rights), 0);
  vitrine.free();
  changed();
  assert.equal(stopped, 1);
});

test("the sources for pages say nothing outside of pages, and keep no process awake", async () => {
  const errors = [];
  const vitrine = await make({}, errors);
  const { tcf, gpp, gpc, googleConsentMode, shopify, oneTrust, cookiebot, klaro, c15t } = shop;
  const sources = [tcf(), gpp(), gpc(), googleConsentMode(), shopify(), oneTrust(), cookiebot(), klaro({ services: {} }), c15t()];
  const followed = shop.followConsent(vitrine, { sources });
  assert.deepEqual(followed.signals.map((signal) => Object.keys(signal)), sources.map(() => ["from"]));
  assert.equal(followed.permissions.profile, false);
  followed.recheck();
  followed.stop();
  assert.deepEqual(errors, []);
  vitrine.free();
});

test("its types are complete and strict", () => {
  assertCompiles(
    project,
    "consent.ts",
    `import { createVitrine } from "vitrine";
     import { c15t, cookiebot, followConsent, googleConsentMode, gpc, gpcHeader, gpp, klaro, oneTrust, shopify, tcf } from "vitrine/consent";
     import type { ConsentListener, ConsentPolicy, ConsentSignal, ConsentSource, FollowedConsent } from "vitrine/consent";
     const vitrine = await createVitrine({ pack: "/shop.vtr" });
     const policy: ConsentPolicy = { regime: "opt-in", gpc: "rank", measure: "consent", memoryOnly: false };
     const ours: ConsentSource = {
       from: "own",
       listen(changed: () => void): ConsentListener {
         addEventListener("answer", changed);
         return { read: (): ConsentSignal => ({ from: "own", profile: true }), stop: () => removeEventListener("answer", changed) };
       },
     };
     const followed: FollowedConsent = followConsent(vitrine, {
       sources: [tcf(), gpp(), gpc(), gpcHeader(new Headers()), gpcHeader({ "sec-gpc": "1" }), googleConsentMode({ dataLayer: "layer" }),
         shopify(), oneTrust(), cookiebot(), klaro({ services: { profile: "recommendations" } }), c15t({ namespace: "store" }), ours],
       ...policy,
     });
     followed.permissions.profile satisfies boolean;
     for (const signal of followed.signals) if (signal.from === "tcf") signal.tcString satisfies string | undefined;
     followed.recheck(); followed.stop();
     tcf({ ancestors: ["https://shop.example"] }); gpp({ ancestors: "*" });
     // @ts-expect-error no list
     tcf({ ancestors: "https://shop.example" });
     // @ts-expect-error an unknown regime
     followConsent(vitrine, { sources: [], regime: "maybe" });
     // @ts-expect-error no sources
     followConsent(vitrine, {});
     // @ts-expect-error no services
     klaro({});
    `,
  );
});
