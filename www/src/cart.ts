/** The cart: a list in this page's memory, gone when the page is closed. What happens to it is told as any shop tells it. */
import type { Shop } from "./data.js";
import { push } from "./data-layer.js";

type Listener = () => void;

export class Cart {
  readonly ids = new Set<string>();
  readonly #listeners = new Set<Listener>();

  constructor(readonly shop: Shop) {}

  add(id: string): void {
    this.ids.add(id);
    this.#tell("add_to_cart", [id]);
  }

  remove(id: string): void {
    this.ids.delete(id);
    this.#tell("remove_from_cart", [id]);
  }

  /** Orders all of it. */
  purchase(): void {
    const ids = [...this.ids];
    this.ids.clear();
    this.#tell("purchase", ids);
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(event: "add_to_cart" | "remove_from_cart" | "purchase", ids: readonly string[]): void {
    push(event, this.shop, ids);
    for (const listener of this.#listeners) listener();
  }
}
