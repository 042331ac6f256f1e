/** The cart: a list in this page's memory, gone when the page is closed. */

type Listener = () => void;

export class Cart {
  readonly ids = new Set<string>();
  readonly #listeners = new Set<Listener>();

  add(id: string): void {
    this.ids.add(id);
    this.#tell();
  }

  remove(id: string): void {
    this.ids.delete(id);
    this.#tell();
  }

  clear(): void {
    this.ids.clear();
    this.#tell();
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
