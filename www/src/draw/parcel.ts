import { s } from "../dom.js";
import { hashText, Choices } from "./random.js";

/** A plain drawn card for a shop whose goods have no drawing of their own: a motif in the category's hue. */
export function parcel(id: string, category: string, word: string): SVGElement[] {
  const hue = hashText(category) % 360;
  const choose = new Choices(id);
  const ink = `hsl(${hue} 38% 38%)`;
  const soft = `hsl(${hue} 42% 62%)`;
  const marks: SVGElement[] = [];
  const turn = Math.floor(choose.next() * 4) * 90;
  const motif = hashText(category) % 4;
  for (let k = 0; k < 4; k += 1) {
    const size = 22 + k * choose.between(15, 19);
    const common = { fill: "none", stroke: k % 2 ? soft : ink, "stroke-width": 9 - k * 1.4, opacity: 0.9 - k * 0.14 };
    if (motif === 0) marks.push(s("circle", { cx: 100, cy: 108, r: size, ...common }));
    else if (motif === 1) marks.push(s("rect", { x: 100 - size, y: 108 - size, width: 2 * size, height: 2 * size, rx: 12, ...common }));
    else if (motif === 2) marks.push(s("path", { d: `M${100 - size} ${108 + size * 0.8}L100 ${108 - size}L${100 + size} ${108 + size * 0.8}Z`, "stroke-linejoin": "round", ...common }));
    else marks.push(s("path", { d: `M${100 - size} 108a${size} ${size} 0 0 1 ${2 * size} 0`, "stroke-linecap": "round", ...common }));
  }
  const initial = (word.match(/[\p{L}\p{N}]/u)?.[0] ?? "•").toLocaleUpperCase("en");
  return [
    s("g", { transform: `rotate(${motif === 2 ? 0 : turn} 100 108)` }, ...marks),
    s("circle", { cx: 100, cy: 108, r: 19, fill: ink }),
    s("text", { x: 100, y: 116, "text-anchor": "middle", "font-size": 23, "font-weight": 700, fill: "#fff", "font-family": "system-ui, sans-serif" }, initial),
  ];
}
