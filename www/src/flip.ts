/** Short movements from the old place to the new one, so that the eye can follow a reorder. */
import { reducedMotion } from "./dom.js";

const TIMING: KeyframeAnimationOptions = { duration: 320, easing: "cubic-bezier(0.2, 0.7, 0.2, 1)" };

function near(box: DOMRect): boolean {
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}

/** Takes down where some cards stand. What it returns lets each of them, after a change, glide to its new place. */
export function glideFrom(cards: () => Iterable<HTMLElement>): () => void {
  if (reducedMotion()) return () => {};
  const before = new Map<HTMLElement, DOMRect>();
  for (const card of cards()) before.set(card, card.getBoundingClientRect());
  return () => {
    const moves: (() => void)[] = [];
    for (const card of cards()) {
      const from = before.get(card);
      const to = card.getBoundingClientRect();
      if (!from) {
        if (near(to)) moves.push(() => card.animate([{ opacity: 0, scale: 0.94 }, { opacity: 1, scale: 1 }], TIMING));
        continue;
      }
      const dx = from.left - to.left;
      const dy = from.top - to.top;
      if ((dx === 0 && dy === 0) || !(near(from) || near(to))) continue;
      moves.push(() => card.animate([{ translate: `${dx}px ${dy}px` }, { translate: "0 0" }], TIMING));
    }
    // All boxes are read before the first animation starts: one layout instead of one per card.
    for (const move of moves) move();
  };
}

/**
 * Runs `change`, which may move, add and remove cards, and lets each card that stays glide to its new place.
 * Cards that were and stay out of sight just change place. With reduced motion, everything just changes place.
 */
export function withMovement(cards: () => Iterable<HTMLElement>, change: () => void): void {
  const glide = glideFrom(cards);
  change();
  glide();
}
