"use client";
/**
 * `vitrine/react`: carousels in the shopper's order, drawn by React. A server renders the merchant's order; the shopper's
 * comes before the browser paints.
 * @packageDocumentation
 */
import {
  createContext,
  createElement,
  Fragment,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { ComponentPropsWithoutRef, ElementType, ReactElement, ReactNode } from "react";
import { arriving } from "./headless/arriving.js";
import type { VitrineSource } from "./headless/arriving.js";
import { idOf, itemReader, itemsOf } from "./headless/items.js";
import type { ItemReader } from "./headless/items.js";
import { given, RankedList } from "./headless/list.js";
import type { ListSource } from "./headless/list.js";
import { stand } from "./headless/standing.js";
import type { Vitrine } from "./vitrine.js";

export type { ItemReader } from "./headless/items.js";
export type { VitrineSource } from "./headless/arriving.js";

/** Effects before the browser paints; on a server there are none, and older versions of React complain of them. */
const useBeforePaint = typeof document === "undefined" ? useEffect : useLayoutEffect;

const Context = createContext<Vitrine | null>(null);

/** What `<VitrineProvider>` takes. */
export interface VitrineProviderProps {
  /**
   * The Vitrine, or the promise of one; or a function that makes one, which is called in the browser only, once, and whose
   * Vitrine is freed with the provider.
   */
  vitrine: VitrineSource;
  children?: ReactNode;
}

/** Gives a Vitrine to all carousels within it. Until it is there, and where it fails, they show the merchant's order. */
export function VitrineProvider({ vitrine: source, children }: VitrineProviderProps): ReactElement {
  return createElement(Context.Provider, { value: useArrived(source) }, children);
}

/** The Vitrine of the nearest provider; null while it is not there yet. */
export function useVitrine(): Vitrine | null {
  return useContext(Context);
}

/** What `useCarousel` takes besides the items. */
export interface CarouselOptions<T> extends Omit<ListSource, "items"> {
  /** What of an item is its id, or its id with facts: price, stock, attributes. Default: the item itself if it is text, or its `id`. */
  item?: ItemReader<T> | undefined;
  /** Another Vitrine than the provider's. */
  vitrine?: Vitrine | null | undefined;
}

/** A carousel as it is to be drawn. */
export interface CarouselState<T> {
  /** The items to draw, in their order. */
  items: readonly T[];
  /** For the element that holds the cards. Each card bears its item's id in `data-item`. */
  ref: (element: Element | null) => void;
  /** False where this is the merchant's order. */
  personal: boolean;
  /** True where the merchant's rules say that too few are left to show. */
  hide: boolean;
  /** Orders anew what has not been seen. Happens by itself after all that changes the order. */
  refresh: () => void;
}

/**
 * Puts items in the shopper's order. What she has seen keeps its place; what she has not seen is ordered anew when she
 * clicks, dismisses, or passes by. Clicks and impressions are told to the Vitrine.
 */
export function useCarousel<T>(items: readonly T[], options: CarouselOptions<T> = {}): CarouselState<T> {
  const provided = useVitrine();
  const { item, vitrine = provided, ...rest } = options;
  const read = itemReader(item);
  const source: ListSource = { ...rest, items: items.map(read) };
  const [list] = useState(() => new RankedList(source));
  const standing = useSyncExternalStore(list.subscribe, list.snapshot, list.hydrate);
  // The items may be newer than how they stand: what is drawn fits to both.
  const now = stand(standing, given(source));
  useBeforePaint(list.mount, [list]);
  useBeforePaint(() => list.drawn(source));
  useBeforePaint(() => list.connect(vitrine), [list, vitrine]);
  const shown = useMemo(() => itemsOf(now, items, read), [now, items]);
  const { personal, hide } = now;
  return { items: shown, ref: list.attach, personal, hide, refresh: list.refresh };
}

/**
 * Puts items in the shopper's order where vitrine cannot watch their cards: what has once been drawn keeps its place. For
 * a carousel that goes on to learn and to reorder, see {@link useCarousel}.
 */
export function useRankedItems<T>(items: readonly T[], options: CarouselOptions<T> = {}): readonly T[] {
  return useCarousel(items, options).items;
}

/** What `<Carousel>` takes: the options of `useCarousel`, and all props of its element. */
export type CarouselProps<T, E extends ElementType = "ul"> = CarouselOptions<T> & {
  items: readonly T[];
  /** The element that holds the cards. Default: `ul`. */
  as?: E;
  /** Draws a card: spread `card` on its outermost element. */
  children: (item: T, card: { "data-item": string }) => ReactNode;
} & Omit<ComponentPropsWithoutRef<E>, keyof CarouselOptions<T> | "items" | "as" | "children">;

/** A list of cards in the shopper's order. */
export function Carousel<T, E extends ElementType = "ul">(props: CarouselProps<T, E>): ReactElement {
  const { items, as = "ul", children, item, vitrine, slot, top, request, shopperOrder, quiet, impressions, ...others } =
    props as CarouselProps<T>;
  const options: CarouselOptions<T> = { item, vitrine, slot, top, request, shopperOrder, quiet, impressions };
  const carousel = useCarousel(items, options);
  const read = itemReader(item);
  const times = new Map<string, number>();
  const cards = carousel.items.map((each) => {
    const id = idOf(read(each));
    const time = times.get(id) ?? 0;
    times.set(id, time + 1);
    return createElement(Fragment, { key: time === 0 ? id : `${id} ${time}` }, children(each, { "data-item": id }));
  });
  return createElement(as, { ...others, ref: carousel.ref, hidden: carousel.hide || undefined }, cards);
}

/** The Vitrine of a source, once it is there. */
function useArrived(source: VitrineSource): Vitrine | null {
  const [arrived, setArrived] = useState<Vitrine | null>(null);
  const latest = useRef(source);
  useBeforePaint(() => {
    latest.current = source;
  });
  // A function is called once, however often another one is given; a Vitrine or a promise counts by itself.
  const key = typeof source === "function" ? "made" : source;
  useBeforePaint(() => arriving(latest.current, setArrived), [key]);
  return arrived;
}
