/** The picture of an item: a garment where the shop sells garments, a plain drawn card elsewhere. */
import type { Item, Shop } from "../data.js";
import { leafOf } from "../data.js";
import { s, uniqueId } from "../dom.js";
import { blouse } from "./blouse.js";
import type { Cut } from "./cut.js";
import { SHEET } from "./outline.js";
import { dyeOf, isManyColours, type Dye } from "./palette.js";
import { parcel } from "./parcel.js";
import { colourfulPrint, ownPrint } from "./print.js";
import { Choices } from "./random.js";
import { skirt } from "./skirt.js";
import { trousers } from "./trousers.js";

type Cutter = (choose: Choices) => Cut;

const dress: Cutter = (choose) => blouse(choose, true);

/** Which words of a category call for which garment. The first match counts. */
const CUTTERS: readonly [RegExp, Cutter][] = [
  [/trouser|pants|jeans|shorts|leggings/i, trousers],
  [/skirt/i, skirt],
  [/dress/i, dress],
  [/blouse|shirt|tops?\b|sweater|tunic|cardigan/i, (choose) => blouse(choose)],
  // The data do not say what the garments on sale are: their shapes are made up, a shape for each.
  [/\bsale\b/i, (choose) => choose.pick<Cutter>([dress, trousers, skirt, (own) => blouse(own)])(choose)],
];

function cutterFor(category: string): Cutter | null {
  return CUTTERS.find(([word]) => word.test(category))?.[1] ?? null;
}

function garment(cut: Cut, dye: Dye, print: SVGElement[]): SVGElement[] {
  const clip = uniqueId("cut");
  const outline = cut.outlines.join("");
  const shapes = (attributes: Record<string, string | number>): SVGElement[] =>
    cut.outlines.map((d) => s("path", { d, ...attributes }));
  const strokes = cut.strokes.map((stroke) =>
    s("path", {
      d: stroke.d,
      fill: stroke.filled ? dye[stroke.tone] : "none",
      stroke: stroke.filled ? "none" : dye[stroke.tone],
      "stroke-width": stroke.width,
      "stroke-dasharray": stroke.dash,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      opacity: stroke.opacity,
    }),
  );
  // Short garments are moved to the middle and brought a little closer.
  const { left, top, bottom } = cut.bounds;
  const scale = Math.min(1.28, 204 / (bottom - top), 176 / (200 - 2 * left));
  const middle = (top + bottom) / 2;
  const place = `translate(100 ${SHEET.height / 2}) scale(${scale.toFixed(3)}) translate(-100 ${-middle})`;
  const parts = [
    s("path", { d: outline, class: "picture-shadow", transform: "translate(0 4)" }),
    ...shapes({ fill: dye.base, stroke: dye.dark, "stroke-width": 1.2, "stroke-linejoin": "round" }),
    s("clipPath", { id: clip }, ...cut.outlines.map((d) => s("path", { d }))),
    s(
      "g",
      { "clip-path": `url(#${clip})` },
      ...print,
      s("rect", { ...SHEET, fill: "url(#picture-volume)" }),
      ...strokes,
    ),
  ];
  return [s("g", { transform: place }, ...parts)];
}

/** The light that gives every garment its volume; placed once in the document, used by all pictures. */
export function pictureDefinitions(): SVGSVGElement {
  const stop = (offset: number, colour: string, opacity: number): SVGElement =>
    s("stop", { offset, "stop-color": colour, "stop-opacity": opacity });
  return s(
    "svg",
    { width: 0, height: 0, class: "picture-definitions", "aria-hidden": "true", focusable: "false" },
    s(
      "defs",
      {},
      s(
        "linearGradient",
        { id: "picture-volume", gradientUnits: "userSpaceOnUse", x1: 30, y1: 0, x2: 170, y2: 40 },
        stop(0, "#000", 0.1),
        stop(0.3, "#fff", 0.16),
        stop(0.55, "#fff", 0),
        stop(1, "#000", 0.2),
      ),
    ),
  );
}

/** Draws an item. Decoration: the name beside it says what it is. */
export function picture(shop: Shop, item: Item): SVGSVGElement {
  const path = shop.categoryOf(item) ?? "";
  const category = leafOf(path);
  const choose = new Choices(`item ${item.id}`);
  const cutter = cutterFor(category);
  const colour = shop.wordFor(item, "colour");
  const tone = 1 + Math.floor(choose.next() * 5);
  let marks: SVGElement[];
  if (cutter) {
    const cut = cutter(choose);
    const own = isManyColours(colour) ? null : dyeOf(colour);
    if (own) marks = garment(cut, own, ownPrint(own, choose));
    else {
      const { dye, marks: print } = colourfulPrint(choose);
      marks = garment(cut, dye, print);
    }
  } else {
    marks = parcel(item.id, path, shop.wordFor(item, "brand") || item.name);
  }
  return s(
    "svg",
    {
      viewBox: `0 0 ${SHEET.width} ${SHEET.height}`,
      class: `picture tone-${tone}`,
      "aria-hidden": "true",
      focusable: "false",
    },
    ...marks,
  );
}
