import { s } from "../dom.js";
import { MANY_COLOURS, type Dye } from "./palette.js";
import type { Choices } from "./random.js";

/** A print is drawn over the whole sheet and clipped to the garment. */
type Print = (dye: Dye, choose: Choices) => SVGElement[];

const lines = (d: string, colour: string, width: number, opacity: number): SVGElement =>
  s("path", { d, stroke: colour, "stroke-width": width, fill: "none", opacity });

const stripesAcross: Print = (dye, choose) => {
  const step = choose.pick([9, 13, 18] as const);
  let d = "";
  for (let y = 20; y < 236; y += step) d += `M0 ${y}Q100 ${y + 7} 200 ${y}`;
  return [lines(d, dye.light, step * 0.36, 0.75)];
};

const stripesDown: Print = (dye, choose) => {
  const step = choose.pick([7, 11] as const);
  let d = "";
  for (let x = 4; x < 200; x += step) d += `M${x} 10V236`;
  return [lines(d, dye.light, 1.4, 0.6)];
};

const checks: Print = (dye) => {
  let d = "";
  for (let x = 6; x < 200; x += 16) d += `M${x} 10V236`;
  for (let y = 14; y < 236; y += 16) d += `M0 ${y}H200`;
  return [lines(d, dye.light, 5, 0.28), lines(d, dye.dark, 1, 0.35)];
};

const dots: Print = (dye, choose) => {
  const step = choose.pick([12, 16] as const);
  const radius = choose.pick([1.6, 2.6] as const);
  const marks: SVGElement[] = [];
  for (let row = 0, y = 18; y < 236; y += step * 0.8, row += 1) {
    for (let x = row % 2 ? step / 2 : 0; x < 200; x += step) {
      marks.push(s("circle", { cx: x, cy: y, r: radius, fill: dye.light, opacity: 0.8 }));
    }
  }
  return marks;
};

const flowers = (colours: readonly string[], choose: Choices): SVGElement[] => {
  const marks: SVGElement[] = [];
  for (let row = 0, y = 24; y < 232; y += 21, row += 1) {
    for (let x = row % 2 ? 14 : 4; x < 200; x += 22) {
      const colour = colours[Math.floor(choose.next() * colours.length)] ?? "#fff";
      const cx = x + choose.between(-4, 4);
      const cy = y + choose.between(-4, 4);
      const size = choose.between(2.2, 4);
      for (let petal = 0; petal < 5; petal += 1) {
        const angle = (petal / 5) * 2 * Math.PI;
        marks.push(
          s("circle", {
            cx: (cx + Math.cos(angle) * size).toFixed(1),
            cy: (cy + Math.sin(angle) * size).toFixed(1),
            r: (size * 0.75).toFixed(1),
            fill: colour,
            opacity: 0.9,
          }),
        );
      }
      marks.push(s("circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r: (size * 0.55).toFixed(1), fill: "#fff6dd" }));
    }
  }
  return marks;
};

const sprigs: Print = (dye, choose) => flowers([dye.light], choose);

const bands = (colours: readonly string[], choose: Choices): SVGElement[] => {
  const marks: SVGElement[] = [];
  const height = choose.pick([11, 17, 26] as const);
  for (let k = 0, y = 10; y < 236; y += height, k += 1) {
    const colour = colours[k % colours.length] ?? "#fff";
    marks.push(s("path", { d: `M0 ${y}Q100 ${y + 9} 200 ${y}V${y + height + 1}Q100 ${y + height + 10} 0 ${y + height + 1}Z`, fill: colour }));
  }
  return marks;
};

const patchwork = (colours: readonly string[], choose: Choices): SVGElement[] => {
  const marks: SVGElement[] = [];
  const size = choose.pick([18, 26] as const);
  for (let y = 10; y < 236; y += size) {
    for (let x = 0; x < 200; x += size) {
      const colour = colours[Math.floor(choose.next() * colours.length)] ?? "#fff";
      marks.push(s("path", { d: `M${x} ${y + size / 2}l${size / 2} ${-size / 2}l${size / 2} ${size / 2}l${-size / 2} ${size / 2}Z`, fill: colour }));
    }
  }
  return marks;
};

/** A print in the garment's own dye; most garments stay plain. */
export function ownPrint(dye: Dye, choose: Choices): SVGElement[] {
  if (choose.chance(0.58)) return [];
  return choose.pick<Print>([stripesAcross, stripesAcross, stripesDown, checks, dots, sprigs])(dye, choose);
}

/** A print for garments "of many colors": the cloth and its print. */
export function colourfulPrint(choose: Choices): { dye: Dye; marks: SVGElement[] } {
  const colours = choose.pick(MANY_COLOURS);
  const [base = "#888", light = "#ddd", , dark = "#444"] = colours;
  const dye: Dye = { base, light, dark };
  const draw = choose.pick([bands, patchwork, flowers] as const);
  return { dye: { ...dye, dark: "#3a2c2a" }, marks: draw(draw === flowers ? colours.slice(1) : colours, choose) };
}
