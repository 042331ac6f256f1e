// The consent tools' own packages in real Chromium: given, changed, withdrawn. A withdrawal holds in the very callback in
// which the tool tells it: an order asked for right there is the merchant's, and nothing is known of the shopper.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ALL, DENYING, EMPTY, GRANTING, KNOWN, NONE, UNKNOWN, load, openConsentShop } from "../support/consent-shop.mjs";

let shop;
before(async () => {
  shop = await openConsentShop();
});
after(() => shop?.close());

test("TCF: stub first, the tool later; given, looked at again, withdrawn in the same task", async (t) => {
  const page = await shop.page(t);
  await load(page, "tcf-stub.js", "__tcfapi");
  assert.deepEqual(await page.evaluate(() => window.follow([["tcf"]])), NONE);
  assert.deepEqual(await page.evaluate(() => window.browse()), UNKNOWN);
  await load(page, "tcf-cmp.js", "TcfCmp");
  const steps = await page.evaluate(
    ([granting, denying]) => {
      const cmp = new window.TcfCmp(300, 7);
      const steps = {};
      // The page's own listener, which the tool calls after ours.
      window.__tcfapi("addEventListener", 2, (data, success) => {
        if (success) steps[window.step] = window.look();
      });
      const step = (name, ...update) => {
        window.step = name;
        cmp.update(...update);
      };
      step("asked", "", true);
      step("given", granting);
      steps.browsed = window.browse();
      step("open settings", granting, true);
      step("closed unchanged", granting);
      step("withdrawn", denying);
      step("given again", granting);
      step("open settings and deny", denying, true);
      return steps;
    },
    [GRANTING, DENYING],
  );
  assert.deepEqual(steps, {
    asked: UNKNOWN,
    given: EMPTY,
    browsed: KNOWN,
    "open settings": KNOWN,
    "closed unchanged": KNOWN,
    withdrawn: UNKNOWN,
    "given again": EMPTY,
    "open settings and deny": UNKNOWN,
  });
  assert.deepEqual(await page.evaluate(() => window.errors), []);
});

test("TCF: a tool that is there already, and one that does not apply the GDPR", async (t) => {
  const page = await shop.page(t);
  await load(page, "tcf-cmp.js", "TcfCmp");
  const answers = await page.evaluate(async (granting) => {
    const cmp = new window.TcfCmp(300, 7);
    cmp.update(granting);
    const returning = { ...(await window.follow([["tcf"]])) };
    cmp.update(null);
    return { returning, outside: window.shop.permissions, signals: window.followed.signals };
  }, GRANTING);
  assert.deepEqual(answers.returning, ALL);
  assert.deepEqual(answers.outside, ALL);
  assert.deepEqual(answers.signals, [{ from: "tcf", cmpStatus: "loaded", gdprApplies: false, eventStatus: "useractioncomplete" }]);
});

test("TCF: our listener has id 0, and is removed by it", async (t) => {
  const page = await shop.page(t);
  await load(page, "tcf-cmp.js", "TcfCmp");
  const told = await page.evaluate(
    async ([granting, denying]) => {
      const cmp = new window.TcfCmp(300, 7);
      cmp.update(granting);
      const calls = [];
      const real = window.__tcfapi;
      const spy = (command, version, callback, parameter) => {
        calls.push([command, version, parameter]);
        return real(command, version, callback, parameter);
      };
      window.__tcfapi = spy;
      await window.follow([["tcf"]]);
      window.followed.stop();
      cmp.update(denying);
      return { calls, left: window.__tcfapi === spy, signals: window.followed.signals.map((signal) => signal.tcString) };
    },
    [GRANTING, DENYING],
  );
  assert.deepEqual(told.calls, [
    ["addEventListener", 2, undefined],
    ["removeEventListener", 2, 0],
  ]);
  assert.equal(told.left, true);
  assert.deepEqual(told.signals, [GRANTING], "nothing is heard after stop");
});

