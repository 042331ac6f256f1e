// What holds whatever the consent tool: failures deny, all must grant, a page that comes back asks again, and nothing of
// ours is left behind.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "./demo-shop.mjs";
import { ALL, DENYING, GRANTING, NONE, globals, load, openConsentShop } from "../support/consent-shop.mjs";

const vectors = new URL("../vectors/consent/", import.meta.url);
const trace = (name) => JSON.parse(readFileSync(new URL(`trace_${name}.json`, vectors), "utf8")).log;
const EVERY = [["tcf"], ["gpp"], ["gpc"], ["googleConsentMode"], ["shopify"], ["oneTrust"], ["cookiebot"], ["klaro", { services: { profile: "p" } }], ["c15t"]];

let shop;
before(async () => {
  shop = await openConsentShop();
});
after(() => shop?.close());

test("a page without any consent tool: each source alone denies, and none fails", async (t) => {
  const page = await shop.page(t);
  for (const source of EVERY) {
    const permissions = await page.evaluate(async (source) => {
      await window.follow([source], {}, {});
      const found = { ...window.shop.permissions };
      window.followed.stop();
      return found;
    }, source);
    assert.deepEqual(permissions, NONE, source[0]);
  }
  assert.deepEqual(await page.evaluate(() => window.errors), []);
});

test("no source: the page's own answer alone counts, and purchases are granted by it alone", async (t) => {
  const page = await shop.page(t);
  const answers = await page.evaluate(async (granting) => {
    const answers = [{ ...(await window.follow([])) }];
    const say = (answer) => {
      window.shop.setConsent(answer);
      answers.push({ ...window.shop.permissions });
    };
    say({ profile: true, purchases: true });
    say({ profile: false });
    return answers;
  }, GRANTING);
  assert.deepEqual(answers, [NONE, { ...NONE, profile: true, purchases: true }, NONE].map((each) => ({ ...each })));
});

test("purchases: no tool grants them, setConsent does, and withdrawing the profile takes them", async (t) => {
  const page = await shop.page(t);
  await load(page, "tcf-cmp.js", "TcfCmp");
  const answers = await page.evaluate(
    async ([granting, denying]) => {
      const cmp = new window.TcfCmp(300, 7);
      cmp.update(granting);
      const all = { persist: true, profile: true, purchases: true, measure: true };
      const custom = { from: "own", listen: () => ({ read: () => ({ from: "own", ...all }), stop() {} }) };
      const answers = [{ ...(await window.follow([["tcf"], custom])) }];
      window.shop.setConsent({ purchases: true });
      answers.push({ ...window.shop.permissions });
      cmp.update(denying);
      answers.push({ ...window.shop.permissions });
      return answers;
    },
    [GRANTING, DENYING],
  );
  assert.deepEqual(answers, [ALL, { ...ALL, purchases: true }, NONE]);
});

test("two sources: the one that denies wins, and either may withdraw", async (t) => {
  const page = await shop.page(t);
  await load(page, "tcf-cmp.js", "TcfCmp");
  const answers = await page.evaluate(
    async ([granting, denying]) => {
      const cmp = new window.TcfCmp(300, 7);
      cmp.update(granting);
      window.OnetrustActiveGroups = ",C0001,";
      const answers = { one: { ...(await window.follow([["tcf"], ["oneTrust"]])) } };
      const groups = (detail) => {
        window.OnetrustActiveGroups = `,${detail.join(",")},`;
        window.dispatchEvent(new CustomEvent("OneTrustGroupsUpdated", { detail }));
      };
      groups(["C0001", "C0002", "C0003"]);
      answers.both = window.browse();
      groups(["C0001", "C0002"]);
      answers.second = window.look();
      groups(["C0001", "C0002", "C0003"]);
      cmp.update(denying);
      answers.first = { ...window.shop.permissions };
      return answers;
    },
    [GRANTING, DENYING],
  );
  assert.deepEqual(answers.one, NONE);
  assert.deepEqual(answers.both, { permissions: ALL, events: 7, personal: true, merchant: false });
  assert.deepEqual(answers.second, { permissions: { ...NONE, measure: true }, events: "no-permission", personal: false, merchant: true });
  assert.deepEqual(answers.first, NONE);
});

