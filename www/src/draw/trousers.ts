import { bowAt, buttonAt, type Cut, type Stroke } from "./cut.js";
import { HalfOutline } from "./outline.js";
import type { Choices } from "./random.js";

/** Half widths of a leg's hem, and how high it ends. */
const LEGS = {
  straight: { outer: 60, inner: 90, hem: 218 },
  slim: { outer: 68, inner: 88, hem: 220 },
  wide: { outer: 44, inner: 92, hem: 218 },
  boot: { outer: 52, inner: 89, hem: 220 },
  cropped: { outer: 62, inner: 90, hem: 178 },
  shorts: { outer: 54, inner: 93, hem: 138 },
} as const;

const SHAPES = ["straight", "straight", "slim", "wide", "boot", "cropped", "shorts"] as const;

/** Trousers; the waist is high and often has the soft panel of maternity wear. */
export function trousers(choose: Choices): Cut {
  const leg = LEGS[choose.pick(SHAPES)];
  const top = 26;
  const crotch = 108;
  const knee = crotch + (leg.hem - crotch) * 0.5;
  const waist = 69;
  const outline = new HalfOutline(100, top)
    .curve(90, top + 2, 78, top + 2, waist, top)
    .curve(66, 52, 57, 74, 58, 98)
    .curve(59, knee, (58 + leg.outer) / 2, knee + 6, leg.outer, leg.hem)
    .curve(leg.outer + 10, leg.hem + 3, leg.inner - 10, leg.hem + 3, leg.inner, leg.hem)
    .curve(leg.inner + 2, knee, 97, crotch + 20, 100, crotch);
  const strokes: Stroke[] = [];

  if (choose.chance(0.55)) {
    // The belly panel: a rib-knit band down to a curved seam.
    strokes.push({ d: "M62.5 66Q100 88 137.5 66", tone: "dark", width: 1.6 });
    for (let x = 74; x <= 126; x += 6.5) {
      strokes.push({ d: `M${x} 30V${78 - Math.abs(x - 100) * 0.3}`, tone: "dark", width: 0.8, opacity: 0.45 });
    }
  } else {
    strokes.push({ d: "M66.5 41Q100 46 133.5 41", tone: "dark", width: 1.6 });
    if (choose.chance(0.5)) strokes.push(buttonAt(100, 35, 2.8));
    else strokes.push(...bowAt(100, 42));
    for (const x of [78, 122]) strokes.push({ d: `M${x} 27v16`, tone: "dark", width: 3, opacity: 0.7 });
  }
  strokes.push({ d: "M100 80V108", tone: "dark", width: 1.3 });

  if (choose.chance(0.7)) {
    const slant = choose.chance(0.5);
    const pocket = slant ? ["M65 72L77 70L60 100", "M135 72L123 70L140 100"] : ["M61 84Q76 86 80 70", "M139 84Q124 86 120 70"];
    for (const d of pocket) strokes.push({ d, tone: "dark", width: 1.4 });
  }
  if (choose.chance(0.45)) {
    const middle = (leg.outer + leg.inner) / 2;
    for (const x of [middle, 200 - middle]) {
      const from = x < 100 ? 79 : 121;
      strokes.push({ d: `M${from} 104Q${from} ${knee} ${x} ${leg.hem - 2}`, tone: "dark", width: 1, opacity: 0.5 });
    }
  }
  if (choose.chance(0.3)) {
    // A cuff: a turned-up hem.
    const y = leg.hem - 12;
    strokes.push(
      { d: `M${leg.outer} ${y}Q${(leg.outer + leg.inner) / 2} ${y + 4} ${leg.inner + 1} ${y}`, tone: "dark", width: 1.8 },
      { d: `M${200 - leg.outer} ${y}Q${200 - (leg.outer + leg.inner) / 2} ${y + 4} ${199 - leg.inner} ${y}`, tone: "dark", width: 1.8 },
    );
  } else {
    const y = leg.hem - 5;
    strokes.push({
      d: `M${leg.outer + 1} ${y}Q${(leg.outer + leg.inner) / 2} ${y + 3} ${leg.inner} ${y}M${199 - leg.outer} ${y}Q${200 - (leg.outer + leg.inner) / 2} ${y + 3} ${200 - leg.inner} ${y}`,
      tone: "light",
      width: 0.9,
      dash: "3 2",
      opacity: 0.8,
    });
  }
  if (choose.chance(0.18)) {
    // A stripe down the side.
    for (const at of [0, 1] as const) {
      const side = (x: number): number => (at ? 200 - x : x);
      strokes.push({
        d: `M${side(62)} 98C${side(63)} ${knee} ${side((62 + leg.outer) / 2 + 2)} ${knee + 6} ${side(leg.outer + 4)} ${leg.hem - 2}`,
        tone: "light",
        width: 2.4,
        opacity: 0.85,
      });
    }
  }
  return {
    outlines: [outline.path()],
    strokes,
    bounds: { left: Math.min(leg.outer, 58), top, bottom: leg.hem + 3 },
  };
}
