/**
 * `vitrine/carousel`: the element `<vitrine-carousel>`. Importing it defines it.
 * @packageDocumentation
 */
import { VitrineCarousel } from "./carousel.js";
import { connectCarousels } from "./connect.js";
import type { CarouselOrder } from "./order.js";

export type { CarouselOrder, CarouselRequest } from "./order.js";
export type { Slider } from "./move.js";
export { connectCarousels, VitrineCarousel };

declare global {
  interface HTMLElementTagNameMap {
    "vitrine-carousel": VitrineCarousel;
  }
  interface HTMLElementEventMap {
    "vitrine-order": CustomEvent<CarouselOrder>;
  }
}

// A server that renders has no elements; a page may load this twice.
if (typeof customElements !== "undefined" && customElements.get("vitrine-carousel") === undefined) {
  customElements.define("vitrine-carousel", VitrineCarousel);
}