test("a source that throws is a denial in either regime, told once; it counts again once it can be read", async (t) => {
  const page = await shop.page(t);
  const told = await page.evaluate(async () => {
    const told = {};
    for (const regime of ["opt-in", "opt-out"]) {
      let broken = true;
      let changed;
      const throws = () => {
        throw new Error("broken");
      };
      const listener = (read) => ({ listen: (tell) => ((changed = tell), { read, stop() {} }) });
      const good = () => ({ from: "klaro", persist: true, profile: true, measure: true });
      const cases = {
        listens: { from: "klaro", listen: throws },
        reads: { from: "klaro", ...listener(() => (broken ? throws() : good())) },
        getter: { from: "klaro", ...listener(() => (broken ? { from: "klaro", get profile() { return throws(); } } : good())) },
        strings: { from: "klaro", ...listener(() => (broken ? { from: "klaro", persist: "true", profile: "true", measure: 1 } : good())) },
        nothing: { from: "klaro", ...listener(() => (broken ? undefined : good())) },
        other: { from: "klaro", ...listener(() => (broken ? { from: "own", profile: true } : good())) },
        inherited: { from: "klaro", ...listener(() => (broken ? Object.create(good()) : good())) },
      };
      for (const [name, source] of Object.entries(cases)) {
        window.errors.length = 0;
        broken = true;
        const first = { ...(await window.follow([source], { regime })) };
        changed?.();
        changed?.();
        broken = false;
        changed?.();
        told[`${name} ${regime}`] = { first, mended: window.shop.permissions.profile, errors: [...window.errors] };
        window.followed.stop();
        window.shop.free();
        changed = undefined;
      }
    }
    return told;
  });
  for (const [name, { first, mended, errors }] of Object.entries(told)) {
    assert.deepEqual(first, NONE, name);
    assert.equal(mended, !name.startsWith("listens"), name);
    assert.deepEqual(errors, ["consent-source-failed"], name);
  }
});

test("a consent tool that throws is a denial, and its own calls go on", async (t) => {
  const page = await shop.page(t);
  const told = await page.evaluate(async () => {
    const broken = () => {
      throw new Error("out of order");
    };
    Object.assign(window, { __tcfapi: broken, __gpp: broken, Shopify: { customerPrivacy: { preferencesProcessingAllowed: broken } } });
    Object.defineProperty(window, "Cookiebot", { get: broken, configurable: true });
    Object.defineProperty(window, "OnetrustActiveGroups", { get: broken, configurable: true });
    window.c15tStore = { getState: broken, subscribe: () => broken };
    window.klaro = { defaultConfig: {}, getManager: broken };
    window.dataLayer = [];
    const told = {};
    const sources = [["tcf"], ["gpp"], ["shopify"], ["cookiebot"], ["oneTrust"], ["c15t"], ["klaro", { services: { profile: "p" } }]];
    for (const source of sources) {
      window.errors.length = 0;
      const permissions = { ...(await window.follow([source], { regime: "opt-out" })) };
      window.followed.recheck();
      window.followed.stop();
      told[source[0]] = { permissions, errors: [...window.errors] };
    }
    window.errors.length = 0;
    await window.follow([["googleConsentMode"]]);
    const hostile = (function () {
      return arguments;
    })("consent", "update", { get personalization_storage() { return broken(); } });
    const length = window.dataLayer.push(hostile);
    told.googleConsentMode = { permissions: { ...window.shop.permissions }, errors: [...window.errors], length };
    return told;
  });
  for (const [name, { permissions, errors }] of Object.entries(told)) {
    assert.deepEqual(permissions, NONE, name);
    assert.ok(errors.length >= 1 && errors.every((code) => code === "consent-source-failed"), `${name}: ${errors}`);
  }
  assert.equal(told.googleConsentMode.length, 1);
});

