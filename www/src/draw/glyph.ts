/** Line drawings for common kinds of goods, on a sheet of 24 by 24. */

const PHONE = "M8 2h8a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zM11 19h2";
const SCREEN = "M3 5h18v11H3zM8 20h8M12 16v4";
const LAPTOP = "M5 5h14v10H5zM2 19h20l-3-4H5z";
const CHIP = "M7 7h10v10H7zM10 10h4v4h-4zM9 3v4M15 3v4M9 17v4M15 17v4M3 9h4M3 15h4M17 9h4M17 15h4";
const BOARD = "M3 4v16M3 7h18v9H3M7 16v3h6v-3M16 11.5a2.7 2.7 0 1 0-5.4 0 2.7 2.7 0 0 0 5.4 0z";
const MOTHERBOARD = "M4 3h16v18H4zM8 7h6v6H8zM17 6v8M7 16.5h10M7 18.8h6";
const HEADPHONES = "M4 15v-2a8 8 0 0 1 16 0v2M4 14h3v6H5a1 1 0 0 1-1-1zM20 14h-3v6h2a1 1 0 0 0 1-1z";
const SPEAKER = "M6 3h12v18H6zM9 14a3 3 0 1 0 6 0 3 3 0 1 0-6 0M12 7h.01";
const CAMERA = "M3 8h4l2-3h6l2 3h4v11H3zM8.5 13a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0";
const PRINTER = "M7 8V3h10v5M7 16H3v-6a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v6h-4M7 13h10v8H7z";
const WATCH = "M6 12a6 6 0 1 0 12 0 6 6 0 1 0-12 0M12 9v3l2 2M9 6l.5-4h5l.5 4M9 18l.5 4h5l.5-4";
const KEYBOARD = "M2 7h20v11H2zM6 11h.01M10 11h.01M14 11h.01M18 11h.01M7 15h10";
const MOUSE = "M12 2a6 6 0 0 1 6 6v8a6 6 0 0 1-12 0V8a6 6 0 0 1 6-6zM12 6v4";
const FRIDGE = "M6 2h12v20H6zM6 9h12M9 5v1.5M9 12v4";
const WASHER = "M4 3h16v18H4zM7.5 13a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0M7 6h3";
const FAN = "M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M12 12c0-4 2-6 4-5s0 5-4 5c4 0 6 2 5 4s-5 0-5-4c0 4-2 6-4 5s0-5 4-5c-4 0-6-2-5-4s5 0 5 4";
const DRIVE = "M4 4h16v16H4zM8 11a4 4 0 1 0 8 0 4 4 0 1 0-8 0M8 17h4";
const SHOE = "M3 8l1 9h15a2 2 0 0 0 1-4c-3 0-5-1-7-4l-2-2-3 2-3-1z";
const BOOK = "M4 4h7l1 1 1-1h7v15h-7l-1 1-1-1H4zM12 5v14";
const SOFA = "M5 11V6a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v5M3 11h3v4h12v-4h3v7H3zM5 18v2M19 18v2";
const TOOL = "M13 5l6 6 2-2-5-6zM14.5 8.5L4 19l1.5 1.5L16 10";
const CUP = "M5 8h11v8a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2.5 2.5 0 0 1 0 5h-2M8 2v3M12 2v3";
const FRUIT = "M12 7c-5-3-8 1-7 6s4 8 7 6c3 2 6-1 7-6s-2-9-7-6zM12 7c0-3 1-4 3-5";
const PAD = "M7 8h10a4 4 0 0 1 4 5l-1 4a2 2 0 0 1-3.5 1L14 15h-4l-2.5 3A2 2 0 0 1 4 17l-1-4a4 4 0 0 1 4-5zM8 10v3M6.5 11.5h3M16 11.5h.01";
const PLUG = "M9 2v5M15 2v5M6 7h12v4a6 6 0 0 1-12 0zM12 17v5";

/** Which words of a category call for which drawing. The first match counts. */
const GLYPHS: readonly [RegExp, string][] = [
  [/head(phone|set)|earphone|earbud/i, HEADPHONES],
  [/acoustic|speaker|audio|subwoofer|sound/i, SPEAKER],
  [/phone|mobile/i, PHONE],
  [/notebook|laptop|tablet/i, LAPTOP],
  [/\btv\b|television|monitor|display|projector|desktop|computer$/i, SCREEN],
  [/motherboard|mainboard/i, MOTHERBOARD],
  [/video_?card|graphics/i, BOARD],
  [/cpu|processor|memory|\bram\b|chip|component/i, CHIP],
  [/hdd|ssd|drive|disk|storage/i, DRIVE],
  [/cooler|fan\b|ventilat|air_?condition/i, FAN],
  [/camera|photo|lens/i, CAMERA],
  [/print|cart.?ri.?ge|scanner|toner/i, PRINTER],
  [/watch|clock|wearable/i, WATCH],
  [/keyboard/i, KEYBOARD],
  [/mouse|mice/i, MOUSE],
  [/fridge|refriger|freezer/i, FRIDGE],
  [/wash|dryer|dishwasher|oven|microwave/i, WASHER],
  [/shoe|sneaker|boot|sandal|footwear/i, SHOE],
  [/book|magazine|stationery/i, BOOK],
  [/sofa|chair|furnitur|bed|table/i, SOFA],
  [/tool|drill|saw|hammer|diy/i, TOOL],
  [/kettle|coffee|tea\b|kitchen|cup/i, CUP],
  [/food|fruit|produce|grocer|vegetable/i, FRUIT],
  [/game|toy|console/i, PAD],
  [/electr|power|cable|charger|ups\b|adapter/i, PLUG],
];

/** The drawing for a category's path: of its narrowest step that has one; null where none fits. */
export function glyphFor(path: string): string | null {
  for (const step of path.split(" › ").reverse()) {
    const found = GLYPHS.find(([word]) => word.test(step));
    if (found) return found[1];
  }
  return null;
}
