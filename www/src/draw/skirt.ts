import { bowAt, buttonAt, type Cut, type Stroke } from "./cut.js";
import { HalfOutline } from "./outline.js";
import type { Choices } from "./random.js";

const SHAPES = ["a-line", "a-line", "pencil", "flared", "tiered", "pleated"] as const;

/** A skirt, from mini to midi. */
export function skirt(choose: Choices): Cut {
  const shape = choose.pick(SHAPES);
  const hem = choose.pick([158, 180, 204, 216] as const);
  const top = 38;
  const length = hem - top;
  const spread = { "a-line": 40, pencil: 17, flared: 58, tiered: 48, pleated: 44 }[shape] * (0.6 + length / 320);
  const waist = 72;
  const edge = Math.max(14, waist - spread);
  const hip = shape === "pencil" ? waist - 15 : waist - 12;

  const outline = new HalfOutline(100, top + 3).curve(90, top + 3, 80, top + 2, waist, top);
  if (shape === "pencil") outline.curve(62, top + 20, hip - 2, top + 34, hip - 2, top + 58).line(edge, hem);
  else outline.curve(waist - 2, top + 20, hip, top + 26, hip - 3, top + 44).line(edge, hem);
  if (shape === "flared" || shape === "tiered") {
    const third = (100 - edge) / 3;
    outline
      .curve(edge + third * 0.3, hem + 9, edge + third * 0.8, hem + 9, edge + third, hem + 4)
      .curve(edge + third * 1.3, hem + 11, edge + third * 1.7, hem + 11, edge + third * 2, hem + 6)
      .curve(edge + third * 2.3, hem + 12, edge + third * 2.7, hem + 12, 100, hem + 8);
  } else {
    outline.curve(edge + 20, hem + 6, 80, hem + 8, 100, hem + 8);
  }

  const strokes: Stroke[] = [];
  const panel = choose.chance(0.4);
  if (panel) {
    strokes.push({ d: "M66 68Q100 86 134 68", tone: "dark", width: 1.6 });
    for (let x = 76; x <= 124; x += 6) {
      strokes.push({ d: `M${x} 42V${76 - Math.abs(x - 100) * 0.28}`, tone: "dark", width: 0.8, opacity: 0.45 });
    }
  } else {
    strokes.push({ d: `M${waist - 1} 50Q100 56 ${201 - waist} 50`, tone: "dark", width: 1.7 });
  }
  const start = panel ? 84 : 58;

  if (shape === "pleated") {
    for (let k = -4; k <= 4; k += 1) {
      const low = 100 + (k * (100 - edge)) / 4.8;
      strokes.push({ d: `M${100 + k * 6.4} ${start - Math.abs(k) * 1.2}L${low} ${hem + 5 - Math.abs(k)}`, tone: "dark", width: 1.1, opacity: 0.6 });
    }
  } else if (shape === "tiered") {
    for (const part of [0.42, 0.72]) {
      const y = top + length * part;
      const left = waist - spread * part - 4;
      strokes.push({ d: `M${left} ${y}Q100 ${y + 13} ${200 - left} ${y}`, tone: "dark", width: 1.8 });
      for (let x = left + 8; x < 196 - left; x += 9) {
        strokes.push({ d: `M${x} ${y + 5 + 4 * Math.sin(((x - left) / (200 - 2 * left)) * Math.PI)}q1 7 -1 12`, tone: "dark", width: 0.8, opacity: 0.45 });
      }
    }
  } else {
    const trim = choose.pick(["buttons", "wrap", "pockets", "slit", "folds", "bow"] as const);
    if (trim === "buttons") {
      strokes.push({ d: `M100 ${start}V${hem + 7}`, tone: "dark", width: 1.2 });
      for (let y = start + 10; y < hem; y += 18) strokes.push(buttonAt(104, y, 2.6));
    } else if (trim === "wrap") {
      strokes.push({ d: `M${waist + 6} ${start - 4}Q120 ${top + length * 0.5} ${200 - edge - 26} ${hem + 3}`, tone: "dark", width: 1.8 });
      strokes.push(...bowAt(waist + 10, 54));
    } else if (trim === "pockets") {
      for (const x of [hip + 8, 200 - hip - 30]) {
        strokes.push({ d: `M${x} ${start + 22}h22v22q-11 7 -22 0Z`, tone: "dark", width: 1.4 });
      }
    } else if (trim === "slit") {
      strokes.push({ d: `M${112} ${hem - length * 0.32}L109 ${hem + 7}`, tone: "dark", width: 2 });
    } else if (trim === "bow") {
      strokes.push(...bowAt(100, panel ? 84 : 54));
    }
    for (const k of [-2, -1, 1, 2]) {
      const low = 100 + (k * (100 - edge)) / 2.9;
      strokes.push({ d: `M${100 + k * 8} ${start + 46}Q${100 + k * 10} ${hem - 40} ${low} ${hem + 2}`, tone: "dark", width: 0.9, opacity: 0.3 });
    }
  }
  const trimmed = choose.chance(0.35);
  strokes.push({
    d: `M${edge + 2} ${hem - 6}Q100 ${hem + 5} ${198 - edge} ${hem - 6}`,
    tone: trimmed ? "dark" : "light",
    width: trimmed ? 3 : 0.9,
    opacity: trimmed ? 0.7 : 0.7,
    ...(trimmed ? {} : { dash: "3 2" }),
  });
  return { outlines: [outline.path()], strokes, bounds: { left: edge, top, bottom: hem + 10 } };
}