test("a polluted prototype and clobbered globals speak for nobody", async (t) => {
  const page = await shop.page(t);
  const permissions = await page.evaluate(async () => {
    const members = { profile: true, persist: true, measure: true, preferences: true, statistics: true, consents: { experience: true }, gdprApplies: false, navigator: true };
    for (const [name, value] of Object.entries(members)) Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    for (const id of ["Cookiebot", "OnetrustActiveGroups", "c15tStore", "klaro", "__tcfapi"]) {
      document.body.append(Object.assign(document.createElement("a"), { id }));
    }
    window.Shopify = { customerPrivacy: {} };
    const answers = [];
    for (const source of [["tcf"], ["cookiebot"], ["oneTrust"], ["c15t"], ["shopify"], ["klaro", { services: { profile: "profile" } }]]) {
      answers.push({ ...(await window.follow([source])) });
    }
    return answers;
  });
  for (const found of permissions) assert.deepEqual(found, NONE);
  assert.deepEqual(await page.evaluate(() => window.errors), []);
});

test("Google: an update holds against later defaults; another script's wrapper survives ours", async (t) => {
  const page = await shop.page(t);
  const told = await page.evaluate(async () => {
    window.shopLayer = [];
    const gtag = function () {
      window.shopLayer.push(arguments);
    };
    const seen = [];
    await window.follow([["googleConsentMode", { dataLayer: "shopLayer" }]]);
    const ours = window.shopLayer.push;
    window.shopLayer.push = function (...pushed) {
      seen.push(pushed.length);
      return ours.apply(this, pushed);
    };
    const theirs = window.shopLayer.push;
    gtag("consent", "update", { personalization_storage: "granted", analytics_storage: "granted" });
    gtag("consent", "default", { personalization_storage: "denied" });
    const given = window.browse();
    window.shopLayer.push(["consent", "update", { personalization_storage: "denied" }]);
    const array = window.look();
    gtag("consent", "update", { personalization_storage: "denied" });
    const withdrawn = window.look();
    window.followed.stop();
    gtag("consent", "update", { personalization_storage: "granted" });
    return { given, array, withdrawn, stopped: { ...window.shop.permissions }, seen, theirs: window.shopLayer.push === theirs, length: window.shopLayer.length };
  });
  const known = { permissions: ALL, events: 7, personal: true, merchant: false };
  assert.deepEqual(told.given, known);
  assert.deepEqual(told.array, known, "an Array is no command of gtag's");
  assert.deepEqual(told.withdrawn, { permissions: { ...NONE, measure: true }, events: "no-permission", personal: false, merchant: true });
  assert.deepEqual(told.stopped, { ...NONE, measure: true });
  assert.deepEqual([told.seen, told.theirs, told.length], [[1, 1, 1, 1, 1], true, 5]);
});

test("Google: what one region denies by default, no general default grants", async (t) => {
  const page = await shop.page(t);
  const told = await page.evaluate(async () => {
    window.dataLayer = [];
    const gtag = function () {
      window.dataLayer.push(arguments);
    };
    gtag("consent", "default", { personalization_storage: "denied", region: ["ES"] });
    gtag("consent", "default", { personalization_storage: "granted" });
    const before = { ...(await window.follow([["googleConsentMode"]])) };
    gtag("consent", "update", { personalization_storage: "granted" });
    return { before, after: window.shop.permissions.profile };
  });
  assert.deepEqual(told, { before: NONE, after: true });
});

test("a page out of the back/forward cache asks again before its next access", async (t) => {
  const browser = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  t.after(() => browser.close());
  const page = await shop.page(t, undefined, browser);
  await page.evaluate(async () => {
    window.returned = [];
    // The page's own listeners, there before ours.
    document.addEventListener("resume", () => window.returned.push(["resume", window.look()]));
    window.addEventListener("pageshow", ({ persisted }) => window.returned.push([`pageshow ${persisted}`, window.look()]));
    const read = () => {
      const answer = localStorage.getItem("consent") === "yes";
      return { from: "klaro", persist: answer, profile: answer, measure: answer };
    };
    localStorage.setItem("consent", "yes");
    await window.follow([{ from: "klaro", listen: () => ({ read, stop() {} }) }]);
  });
  const known = await page.evaluate(() => window.browse());
  assert.deepEqual([known.permissions, known.events], [ALL, 7]);
  // On the next page she withdraws; then she comes back.
  await page.goto(shop.url("index.html"));
  await page.evaluate(() => localStorage.setItem("consent", "no"));
  await page.goBack({ waitUntil: "commit" });
  await page.waitForFunction(() => window.returned?.length === 2);
  const nothing = { permissions: NONE, events: "no-permission", personal: false, merchant: true };
  assert.deepEqual(await page.evaluate(() => window.returned), [["resume", nothing], ["pageshow true", nothing]]);
});

