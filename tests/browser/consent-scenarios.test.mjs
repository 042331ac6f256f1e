// Every scenario of the vectors, driven through the sources to a Vitrine's permissions, in real Chromium: TCF, GPP,
// klaro and c15t by their own packages, the others by what their makers document.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { GRANTING, load, openConsentShop } from "../support/consent-shop.mjs";

const vectors = new URL("../vectors/consent/", import.meta.url);
const { scenarios } = JSON.parse(readFileSync(new URL("adapters.json", vectors), "utf8"));

let shop;
before(async () => {
  shop = await openConsentShop();
});
after(() => shop?.close());

/** What is granted now, once the page has had a moment to hear of it. */
async function settled(page, expect) {
  // Late tools are looked for now and then: wait for what is expected.
  await page
    .waitForFunction((expected) => Object.entries(expected).every(([name, value]) => window.shop.permissions[name] === value), expect, { timeout: 5_000 })
    .catch(() => {});
  return page.evaluate(() => {
    // Nothing is left unread: what denies, denies by what it says.
    window.followed.recheck();
    return { ...window.shop.permissions };
  });
}

/** The real tool of the IAB: first its stub, then we, then the tool. */
async function tcf(page, input) {
  await load(page, "tcf-stub.js");
  await page.waitForFunction(() => typeof window.__tcfapi === "function");
  await page.evaluate(([policy]) => window.follow([["tcf"]], policy), [input.policy]);
  if (input.cmpStatus === "stub") return;
  await load(page, "tcf-cmp.js");
  await page.evaluate(
    ([{ cmpStatus, gdprApplies, eventStatus, tcString, previous }, granting]) => {
      const cmp = new window.TcfCmp(300, 7);
      if (previous) {
        cmp.update(granting);
        window.browse();
        window.previously = { ...window.shop.permissions };
        window.shop.addEventListener("erased", ({ detail }) => (window.erased = { cause: detail.cause, events: detail.memory.events }));
        cmp.update(granting, true);
      }
      if (cmpStatus === "error") cmp.disable();
      else if (gdprApplies === false) cmp.update(null);
      else if (eventStatus === "cmpuishown") cmp.update(tcString, true);
      else {
        if (eventStatus === "useractioncomplete" && !previous) cmp.update("", true);
        cmp.update(tcString);
      }
    },
    [input, GRANTING],
  );
}

/** Google's own snippet; the commands come half before we listen, half after. */
async function google(page, commands, policy, early) {
  await page.evaluate(
    async ([commands, policy, early]) => {
      window.dataLayer = [];
      function gtag() {
        window.dataLayer.push(arguments);
      }
      const say = (command) => (command.args ? gtag(...command.args) : window.dataLayer.push(command));
      commands.slice(0, early).forEach(say);
      await window.follow([["googleConsentMode"]], policy);
      commands.slice(early).forEach(say);
    },
    [commands, policy, early],
  );
}

