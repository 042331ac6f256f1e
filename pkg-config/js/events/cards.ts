import { Sight } from "../seen.js";
import { idOf } from "./facts.js";
import type { ShopperPage, ShopperSource } from "./source.js";

/** What does something of its own within a card. */
const CONTROLS = "a[href], button, input, select, textarea, label, summary, [role=button], [role=link], [contenteditable]";

/** What `cards` takes. */
export interface CardsOptions {
  /** Which elements are cards. Default: `[data-item]`. */
  selector?: string;
  /** A card's item: the name of its attribute (default: `data-item`), or what gives the id; `undefined` for none. */
  item?: string | ((card: Element) => string | undefined);
  /** What of a card opens the item, where it is no link: a selector. Default: its links; all of a card that has none. */
  opens?: string;
  /** Where cards are: a document, an element or a shadow root. Default: the document. */
  root?: Document | Element | ShadowRoot;
}

/**
 * The cards of carousels and lists: which are seen (half of one in view for a second, an `impression`), and which are
 * opened (a `click`: by mouse, in a new tab, by touch, by keyboard). Cards may come and go. Only what the shopper does
 * counts, not what a script does in her name.
 */
export function cards(options: CardsOptions = {}): ShopperSource {
  return {
    from: "cards",
    sees: true,
    listen(page) {
      const root = options.root ?? globalThis.document;
      if (root === undefined) return () => {};
      const itemOf = reader(options);
      const selector = options.selector ?? "[data-item]";
      const stops = [watchSeen(root, selector, options, itemOf, page), watchOpened(root, selector, options, itemOf, page)];
      return () => stops.forEach((stop) => stop());
    },
  };
}

function reader({ item = "data-item" }: CardsOptions): (card: Element) => string | undefined {
  return typeof item === "function" ? (card) => idOf(item(card)) : (card) => idOf(card.getAttribute(item));
}

type ItemOf = (card: Element) => string | undefined;

function watchSeen(root: ParentNode & Node, selector: string, { item = "data-item" }: CardsOptions, itemOf: ItemOf, page: ShopperPage): () => void {
  const sight = new Sight((card) =>
    page.guard(() => {
      const id = itemOf(card);
      if (id !== undefined && page.first(card, id)) page.tell({ type: "impression", item: id });
    }),
  );
  const items = new WeakMap<Element, string | undefined>();
  const watch = (card: Element): void =>
    page.guard(() => {
      const id = itemOf(card);
      if (items.has(card) && items.get(card) !== id) sight.forget(card);
      items.set(card, id);
      sight.watch(card);
    });
  const each = (within: Node, act: (card: Element) => void): void => {
    if (!(within instanceof Element)) return;
    if (within.matches(selector)) act(within);
    within.querySelectorAll(selector).forEach(act);
  };
  root.querySelectorAll(selector).forEach(watch);
  const changes = new MutationObserver((records) => {
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type === "attributes") each(target, watch);
      addedNodes.forEach((node) => each(node, watch));
      // One that was moved stands in the page again by now.
      removedNodes.forEach((node) => each(node, (card) => card.isConnected || sight.unwatch(card)));
    }
  });
  changes.observe(root, {
    childList: true,
    subtree: true,
    ...(typeof item === "string" ? { attributes: true, attributeFilter: [item] } : {}),
  });
  return () => {
    changes.disconnect();
    sight.stop();
  };
}

function watchOpened(root: EventTarget, selector: string, { opens }: CardsOptions, itemOf: ItemOf, page: ShopperPage): () => void {
  const opened = (event: Event): string | undefined => {
    const path = event.composedPath().filter((node): node is Element => node instanceof Element);
    const place = path.findIndex((element) => element.matches(selector));
    const card = path[place];
    if (card === undefined) return undefined;
    // From what was hit up to the card, and a link around the card.
    const control = path.slice(0, place + 1).find((element) => element.matches(opens ?? CONTROLS)) ?? card.closest("a[href]");
    const counts =
      opens === undefined
        ? control === null
          ? card.querySelector("a[href], [role=link]") === null
          : control.matches("a[href], [role=link]") || control === card
        : control !== null;
    return counts ? itemOf(card) : undefined;
  };
  let waiting: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    waiting?.();
    waiting = undefined;
  };
  const heard = (event: Event): void =>
    page.guard(() => {
      if (!event.isTrusted) return;
      if (event.type === "auxclick" && (event as MouseEvent).button !== 1) return;
      if (event instanceof KeyboardEvent && (event.key !== "Enter" || event.repeat || isNative(event.target))) return;
      flush();
      const item = opened(event);
      const tell = item === undefined ? undefined : page.hold({ type: "click", item });
      if (tell === undefined) return;
      // Read here, before the page's own listeners may move the card, and told after they have read its place: by the
      // last listener of all, or where one of them stops the event on its way, in the next task. An element of this
      // package may have told more of it meanwhile.
      waiting = () => page.first(event) && tell();
      timer = setTimeout(flush);
    });
  const stop = new AbortController();
  const { signal } = stop;
  for (const type of ["click", "auxclick", "keydown"]) {
    root.addEventListener(type, heard, { capture: true, signal });
    addEventListener(type, flush, { signal });
  }
  addEventListener("pagehide", flush, { capture: true, signal });
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}

/** Whether the browser itself makes a click of Enter there. */
function isNative(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a[href], button, input, select, textarea, summary") !== null;
}
