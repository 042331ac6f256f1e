/** The shop's colour names as dyes: a base, a darker tone for folds and seams, a light one for prints. */

export interface Dye {
  base: string;
  dark: string;
  light: string;
}

const DYES: Record<string, Dye> = {
  beige: { base: "#d9c3a0", dark: "#b0946a", light: "#f1e4cd" },
  black: { base: "#2f2d30", dark: "#141315", light: "#5b575c" },
  blue: { base: "#4f7fb5", dark: "#345a87", light: "#a9c6e4" },
  brown: { base: "#7d573b", dark: "#553824", light: "#b58f70" },
  burgundy: { base: "#7a2338", dark: "#521324", light: "#b56478" },
  gray: { base: "#94959a", dark: "#6a6b71", light: "#c9cace" },
  green: { base: "#5d8a5e", dark: "#3d6340", light: "#a9cba6" },
  "navy blue": { base: "#2b3a63", dark: "#182340", light: "#6b7fb3" },
  olive: { base: "#7f7c45", dark: "#5a582c", light: "#b9b582" },
  pink: { base: "#e2a0ae", dark: "#bb7384", light: "#f6d5dc" },
  red: { base: "#c23f3a", dark: "#8f2725", light: "#ea8f86" },
  violet: { base: "#7c5a9b", dark: "#573c71", light: "#b9a0cf" },
  white: { base: "#faf8f4", dark: "#cfc8be", light: "#ffffff" },
  orange: { base: "#dc8442", dark: "#ab5c23", light: "#f3be92" },
  yellow: { base: "#e5c04b", dark: "#b6932a", light: "#f6e3a0" },
};

const ALIASES: Record<string, string> = { grey: "gray", navy: "navy blue", purple: "violet" };

/** Sets of four that go together, for garments "of many colors". */
export const MANY_COLOURS: readonly [string[], ...string[][]] = [
  ["#c8553d", "#f2c078", "#588b8b", "#fbeee0"],
  ["#7a2e4d", "#e49ab0", "#f3d9c1", "#3f6c7a"],
  ["#2f4b7c", "#f0a04b", "#f6e7c8", "#a83f4d"],
  ["#4a6b4f", "#d9b44a", "#efe6d2", "#9a4f3c"],
  ["#5b4b8a", "#d98fb0", "#f4e9e1", "#3e8e7e"],
];

/** Whether a colour word means "several colours". */
export function isManyColours(name: string): boolean {
  return /many|multi|mix/i.test(name);
}

/** The dye of a colour name, or null for a word that is not in the palette. */
export function dyeOf(name: string): Dye | null {
  const key = name.trim().toLowerCase();
  return DYES[ALIASES[key] ?? key] ?? null;
}
