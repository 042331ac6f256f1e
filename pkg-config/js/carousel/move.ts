// Cards to their new places in the document, so that the order that is read is the order that is seen.

/** A Swiper that goes round in a circle has its slides numbered, whichever of them comes first in the document. */
const NUMBER = "data-swiper-slide-index";

/**
 * Moves the cards of a list from the order `now` to the order `wanted`. Those that stay at their place are not touched if
 * they are `held`; what stands between cards, spaces included, stays between places.
 */
export function moveCards(list: Element, now: readonly Element[], wanted: readonly Element[], held: readonly boolean[]): void {
  const after = now.map((card, place) => (card.nextSibling === (now[place + 1] ?? null) ? undefined : card.nextSibling));
  // A number belongs to its place.
  const numbers = now.map((card) => card.getAttribute(NUMBER));
  numbers.forEach((number, place) => number !== null && wanted[place]?.setAttribute(NUMBER, number));
  for (let place = wanted.length - 1; place >= 0; place -= 1) {
    const card = wanted[place] as Element;
    const before = after[place] === undefined ? (wanted[place + 1] ?? null) : (after[place] ?? null);
    if (held[place] === true || card.nextSibling === before) continue;
    // It keeps what a card holds as it is: frames, focus, animations. Not every browser has it.
    if ("moveBefore" in list) list.moveBefore(card, before);
    else (list as Element).insertBefore(card, before);
  }
}

/** What is read of a list before any card is moved: read afterwards, the browser would have to lay the page out for it. */
export interface Layout {
  /** What around the list snaps while it is scrolled. */
  readonly snapping: readonly HTMLElement[];
  /** The height of a row. A list that wraps ends out of sight: there it does not matter. */
  readonly height: string | undefined;
}

/** Reads how a list is laid out. */
export function layoutOf(list: Element): Layout {
  const snapping: HTMLElement[] = [];
  for (let element: Element | null = list; element instanceof HTMLElement; element = element.parentElement) {
    // Another order of the same frame has put it off already.
    if (element.style.scrollSnapType !== "none" && getComputedStyle(element).scrollSnapType !== "none") snapping.push(element);
  }
  return { snapping, height: list.scrollWidth > list.clientWidth ? getComputedStyle(list).height : undefined };
}

/**
 * A list that snaps while it is scrolled would follow the card that it snapped to, wherever that is moved. For one layout it
 * does not snap, and what is in view stays.
 */
export function keepScroll({ snapping }: Layout): void {
  for (const { style } of snapping) {
    const own = style.scrollSnapType;
    if (own === "none") continue;
    style.scrollSnapType = "none";
    requestAnimationFrame(() => requestAnimationFrame(() => (style.scrollSnapType = own)));
  }
}

/** Shows a card, or takes it out of the list without taking it out of the document. */
export function showCard(card: HTMLElement, shown: boolean): void {
  card.hidden = !shown;
  // Shops give their cards a display of their own, which would win over `hidden`.
  if (shown) card.style.removeProperty("display");
  else card.style.setProperty("display", "none", "important");
}

/** Keeps a row as high as it is, though its highest card may go. */
export function keepHeight(list: Element, { height }: Layout): void {
  if (list instanceof HTMLElement && height !== undefined) list.style.minHeight = height;
}

/** Tells a slider that its slides stand in another order: the given one, or the Swiper that the list belongs to. */
export function tellSlider(list: Element, given: Slider | null): void {
  const slider = given ?? swiperOf(list);
  if (slider?.reInit) slider.reInit();
  else if (slider?.refresh) slider.refresh();
  else {
    slider?.update?.();
    // Swiper numbers its slides for screen readers anew only where it believes that their number has changed.
    slider?.emit?.("slidesLengthChange");
  }
}

type Swiper = Slider & { params?: { loop?: boolean } };

function swiperOf(list: Element): Swiper | undefined {
  return (list.closest(".swiper, swiper-container") as { swiper?: Swiper } | null)?.swiper;
}

/** Whether a list stands `now` as it was `left`, only beginning elsewhere, because its Swiper goes round in a circle. */
export function wentRound(list: Element, left: readonly string[], now: readonly string[]): boolean {
  const at = now.indexOf(left[0] as string);
  return at > 0 && swiperOf(list)?.params?.loop === true && [...now.slice(at), ...now.slice(0, at)].join("\n") === left.join("\n");
}

/** What sliders have to read their slides again: Embla, Splide, Swiper. */
export interface Slider {
  reInit?(): void;
  refresh?(): void;
  update?(): void;
  emit?(event: string): void;
}
