import { bowAt, buttonAt, type Cut, type Stroke } from "./cut.js";
import { HalfOutline } from "./outline.js";
import type { Choices } from "./random.js";

const NECKS = ["round", "v", "boat", "collar", "turtleneck", "wrap", "square"] as const;
const SLEEVES = ["short", "long", "long", "three-quarter", "none", "puff", "bell"] as const;

type Neck = (typeof NECKS)[number];
type Sleeve = (typeof SLEEVES)[number];

/** How deep the neckline hangs at the middle. */
const DEPTH: Record<Neck, number> = { round: 56, v: 74, boat: 48, collar: 62, turtleneck: 40, wrap: 84, square: 64 };

function leftSleeve(sleeve: Sleeve): string {
  switch (sleeve) {
    case "none":
      return "";
    case "short":
      return "M63 47C52 54 44 70 40 88Q52 97 64 96L70 70Z";
    case "puff":
      return "M64 46C44 44 32 64 36 84Q42 96 62 94L70 66Z";
    case "three-quarter":
      return "M63 47C50 58 40 90 30 128Q39 136 50 134L68 92Z";
    case "bell":
      return "M63 47C50 60 42 88 24 140Q40 152 57 144L68 92Z";
    case "long":
      return "M63 47C50 60 40 100 28 166Q35 172 44 170L68 94Z";
  }
}

const flip = (path: string): string =>
  path.replace(/([A-Z])([^A-Z]*)/g, (_all, command: string, numbers: string) => {
    const values = numbers.trim() === "" ? [] : numbers.trim().split(/\s+/).map(Number);
    return command + values.map((value, k) => (k % 2 === 0 ? 200 - value : value)).join(" ");
  });

/** A blouse, or with `dress` the same bodice with a skirt to the knee. */
export function blouse(choose: Choices, dress = false): Cut {
  const neck = choose.pick(NECKS);
  const sleeve = choose.pick(SLEEVES);
  const hem = dress ? choose.pick([206, 220] as const) : choose.pick([158, 172, 186] as const);
  const flare = dress ? 22 : choose.pick([0, 6, 14] as const);
  const empire = dress || choose.chance(0.5);
  const depth = DEPTH[neck];
  const neckX = neck === "boat" ? 76 : neck === "turtleneck" ? 86 : 82;
  const neckY = neck === "turtleneck" ? 34 : 42;

  const outline = new HalfOutline(100, depth);
  if (neck === "v" || neck === "wrap" || neck === "collar") outline.line(neckX, neckY);
  else if (neck === "square") outline.line(neckX + 3, depth).line(neckX, neckY);
  else outline.curve(90, depth, neckX + 2, depth - 5, neckX, neckY);
  outline
    .curve(76, 43, 70, 44, sleeve === "none" ? 68 : 62, 48)
    .curve(66, 62, 67, 78, 64, 92)
    .curve(65, 104, empire ? 68 : 62, 110, empire ? 67 : 60, 116)
    .curve(60, 140, 56 - flare, hem - 24, 54 - flare, hem)
    .curve(66 - flare / 2, hem + 6, 84, hem + 8, 100, hem + 8);

  const outlines: string[] = [];
  const left = leftSleeve(sleeve);
  if (left) outlines.push(left, flip(left));
  outlines.push(outline.path());

  const strokes: Stroke[] = [];
  if (left) {
    const seam = "M63 50C67 64 68 78 65 93";
    strokes.push({ d: seam + flip(seam), tone: "dark", width: 1.3, opacity: 0.75 });
    const cuffs: Partial<Record<Sleeve, string>> = {
      long: "M30 157Q38 163 46 160",
      short: "M42 82Q54 91 66 89",
      puff: "M38 86Q46 93 64 88",
      "three-quarter": "M32 120Q42 128 52 126",
      bell: "M27 134Q42 145 57 137",
    };
    const cuff = cuffs[sleeve];
    if (cuff) strokes.push({ d: cuff + flip(cuff), tone: "dark", width: 1.4 });
  }

  if (neck === "collar") {
    const flap = `M82 42L100 62L88 70L74 52Z`;
    strokes.push({ d: flap + flip(flap), tone: "light", width: 0, filled: true, opacity: 0.75 });
    strokes.push({ d: flap + flip(flap), tone: "dark", width: 1.2 });
  } else if (neck === "turtleneck") {
    strokes.push({ d: "M84 46Q100 53 116 46", tone: "dark", width: 1.4 });
    for (let x = 89; x <= 111; x += 4.4) strokes.push({ d: `M${x} 40v8`, tone: "dark", width: 0.8, opacity: 0.5 });
  } else if (neck === "wrap") {
    strokes.push({ d: "M118 42L70 112M84 46L100 84", tone: "dark", width: 1.7 });
  } else {
    const edge =
      neck === "v" ? "M80 45L100 79L120 45" : neck === "square" ? "M80 44L82 68H118L120 44" : neck === "boat" ? "M74 46Q100 60 126 46" : "M79 45Q100 75 121 45";
    strokes.push({ d: edge, tone: "dark", width: 1.5 });
  }

  if (empire) {
    strokes.push({ d: "M67 112Q100 120 133 112", tone: "dark", width: 2 });
    if (choose.chance(0.5)) strokes.push(...bowAt(choose.chance(0.5) ? 100 : 82, 116));
    for (const k of [-2, -1, 1, 2]) {
      strokes.push({ d: `M${100 + k * 10} 122Q${100 + k * 13} ${hem - 30} ${100 + k * (16 + flare / 3)} ${hem}`, tone: "dark", width: 0.9, opacity: 0.32 });
    }
  }
  if (neck === "collar" || (!empire && neck !== "wrap" && choose.chance(0.3))) {
    strokes.push({ d: `M100 ${depth + 2}V${hem + 7}`, tone: "dark", width: 1.1 });
    for (let y = depth + 12; y < hem; y += 17) strokes.push(buttonAt(103.5, y, 2.3));
  }
  if (!empire && choose.chance(0.35)) {
    strokes.push({ d: "M112 88h16v15q-8 5 -16 0Z", tone: "dark", width: 1.3 });
  }
  const lace = choose.chance(0.3);
  if (lace) {
    let d = `M${55 - flare} ${hem - 3}`;
    const steps = 14;
    const width = (90 + 2 * flare) / steps;
    for (let k = 0; k < steps; k += 1) d += `q${width / 2} 9 ${width} 0`;
    strokes.push({ d, tone: "light", width: 2, opacity: 0.9 });
  } else {
    strokes.push({ d: `M${55 - flare} ${hem - 5}Q100 ${hem + 8} ${145 + flare} ${hem - 5}`, tone: "dark", width: 1, dash: "3 2", opacity: 0.6 });
  }
  const bounds = { left: sleeve === "none" ? 54 - flare : 28, top: neckY, bottom: hem + 8 };
  return { outlines, strokes, bounds };
}
