/**
 * `vitrine/headless`: the order of a list that somebody else draws, without a framework. `vitrine/react` and `vitrine/vue`
 * stand on it.
 * @packageDocumentation
 */
export { RankedList } from "./list.js";
export type { ListRequest, ListSource } from "./list.js";
export { shownOf, stand } from "./standing.js";
export type { GivenList, Standing } from "./standing.js";
