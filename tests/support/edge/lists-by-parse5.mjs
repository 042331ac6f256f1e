// The lists of a page as an independent parser has them, to compare what came out at the edge with: parse5, which builds
// the tree of the HTML standard and knows where in the source each element stands.

import { parse, serialize } from "parse5";

const attribute = (node, name) => node.attrs?.find((each) => each.name === name)?.value;
const elements = (node) => (node.childNodes ?? []).flatMap((child) => (child.tagName === undefined ? [] : [child, ...elements(child)]));

/** The elements that pass a test. `scripting` as in a browser. */
export function findAll(html, test) {
  const document = parse(html, { sourceCodeLocationInfo: true, scriptingEnabled: true });
  return { document, found: elements(document).filter(test) };
}

/** The list in an element and its cards, as `<vitrine-carousel>` reads them. */
export function listIn(root, name = "data-item") {
  const bearing = elements(root).filter((node) => attribute(node, name) !== undefined);
  if (bearing.length === 0) return undefined;
  let list = bearing[0].parentNode;
  const contains = (outer, node) => {
    for (let at = node; at; at = at.parentNode) if (at === outer) return true;
    return false;
  };
  while (!contains(list, bearing.at(-1))) list = list.parentNode;
  const cards = new Map();
  const several = new Set();
  for (const node of bearing) {
    let child = node;
    while (child.parentNode !== list) child = child.parentNode;
    const id = attribute(node, name);
    if (id === "") continue;
    if (!cards.has(child)) cards.set(child, id);
    else if (cards.get(child) !== id) several.add(child);
  }
  const own = [...cards].filter(([card]) => !several.has(card));
  return {
    list,
    cards: own.map(([card]) => card),
    ids: own.map(([, id]) => id),
    pinned: own.map(([card]) => ["data-pinned", "data-sponsored", "hidden"].some((each) => attribute(card, each) !== undefined)),
  };
}

export { attribute, serialize };

/** The tree of a page as text, with the carousels' cards put back into the merchant's order by the mark that the edge left. */
export function undone(html, isList) {
  const { document, found } = findAll(html, isList);
  let moved = 0;
  for (const root of found) {
    const mark = attribute(root, "data-vitrine-order");
    if (mark === undefined) continue;
    root.attrs = root.attrs.filter(({ name }) => name !== "data-vitrine-order");
    const order = mark.split(" ").map(Number);
    if (order.some((from, to) => from !== to)) moved += 1;
    const { list, cards } = listIn(root);
    const places = cards.map((card) => list.childNodes.indexOf(card));
    order.forEach((from, to) => (list.childNodes[places[from]] = cards[to]));
  }
  return { text: serialize(document), moved };
}