test("a page that comes back by pageshow or becomes visible asks again", async (t) => {
  const page = await shop.page(t);
  const answers = await page.evaluate(async () => {
    let answer = true;
    let asked = 0;
    const read = () => ({ from: "klaro", persist: answer, profile: answer, measure: answer });
    await window.follow([{ from: "klaro", listen: () => ({ read, recheck: () => void (asked += 1), stop() {} }) }]);
    const answers = [];
    for (const [target, event] of [[window, new PageTransitionEvent("pageshow", { persisted: true })], [document, new Event("visibilitychange")]]) {
      answer = !answer;
      target.dispatchEvent(event);
      answers.push([window.shop.permissions.profile, asked]);
    }
    return answers;
  });
  assert.deepEqual(answers, [[false, 1], [true, 2]]);
});

test("after stop, and after free, nothing of the page is left changed, and nothing is heard", async (t) => {
  for (const end of ["stop", "free"]) {
    const page = await shop.page(t);
    await page.evaluate(() => {
      const store = { consents: {}, listeners: new Set() };
      window.c15tStore = {
        getState: () => ({ consents: store.consents }),
        subscribe: (listener) => {
          store.listeners.add(listener);
          return () => store.listeners.delete(listener);
        },
        listeners: store.listeners,
      };
      const listeners = new Map();
      const tcfapi = (command, version, callback, parameter) => {
        if (command === "addEventListener") {
          listeners.set(listeners.size, callback);
          callback({ listenerId: listeners.size - 1, cmpStatus: "loaded", gdprApplies: false }, true);
        } else listeners.delete(parameter);
      };
      Object.assign(window, { dataLayer: [], Cookiebot: { consent: {} }, OnetrustActiveGroups: ",C0001,", __tcfapi: tcfapi, tcfListeners: listeners });
      for (const target of [window, document]) {
        const listening = new Map();
        target.listening = listening;
        for (const [method, by] of [["addEventListener", 1], ["removeEventListener", -1]]) {
          const real = target[method];
          target[method] = function (type, ...rest) {
            listening.set(type, (listening.get(type) ?? 0) + by);
            return real.call(this, type, ...rest);
          };
        }
      }
      Object.assign(window, { shop: undefined, followed: undefined, changedGlobals: undefined });
    });
    await page.evaluate(globals.remember);
    const left = await page.evaluate(
      async ([sources, end]) => {
        await window.follow(sources);
        const during = { push: Object.hasOwn(window.dataLayer, "push"), store: window.c15tStore.listeners.size, tcf: window.tcfListeners.size };
        if (end === "stop") window.followed.stop();
        else window.shop.free();
        const listening = [...window.listening, ...document.listening].filter(([, count]) => count !== 0);
        return {
          during,
          globals: window.changedGlobals().filter((name) => !["shop", "followed", "changedGlobals"].includes(name)),
          push: Object.hasOwn(window.dataLayer, "push"),
          store: window.c15tStore.listeners.size,
          tcf: window.tcfListeners.size,
          listening,
          heard: [...new Set([...window.listening.keys(), ...document.listening.keys()])].length,
        };
      },
      [EVERY, end],
    );
    assert.deepEqual(left.during, { push: true, store: 1, tcf: 1 }, end);
    assert.deepEqual({ ...left, during: 0, heard: 0 }, { during: 0, globals: [], push: false, store: 0, tcf: 0, listening: [], heard: 0 }, end);
    assert.ok(left.heard >= 8, "it did listen");
  }
});

test("following anew takes the place of what was followed; what stopped last still holds", async (t) => {
  const page = await shop.page(t);
  const answers = await page.evaluate(async () => {
    const source = (answer) => ({ from: "klaro", listen: () => ({ read: () => ({ from: "klaro", persist: answer, profile: answer, measure: answer }), stop: () => void (window.stopped = answer) }) });
    await window.follow([source(false)]);
    window.shop.setConsent({ profile: true });
    window.followed.stop();
    const stopped = { ...window.shop.permissions };
    const next = window.consent.followConsent(window.shop, { sources: [source(true)] });
    const again = { ...next.permissions };
    window.consent.followConsent(window.shop, { sources: [source(true)] });
    return { stopped, again, replaced: window.stopped };
  });
  assert.deepEqual(answers, { stopped: NONE, again: ALL, replaced: true });
});