const drive = {
  tcf,

  async dataLayer(page, input) {
    await google(page, input, input.policy, Math.floor(input.length / 2));
  },

  async shopify(page, input) {
    await page.evaluate(async ({ policy, absent, methodThrows, event, detail, ...values }) => {
      await window.follow([["shopify"]], policy);
      if (methodThrows) {
        const broken = () => {
          throw new Error("not ready");
        };
        window.Shopify = { customerPrivacy: { preferencesProcessingAllowed: broken, analyticsProcessingAllowed: broken } };
      } else if (event) document.dispatchEvent(new CustomEvent(event, { detail }));
      else if (!absent) {
        const methods = Object.entries(values).map(([name, value]) => [name, () => value]);
        window.Shopify = { customerPrivacy: Object.fromEntries(methods) };
      }
    }, input);
  },

  async onetrust(page, input) {
    await page.evaluate(async ({ policy, event, detail, OnetrustActiveGroups }) => {
      await window.follow([["oneTrust"]], policy);
      if (OnetrustActiveGroups !== undefined) window.OnetrustActiveGroups = OnetrustActiveGroups;
      if (event) window.dispatchEvent(new CustomEvent(event, { detail }));
    }, input);
  },

  async cookiebot(page, input) {
    await page.evaluate(async ({ policy, consent }) => {
      await window.follow([["cookiebot"]], policy);
      window.Cookiebot = { consent };
      window.dispatchEvent(new Event("CookiebotOnConsentReady"));
    }, input);
  },

  // Everything else is granted: what GPC leaves of it is its own doing.
  async gpc(page, input) {
    await page.evaluate(
      async ({ policy, header, navigator: property }) => {
        const headers = new Headers(header === undefined ? {} : { "x-other": "1" });
        if (header !== undefined) Object.defineProperty(headers, "get", { value: (name) => (name === "Sec-GPC" ? header : null) });
        if (property !== undefined) Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => property, configurable: true });
        await window.follow([["gpc"], ["gpcHeader", headers]], policy, { persist: true, profile: true, measure: true });
      },
      input,
    );
  },

  async gpp(page, input) {
    await load(page, "gpp-cmp.js", "GppCmp");
    await page.evaluate(async ({ policy, signalStatus, applicableSections, gpp }) => {
      await window.follow([["gpp"]], policy);
      const cmp = new window.GppCmp(31, 1);
      cmp.setGppString(gpp);
      if (applicableSections) cmp.setApplicableSections(applicableSections);
      cmp.setCmpStatus("loaded");
      cmp.setSignalStatus(signalStatus);
    }, input);
  },

  async klaro(page, input) {
    await page.evaluate(
      ([names]) => {
        window.klaroConfig = { storageMethod: "cookie", services: names.map((name) => ({ name, purposes: ["shop"] })) };
      },
      [["persist", "profile", "measure"]],
    );
    await load(page, "klaro.js");
    await page.evaluate(async ({ policy, ...answers }) => {
      await window.follow([["klaro", { services: { persist: "persist", profile: "profile", measure: "measure" } }]], policy);
      const manager = window.klaro.getManager();
      for (const [name, answer] of Object.entries(answers)) manager.updateConsent(name, answer);
      if (Object.keys(answers).length > 0) manager.saveAndApplyConsents();
    }, input);
  },

  async c15t(page, input) {
    await load(page, "c15t.js", "c15t");
    await page.evaluate(async ({ policy, ...answers }) => {
      const categories = ["necessary", "functionality", "experience", "measurement"];
      window.c15t.getOrCreateConsentRuntime({ mode: "offline", consentCategories: categories });
      await window.follow([["c15t"]], policy);
      const state = () => window.c15tStore.getState();
      for (const [name, answer] of Object.entries(answers)) state().setSelectedConsent(name, answer);
      if (Object.keys(answers).length > 0) void state().saveConsents("custom");
    }, input);
  },

  /** The page's own answer alone. */
  async own(page, { policy, ...answer }) {
    await page.evaluate(
      async ([policy, answer]) => {
        await window.follow([], policy);
        window.shop.setConsent(answer);
      },
      [policy, answer],
    );
  },

  /** Several at once: TCF grants all that it can, the others say their part. */
  async mixed(page, input) {
    await load(page, "tcf-stub.js");
    await load(page, "tcf-cmp.js", "TcfCmp");
    await page.evaluate(
      async ([{ policy, gcm, explicitApi }, granting]) => {
        const cmp = new window.TcfCmp(300, 7);
        cmp.update(granting);
        window.dataLayer = [];
        function gtag() {
          window.dataLayer.push(arguments);
        }
        const state = (granted) => (granted ? "granted" : "denied");
        if (gcm) {
          gtag("consent", "default", { personalization_storage: state(gcm.profile), functionality_storage: state(gcm.persist), analytics_storage: state(gcm.measure) });
        }
        await window.follow([["tcf"], ...(gcm ? [["googleConsentMode"]] : [])], policy);
        if (explicitApi) window.shop.setConsent(explicitApi);
      },
      [input, GRANTING],
    );
  },
};

/** What a scenario wants under a policy. */
function wanted({ source, expect }, policy) {
  // An opt-out of sale or sharing always ends reports; whether it ends the order of her own, the merchant says.
  if (source === "gpc") {
    const asserted = expect.saleOrShare === false;
    return { persist: true, purchases: false, profile: !asserted || policy.gpc === "rank", measure: !asserted };
  }
  const profile = expect.profile === "merchant-policy" ? policy.gpc === "rank" : expect.profile;
  return { persist: expect.persist, profile, purchases: expect.purchases ?? false, measure: expect.measure };
}

for (const scenario of scenarios) {
  const { id, source, input, expect, why } = scenario;
  if (expect.removeListenerCalledWith !== undefined) continue; // In consent-clients.test.mjs.
  for (const gpc of source === "gpc" || expect.profile === "merchant-policy" ? ["rank", "neutral"] : ["rank"]) {
    test(`${id}, ${gpc}: ${why || JSON.stringify(input)}`, async (t) => {
      const page = await shop.page(t);
      const policy = { gpc };
      await drive[source](page, Array.isArray(input) ? Object.assign([...input], { policy }) : { policy, ...input });
      const want = wanted(scenario, policy);
      assert.deepEqual(await settled(page, want), want);
      if (input.previous) {
        assert.deepEqual(await page.evaluate(() => window.previously), { ...input.previous, purchases: false });
        if (expect.erase) assert.deepEqual(await page.evaluate(() => window.erased), { cause: "withdrawn", events: 7 });
      }
      assert.deepEqual(await page.evaluate(() => window.errors), input.methodThrows ? ["consent-source-failed"] : []);
    });
  }
}
