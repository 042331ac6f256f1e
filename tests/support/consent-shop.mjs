// A shop's page whose permissions follow consent tools: the package as packed, and the tools' own packages where npm has
// them.

import { fileURLToPath } from "node:url";
import { openShop, SHOP } from "./page.mjs";
import { packPath } from "./project.mjs";

const NOW = 1_217_600_000;

/** TC strings of the vectors: everything granted to the publisher, and nothing. */
export const GRANTING = "CQeEcwAQeEcwAEsAHBENCWFsAP_gAEPgAAYgAUP______ACdVVVVVVQAAAAA.IAUP______AA.f_wACHwAAAAA";
export const DENYING = "CQeEcwAQeEcwAEsAHBENCWFgAAAAAAAAAAYgAAAAAAAA.IAUP______AA.YAAAAAAAAAAA";

export const ALL = { persist: true, profile: true, purchases: false, measure: true };
export const NONE = { persist: false, profile: false, purchases: false, measure: false };

/** What `look` sees: seven events, an order of her own. */
export const KNOWN = { permissions: ALL, events: 7, personal: true, merchant: false };
/** What she did is not even asked for without her permission. */
export const UNKNOWN = { permissions: NONE, events: "no-permission", personal: false, merchant: true };
/** Granted, and nothing known yet, or any more. */
export const EMPTY = { ...UNKNOWN, permissions: ALL, events: 0 };

/** How many events are known of her; without the permission, the code by which that is refused. */
export function known(rights) {
  try {
    return rights.profile().events;
  } catch (error) {
    return error.code;
  }
}

// What the tests call in the page. `window.shop` is the Vitrine, `window.followed` what followConsent gave.
const SHOPPER = `
const { vitrine, consent } = window;
const errors = [];
let rights;
Object.assign(window, {
  errors,
  // Follows sources: [name, options] of the package's own, or a source.
  async follow(sources, policy = {}, permissions = {}) {
    const onError = (error) => errors.push(error.code);
    const shop = await vitrine.createVitrine({ pack: "shop.vtr", now: () => ${NOW}, permissions, onError });
    const made = sources.map((source) => (Array.isArray(source) ? consent[source[0]](...source.slice(1)) : source));
    rights = await vitrine.openRights(shop);
    Object.assign(window, { shop, followed: consent.followConsent(shop, { sources: made, ...policy }) });
    return shop.permissions;
  },
  // The shopper looks at a few things; what is known of her afterwards.
  browse() {
    for (const item of ["29", "8", "31", "8", "12", "40"]) shop.observe({ type: "view", item });
    shop.observe({ type: "cart", item: "29" });
    return window.look();
  },
  // What is known, and whose order stands, at this moment.
  look() {
    const items = Array.from({ length: 60 }, (_, n) => String(n + 1));
    const { ids, personal } = shop.rank({ items });
    return { permissions: shop.permissions, events: window.known(rights), personal, merchant: ids.join() === items.join() };
  },
  known: ${known},
});
`;

/** Opens it. Scripts: `tcf-stub.js`, `tcf-cmp.js` (`TcfCmp`), `gpp-cmp.js` (`GppCmp`), `klaro.js`, `c15t.js` (`c15t`). */
export async function openConsentShop() {
  const klaro = fileURLToPath(import.meta.resolve("klaro/dist/klaro-no-css.js"));
  const shop = await openShop(
    { "shop.vtr": packPath(), "klaro.js": klaro },
    { vitrine: SHOP, consent: "vitrine/consent" },
    {
      "shopper.js": SHOPPER,
      "tcf-stub.js": 'import stub from "@iabtechlabtcf/stub";\nstub();\n',
      "tcf-cmp.js": 'import { CmpApi } from "@iabtechlabtcf/cmpapi";\nwindow.TcfCmp = CmpApi;\n',
      "gpp-cmp.js": 'import { CmpApi } from "@iabgpp/cmpapi";\nwindow.GppCmp = CmpApi;\n',
      "c15t.js": 'import * as c15t from "c15t";\nwindow.c15t = c15t;\n',
      "worker.js": `
        import { createVitrine } from "vitrine";
        import { followConsent } from "vitrine/consent";
        import { openRights } from "vitrine/rights";
        const known = ${known};
        self.onmessage = async () => {
          let answer = true;
          let changed;
          const ours = {
            from: "klaro",
            listen: (tell) => {
              changed = tell;
              return { read: () => ({ from: "klaro", persist: answer, profile: answer, measure: answer }), stop() {} };
            },
          };
          const shop = await createVitrine({ pack: "shop.vtr", now: () => ${NOW} });
          const rights = await openRights(shop);
          followConsent(shop, { sources: [ours] });
          shop.observe({ type: "view", item: "29" });
          const before = { permissions: shop.permissions, events: known(rights) };
          answer = false;
          changed();
          self.postMessage({ before, after: { permissions: shop.permissions, events: known(rights) } });
        };`,
    },
  );
  return {
    ...shop,
    async page(t, policy, browser) {
      const page = await shop.page(t, policy, browser);
      await load(page, "shopper.js", "follow");
      return page;
    },
  };
}

/** Loads a script of the shop's own server into a page, and waits for the variable that it makes, if that is named. */
export async function load(page, name, variable) {
  await page.addScriptTag({ url: name, type: name === "klaro.js" ? "text/javascript" : "module" });
  if (variable !== undefined) await loaded(page, variable);
}

/** Waits until a page has a variable. */
export function loaded(page, name) {
  return page.waitForFunction((name) => window[name] !== undefined, name);
}

/** The names of the page's globals whose values are other than before. Give it what `remember` gave. */
export const globals = {
  remember: () => {
    const before = new Map(Object.getOwnPropertyNames(window).map((name) => [name, Object.getOwnPropertyDescriptor(window, name)]));
    window.changedGlobals = () => {
      const names = new Set([...before.keys(), ...Object.getOwnPropertyNames(window)]);
      const same = (one, other) => Object.is(one?.value, other?.value) && one?.get === other?.get && one?.set === other?.set;
      return [...names].filter((name) => !same(before.get(name), Object.getOwnPropertyDescriptor(window, name)));
    };
  },
};
