import type { Dye } from "./palette.js";

/** A seam, fold or trim drawn over a garment. `tone` is looked up in the garment's dye. */
export interface Stroke {
  d: string;
  tone: keyof Dye;
  width: number;
  /** Dash pattern for stitching. */
  dash?: string;
  /** Filled with the tone instead of stroked: buttons, pockets, bows. */
  filled?: boolean;
  opacity?: number;
}

/** The shape of a garment: closed outlines from back to front, and what is drawn over them. */
export interface Cut {
  outlines: string[];
  strokes: Stroke[];
  /** How far it reaches on the sheet; the right side mirrors the left. */
  bounds: { left: number; top: number; bottom: number };
}

/** A round button. */
export function buttonAt(x: number, y: number, radius: number): Stroke {
  const d = `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
  return { d, tone: "light", width: 0, filled: true, opacity: 0.9 };
}

/** A bow tied at a point, with two tails. */
export function bowAt(x: number, y: number): Stroke[] {
  return [
    {
      d: `M${x} ${y}q-12 -9 -14 1q2 9 14 -1q12 -9 14 1q-2 9 -14 -1Z`,
      tone: "dark",
      width: 0,
      filled: true,
      opacity: 0.85,
    },
    { d: `M${x} ${y}q-5 9 -8 20M${x} ${y}q5 9 7 21`, tone: "dark", width: 2.4 },
  ];
}
