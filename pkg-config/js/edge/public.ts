// What every entry of `vitrine/edge` exports beside its own createEdge.

export { VitrineError } from "../errors.js";
export { kvStore } from "./store.js";
export type { EdgeConsent } from "./consent.js";
export type { Edge, Forward } from "./edge.js";
export type { EdgeEventRule } from "./page-events.js";
export type { EdgeOptions } from "./options.js";
export type { JsonRule, ListRule } from "./lists.js";
export type { KvNamespace, ProfileStore } from "./store.js";
