/**
 * `vitrine/rights`: what a shopper may ask of her own profile, loaded when she does.
 * @packageDocumentation
 */
export { openRights, Rights } from "./rights.js";
