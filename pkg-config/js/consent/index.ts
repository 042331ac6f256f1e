/**
 * What lets a Vitrine follow the page's consent tools. Runs in pages and in workers; loads nothing and sends nothing.
 * @packageDocumentation
 */
export { c15t } from "./c15t.js";
export type { C15tStore } from "./c15t.js";
export type { CmpOptions } from "./cmp-frame.js";
export { cookiebot } from "./cookiebot.js";
export { followConsent } from "./follow.js";
export type { FollowedConsent, FollowOptions } from "./follow.js";
export { googleConsentMode } from "./google.js";
export { gpc, gpcHeader } from "./gpc.js";
export type { RequestHeaders } from "./gpc.js";
export { gpp } from "./gpp.js";
export { klaro } from "./klaro.js";
export type { KlaroManager, KlaroOptions } from "./klaro.js";
export { oneTrust } from "./onetrust.js";
export { shopify } from "./shopify.js";
export type { ConsentPolicy, ConsentSignal } from "./signal.js";
export type { ConsentListener, ConsentSource } from "./source.js";
export { tcf } from "./tcf.js";