test("TCF: what a stub still holds when we stop is removed once the tool is there", async (t) => {
  const page = await shop.page(t);
  await load(page, "tcf-stub.js", "__tcfapi");
  await page.evaluate(async () => {
    await window.follow([["tcf"]]);
    window.followed.stop();
  });
  await load(page, "tcf-cmp.js", "TcfCmp");
  const left = await page.evaluate((granting) => {
    const cmp = new window.TcfCmp(300, 7);
    cmp.update(granting);
    let again;
    window.__tcfapi("removeEventListener", 2, (success) => (again = success), 0);
    return { again, permissions: { ...window.shop.permissions } };
  }, GRANTING);
  assert.deepEqual(left, { again: false, permissions: NONE });
});

test("TCF: a tool that drops what its stub held is asked again, and heard once", async (t) => {
  const page = await shop.page(t);
  await page.evaluate(async () => {
    window.__tcfapi = () => {}; // A stub that holds nothing.
    await window.follow([["tcf"]]);
  });
  await load(page, "tcf-cmp.js", "TcfCmp");
  await page.evaluate((granting) => {
    const cmp = new window.TcfCmp(300, 7);
    cmp.update(granting);
  }, GRANTING);
  await page.waitForFunction(() => window.shop.permissions.profile);
  assert.deepEqual(await page.evaluate(() => ({ ...window.shop.permissions })), ALL);
});

test("TCF: switched off, it is asked again when the page comes back, and denies", async (t) => {
  const page = await shop.page(t);
  await load(page, "tcf-cmp.js", "TcfCmp");
  const steps = await page.evaluate(async (granting) => {
    const cmp = new window.TcfCmp(300, 7);
    cmp.update(granting);
    await window.follow([["tcf"]]);
    const before = window.browse();
    cmp.disable();
    window.followed.recheck();
    return { before, after: window.look() };
  }, GRANTING);
  assert.deepEqual(steps, { before: KNOWN, after: UNKNOWN });
});

