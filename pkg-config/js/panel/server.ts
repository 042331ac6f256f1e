/**
 * `vitrine/panel` where a server renders: the same names, and nothing behind them. The elements come to life in the
 * browser.
 * @packageDocumentation
 */
import type { Language } from "./words.js";

/** There is no element here. */
export class VitrinePanel {}

/** There is no element here. */
export class VitrineWhy {}

/** Nobody is spoken to here. */
export function defineLanguage(_tag: string, _load: () => Promise<Language>): void {}
