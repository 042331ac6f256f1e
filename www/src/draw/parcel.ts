import { s } from "../dom.js";
import { glyphFor } from "./glyph.js";
import { hashText, Choices } from "./random.js";

const MIDDLE = 112;

function motif(kind: number, choose: Choices, ink: string, soft: string): SVGElement[] {
  const marks: SVGElement[] = [];
  for (let k = 0; k < 4; k += 1) {
    const size = 22 + k * choose.between(13, 16);
    const common = { fill: "none", stroke: k % 2 ? soft : ink, "stroke-width": 8 - k * 1.3, opacity: 0.9 - k * 0.14 };
    if (kind === 0) marks.push(s("circle", { cx: 100, cy: MIDDLE, r: size, ...common }));
    else if (kind === 1) {
      marks.push(s("rect", { x: 100 - size, y: MIDDLE - size, width: 2 * size, height: 2 * size, rx: 12, ...common }));
    } else {
      const d = `M${100 - size} ${MIDDLE}L100 ${MIDDLE - size}L${100 + size} ${MIDDLE}L100 ${MIDDLE + size}Z`;
      marks.push(s("path", { d, "stroke-linejoin": "round", ...common }));
    }
  }
  return marks;
}

/**
 * A plain drawn card for goods that are no garments: a line drawing of the kind where there is one, else a motif;
 * the hue is the category's, the letter the brand's.
 */
export function parcel(id: string, category: string, word: string): SVGElement[] {
  const hash = hashText(category);
  const choose = new Choices(id);
  const hue = hash % 360;
  const ink = `hsl(${hue} 34% 30%)`;
  const soft = `hsl(${hue} 38% ${Math.round(choose.between(58, 74))}%)`;
  const initial = (/[\p{L}\p{N}]/u.exec(word)?.[0] ?? "•").toLocaleUpperCase("en");
  const glyph = glyphFor(category);
  const size = choose.between(4.9, 5.7);
  const drawing = glyph
    ? [
        s("circle", { cx: 100, cy: MIDDLE, r: choose.between(74, 84), fill: soft, opacity: 0.45 }),
        s("path", {
          d: glyph,
          transform: `translate(100 ${MIDDLE}) scale(${size.toFixed(2)}) translate(-12 -12)`,
          fill: soft,
          "fill-opacity": 0.55,
          stroke: ink,
          "stroke-width": 1,
          "stroke-linecap": "round",
          "stroke-linejoin": "round",
        }),
      ]
    : motif(hash % 3, choose, ink, soft);
  return [
    ...drawing,
    s("circle", { cx: 166, cy: 204, r: 17, fill: ink }),
    s(
      "text",
      { x: 166, y: 211, "text-anchor": "middle", "font-size": 20, "font-weight": 700, fill: "#fff", "font-family": "system-ui, sans-serif" },
      initial,
    ),
  ];
}