test("GPP: counts when it is ready; opted out in the same task", async (t) => {
  const page = await shop.page(t);
  await load(page, "gpp-cmp.js", "GppCmp");
  const steps = await page.evaluate(async () => {
    await window.follow([["gpp"]], { gpc: "neutral" });
    const cmp = new window.GppCmp(31, 1);
    const steps = {};
    await new Promise((resolve) => setTimeout(resolve, 200));
    window.__gpp("addEventListener", ({ eventName, data }) => (steps[`${eventName} ${data}`] = window.look()));
    cmp.setCmpStatus("loaded");
    cmp.setApplicableSections([7]);
    for (const field of ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"]) cmp.setFieldValue("usnat", field, 2);
    for (const field of ["SaleOptOutNotice", "SharingOptOutNotice", "TargetedAdvertisingOptOutNotice"]) cmp.setFieldValue("usnat", field, 1);
    cmp.fireSectionChange("usnat");
    cmp.setSignalStatus("ready");
    steps.browsed = window.browse();
    for (const field of ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"]) cmp.setFieldValue("usnat", field, 1);
    cmp.fireSectionChange("usnat");
    steps.optedOut = window.look();
    cmp.setSignalStatus("not ready");
    return { steps, signals: window.followed.signals };
  });
  assert.deepEqual(steps.steps["cmpStatus loaded"], UNKNOWN);
  assert.deepEqual(steps.steps["signalStatus ready"], EMPTY);
  assert.deepEqual(steps.steps.browsed, KNOWN);
  assert.deepEqual(steps.steps.optedOut, { ...UNKNOWN, permissions: { ...NONE, persist: true } });
  assert.deepEqual(steps.steps["signalStatus not ready"], UNKNOWN);
  assert.equal(steps.signals[0].signalStatus, "not ready");
});

test("GPP: after stop our listener is gone from the tool", async (t) => {
  const page = await shop.page(t);
  await load(page, "gpp-cmp.js", "GppCmp");
  const sizes = await page.evaluate(async () => {
    const cmp = new window.GppCmp(31, 1);
    const listeners = () => cmp.cmpApiContext.eventQueue.size;
    const before = listeners();
    await window.follow([["gpp"]]);
    const during = listeners();
    window.followed.recheck();
    const rechecked = listeners();
    window.followed.stop();
    return [before, during, rechecked, listeners()];
  });
  assert.deepEqual(sizes, [0, 1, 1, 0]);
});

const KLARO = { services: [{ name: "recommendations", purposes: ["shop"] }, { name: "device", purposes: ["shop"] }, { name: "figures", purposes: ["shop"], default: true }] };
const SERVICES = { profile: "recommendations", persist: "device", measure: "figures" };

test("klaro: only what she has saved counts; withdrawn in the same task; unwatched on stop", async (t) => {
  const page = await shop.page(t, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'unsafe-inline'");
  await page.evaluate(([services]) => window.follow([["klaro", { services }]]), [SERVICES]);
  await page.evaluate(([config]) => (window.klaroConfig = config), [KLARO]);
  await load(page, "klaro.js", "klaro");
  const steps = await page.evaluate(async () => {
    const manager = window.klaro.getManager();
    while (manager.watchers.size < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const steps = { asked: window.look() };
    manager.watch({ update: (_, name) => (steps[window.step] = { on: name, ...window.look() }) });
    window.step = "ticked, not saved";
    manager.changeAll(true);
    window.step = "saved";
    manager.saveConsents();
    steps.browsed = window.browse();
    window.step = "unticked";
    manager.updateConsent("recommendations", false);
    window.step = "withdrawn";
    manager.saveConsents();
    window.step = "given again";
    manager.changeAll(true);
    manager.saveConsents();
    window.step = "reset";
    manager.resetConsents();
    const watchers = manager.watchers.size;
    window.followed.stop();
    return { steps, watchers: watchers - manager.watchers.size };
  });
  assert.deepEqual(steps.watchers, 1);
  assert.deepEqual(steps.steps, {
    asked: UNKNOWN,
    "ticked, not saved": { on: "consents", ...UNKNOWN },
    saved: { on: "saveConsents", ...EMPTY },
    browsed: KNOWN,
    unticked: { on: "consents", ...KNOWN },
    withdrawn: { on: "saveConsents", ...UNKNOWN, permissions: { ...ALL, profile: false } },
    "given again": { on: "saveConsents", ...EMPTY },
    reset: { on: "consents", ...UNKNOWN },
  });
});

test("klaro: a returning shopper, by a manager that the page made", async (t) => {
  const page = await shop.page(t);
  await load(page, "klaro.js", "klaro");
  const answers = await page.evaluate(
    async ([config, services]) => {
      const first = window.klaro.getManager(config);
      first.changeAll(true);
      first.saveConsents();
      const manager = window.klaro.getManager({ ...config, storageName: "klaro" });
      await window.follow([["klaro", { services, manager }]]);
      return { loaded: manager !== first && manager.confirmed, permissions: { ...window.shop.permissions } };
    },
    [KLARO, SERVICES],
  );
  assert.deepEqual(answers, { loaded: true, permissions: ALL });
});

test("c15t: saved, changed and taken back, each in the same task; unsubscribed on stop", async (t) => {
  const page = await shop.page(t);
  await load(page, "c15t.js", "c15t");
  const steps = await page.evaluate(async () => {
    const categories = ["necessary", "functionality", "experience", "measurement"];
    // Its own way of withdrawing is to load the page anew, which is no test of ours.
    const { consentStore } = window.c15t.getOrCreateConsentRuntime({ mode: "offline", consentCategories: categories, reloadOnConsentRevoked: false });
    const steps = { asked: { ...(await window.follow([["c15t", { store: consentStore }]])) } };
    const state = () => consentStore.getState();
    // The first time that the page itself is told.
    consentStore.subscribe(() => window.step && (steps[window.step] ??= window.look()));
    window.step = "ticked, not saved";
    for (const name of categories) state().setSelectedConsent(name, true);
    window.step = "saved";
    await state().saveConsents("all");
    window.step = undefined;
    steps.browsed = window.browse();
    window.step = "withdrawn";
    await state().saveConsents("necessary");
    window.step = undefined;
    window.followed.stop();
    await state().saveConsents("all");
    steps.stopped = { ...window.shop.permissions };
    return steps;
  });
  assert.deepEqual(steps, {
    asked: NONE,
    "ticked, not saved": UNKNOWN,
    saved: EMPTY,
    browsed: KNOWN,
    withdrawn: UNKNOWN,
    stopped: NONE,
  });
});