test("wrong use is told by code", async (t) => {
  const page = await shop.page(t);
  const codes = await page.evaluate(async () => {
    const { followConsent, klaro } = window.consent;
    await window.follow([]);
    const { shop } = window;
    const code = (act) => {
      try {
        act();
        return "nothing";
      } catch (error) {
        return error.code;
      }
    };
    const codes = [
      code(() => followConsent({}, { sources: [] })),
      code(() => followConsent(shop)),
      code(() => followConsent(shop, { sources: "tcf" })),
      code(() => followConsent(shop, { sources: [{}] })),
      code(() => followConsent(shop, { sources: [], regime: "whatever" })),
      code(() => klaro({})),
    ];
    shop.free();
    return [...codes, code(() => followConsent(shop, { sources: [] }))];
  });
  assert.deepEqual(codes.slice(0, 4), ["bad-argument", "bad-options", "bad-options", "bad-options"]);
  assert.notEqual(codes[4], "nothing");
  assert.deepEqual(codes.slice(5), ["bad-options", "freed"]);
});

test("in a worker, a source of the shop's own is followed", async (t) => {
  const page = await shop.page(t);
  const told = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker("worker.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage("go");
      }),
  );
  assert.deepEqual(told, { before: { permissions: ALL, events: 1 }, after: { permissions: NONE, events: "no-permission" } });
});

/** What each step of a recorded TCF trace grants. */
const TRACES = {
  tcf_new_user: [NONE, NONE, NONE, ALL, NONE, NONE],
  tcf_returning: [ALL],
  tcf_late_listener: [ALL, ALL, NONE],
  tcf_gdpr_not_apply: [ALL],
  tcf_bad_calls: [NONE],
  tcf_disabled: [NONE],
};

for (const [name, granted] of Object.entries(TRACES)) {
  test(`the recorded trace ${name}, replayed`, async (t) => {
    const page = await shop.page(t);
    // What listeners were told; getTCData is not used.
    const told = trace(name).filter(({ step, data, success }) => success !== undefined && data?.cmpStatus !== undefined && !step.includes("deprecated"));
    const steps = await page.evaluate(async (told) => {
      let hear;
      window.__tcfapi = (command, _version, callback) => void (command === "addEventListener" && (hear = callback));
      await window.follow([["tcf"]]);
      return told.map(({ data, success }) => {
        hear(data, success);
        return { permissions: { ...window.shop.permissions }, signal: window.followed.signals[0] };
      });
    }, told);
    assert.deepEqual(steps.map(({ permissions }) => permissions), granted);
    for (const [n, { signal }] of steps.entries()) {
      const { cmpStatus, gdprApplies, tcString } = told[n].data;
      // A look at the settings is no answer: the last one stays.
      const eventStatus = told[n].step === "re-open UI" ? "useractioncomplete" : told[n].data.eventStatus;
      const read = told[n].success ? { from: "tcf", cmpStatus, gdprApplies, eventStatus, tcString } : { from: "tcf", cmpStatus };
      assert.deepEqual(signal, JSON.parse(JSON.stringify(read)), told[n].step);
    }
  });
}

test("the recorded trace gpp_usnat, replayed", async (t) => {
  const page = await shop.page(t);
  const told = trace("gpp_usnat").filter(({ via }) => via === "listener");
  const steps = await page.evaluate(async (told) => {
    let hear;
    window.__gpp = (command, callback) => void (command === "addEventListener" && (hear = callback));
    await window.follow([["gpp"]], { gpc: "neutral" });
    return told.map(({ step, data, success }) => {
      hear(data, success);
      return [step, { ...window.shop.permissions }];
    });
  }, told);
  const granted = Object.fromEntries(steps);
  assert.equal(steps.length, told.length);
  for (const [step, permissions] of steps) {
    if (step === "ready") assert.deepEqual(permissions, ALL);
    else if (step === "ready again") assert.deepEqual(permissions, { ...NONE, persist: true });
    else assert.deepEqual(permissions, NONE, step);
  }
  assert.ok("ready" in granted && "ready again" in granted);
});
