/**
 * `vitrine/vue`: carousels in the shopper's order, drawn by Vue. A server renders the merchant's order; the shopper's comes
 * before the browser paints.
 * @packageDocumentation
 */
import {
  computed,
  getCurrentInstance,
  inject,
  onBeforeMount,
  onBeforeUnmount,
  onMounted,
  onUpdated,
  provide,
  shallowRef,
  toValue,
  watch,
} from "vue";
import type { ComponentPublicInstance, ComputedRef, InjectionKey, MaybeRefOrGetter, ShallowRef } from "vue";
import { arriving } from "./headless/arriving.js";
import type { VitrineSource } from "./headless/arriving.js";
import { itemReader, itemsOf } from "./headless/items.js";
import type { ItemReader } from "./headless/items.js";
import { given, RankedList } from "./headless/list.js";
import type { ListSource } from "./headless/list.js";
import { stand } from "./headless/standing.js";
import type { Vitrine } from "./vitrine.js";

export type { ItemReader } from "./headless/items.js";
export type { VitrineSource } from "./headless/arriving.js";

const KEY: InjectionKey<Readonly<ShallowRef<Vitrine | null>>> = Symbol("vitrine");

/**
 * Gives a Vitrine to all carousels of this component and within it. Until it is there, and where it fails, they show the
 * merchant's order. Call it in `setup`. Returns the Vitrine once it is there.
 */
export function provideVitrine(source: VitrineSource): Readonly<ShallowRef<Vitrine | null>> {
  const vitrine = shallowRef<Vitrine | null>(null);
  provide(KEY, vitrine);
  let end: (() => void) | undefined;
  onMounted(() => {
    end = arriving(source, (arrived) => (vitrine.value = arrived));
  });
  onBeforeUnmount(() => end?.());
  return vitrine;
}

/** The Vitrine that a component further up provided; null while it is not there yet. */
export function useVitrine(): Readonly<ShallowRef<Vitrine | null>> {
  return inject(KEY, undefined) ?? shallowRef(null);
}

/** What `useCarousel` takes besides the items. */
export interface CarouselOptions<T> extends Omit<ListSource, "items"> {
  /** What of an item is its id, or its id with facts: price, stock, attributes. Default: the item itself if it is text, or its `id`. */
  item?: ItemReader<T> | undefined;
}

/** A carousel as it is to be drawn. */
export interface CarouselState<T> {
  /** The items to draw, in their order. */
  items: ComputedRef<readonly T[]>;
  /** For the element that holds the cards, as a function ref. Each card bears its item's id in `data-item`. */
  list: (element: Element | ComponentPublicInstance | null) => void;
  /** False where this is the merchant's order. */
  personal: ComputedRef<boolean>;
  /** True where the merchant's rules say that too few are left to show. */
  hide: ComputedRef<boolean>;
  /** Orders anew what has not been seen. Happens by itself after all that changes the order. */
  refresh: () => void;
}

/**
 * Puts items in the shopper's order. What she has seen keeps its place; what she has not seen is ordered anew when she
 * clicks, dismisses, or passes by. Clicks and impressions are told to the Vitrine of `provideVitrine`. Call it in `setup` of
 * a component below the one that provides; in that one itself, give the Vitrine.
 */
export function useCarousel<T>(
  items: MaybeRefOrGetter<readonly T[]>,
  options: MaybeRefOrGetter<CarouselOptions<T>> = {},
  vitrine: Readonly<ShallowRef<Vitrine | null>> = useVitrine(),
): CarouselState<T> {
  const read = computed(() => itemReader(toValue(options).item));
  const source = computed((): ListSource => {
    const { item: _, ...rest } = toValue(options);
    return { ...rest, items: toValue(items).map(read.value) };
  });
  const list = new RankedList(source.value);
  const standing = shallowRef(list.initial);
  // The items may be newer than how they stand: what is drawn fits to both.
  const now = computed(() => stand(standing.value, given(source.value)));
  const instance = getCurrentInstance();
  const ends: (() => void)[] = [];
  let disconnect = (): void => {};
  onBeforeMount(() => {
    // Only what a server drew has its element before it is mounted.
    if (instance?.vnode.el) list.hydrate();
  });
  onMounted(() => {
    ends.push(list.subscribe(() => (standing.value = list.snapshot())), list.mount());
    list.drawn(source.value);
    const connect = (vitrine: Vitrine | null): void => {
      disconnect();
      disconnect = list.connect(vitrine);
    };
    ends.push(watch(vitrine, connect, { immediate: true, flush: "sync" }), () => disconnect());
    // What is given anew may draw nothing anew.
    ends.push(watch(source, (source) => list.drawn(source), { flush: "post" }));
  });
  onUpdated(() => list.drawn(source.value));
  onBeforeUnmount(() => ends.splice(0).forEach((end) => end()));
  return {
    items: computed(() => itemsOf(now.value, toValue(items), read.value)),
    list: (element) => list.attach(element instanceof Element ? element : null),
    personal: computed(() => now.value.personal),
    hide: computed(() => now.value.hide),
    refresh: list.refresh,
  };
}
