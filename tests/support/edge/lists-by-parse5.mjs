// The lists of a page as an independent parser has them, to compare what came out at the edge with: parse5, which builds
// the tree of the HTML standard and knows where in the source each element stands.

import { parse, serialize } from "parse5";

export const attribute = (node, name) => node.attrs?.find((each) => each.name === name)?.value;
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

/** What must come out of a sound page: each card where it stands in the source, moved as `order` says of `{slot, ids, pinned}`. */
export function reordered(html, isList, order) {
  const changes = [];
  for (const root of findAll(html, isList).found) {
    const { cards, ids, pinned } = listIn(root);
    const places = order({ slot: attribute(root, "name") ?? attribute(root, "id") ?? "", ids, pinned });
    changes.push({ at: root.sourceCodeLocation.startTag.startOffset + 1 + root.tagName.length, text: ` data-vitrine-order="${places.join(" ")}"`, end: 0 });
    places.forEach((from, to) => {
      const [there, here] = [cards[from].sourceCodeLocation, cards[to].sourceCodeLocation];
      changes.push({ at: here.startOffset, end: here.endOffset, text: html.slice(there.startOffset, there.endOffset) });
    });
  }
  let [out, at] = ["", 0];
  for (const change of changes.sort((one, other) => one.at - other.at)) {
    out += html.slice(at, change.at) + change.text;
    at = Math.max(change.at, change.end);
  }
  return out + html.slice(at);
}
