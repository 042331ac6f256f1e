/** Small builders for elements. Text always goes in as text, so no id or name of a shop can become markup. */

export type Child = Node | string | null | undefined | false;

type Attributes = Record<string, string | number | boolean | null | undefined>;

const SVG = "http://www.w3.org/2000/svg";

function fill(element: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Makes an HTML element. `false`, `null` and `undefined` leave an attribute or a child out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/** Makes an SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  fill(element, attributes, children);
  return element;
}

/** Makes a `<button type="button">` with its click handler. */
export function button(
  attributes: Attributes,
  onClick: (event: MouseEvent) => void,
  ...children: Child[]
): HTMLButtonElement {
  const element = h("button", { type: "button", ...attributes }, ...children);
  element.addEventListener("click", onClick);
  return element;
}

const ICONS = {
  bag: "M6 8h12l1 12H5L6 8Zm3 0V6a3 3 0 0 1 6 0v2",
  close: "M6 6l12 12M18 6L6 18",
  gauge: "M4 18a9 9 0 1 1 16 0M12 14l4-5",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7Zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  left: "M15 5l-7 7 7 7",
  next: "M6 5l9 7-9 7V5Zm12 0v14",
  pause: "M8 5v14M16 5v14",
  play: "M7 4l13 8-13 8V4Z",
  right: "M9 5l7 7-7 7",
  trash: "M4 7h16M9 7V4h6v3m-8 0 1 13h8l1-13",
  undo: "M9 7 4 12l5 5M4 12h10a5 5 0 0 1 0 10h-2",
} as const;

/** A line icon; decoration only, so hidden from assistive technology. */
export function icon(name: keyof typeof ICONS): SVGSVGElement {
  return s(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" },
    s("path", { d: ICONS[name] }),
  );
}

let serial = 0;

/** A document-wide unique id, for labels and clip paths. */
export function uniqueId(prefix: string): string {
  serial += 1;
  return `${prefix}-${serial}`;
}

/** Whether the visitor asked for less movement. Read at each use: the setting can change while the page is open. */
export function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
