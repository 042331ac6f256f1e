/** Pages in the address after `#`, with a memory for each step of the history: Back shows what was there. */

export type Route =
  | { page: "home" }
  | { page: "category"; key: string }
  | { page: "item"; id: string }
  | { page: "cart" }
  | { page: "replay" };

/** What a view remembers for the Back button. */
export interface ViewMemory {
  scroll: number;
  /** The ids shown, by slot. */
  shelves: Map<string, string[]>;
  /** The slot in which the shopper last did something. */
  touched: string | null;
}

type Show = (route: Route, memory: ViewMemory, returning: boolean) => void;

/** The address of a route, for links. */
export function hrefOf(route: Route): string {
  switch (route.page) {
    case "home":
      return "#/";
    case "category":
      return `#/category/${encodeURIComponent(route.key)}`;
    case "item":
      return `#/item/${encodeURIComponent(route.id)}`;
    default:
      return `#/${route.page}`;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parse(hash: string): Route {
  const [, page = "", rest = ""] = /^#\/([a-z]*)\/?(.*)$/.exec(hash) ?? [];
  if (page === "category") return { page, key: decode(rest) };
  if (page === "item") return { page, id: decode(rest) };
  if (page === "cart" || page === "replay") return { page };
  return { page: "home" };
}

export class Router {
  readonly #views = new Map<string, ViewMemory>();
  #current = "";
  #serial = 0;

  constructor(readonly show: Show) {
    history.scrollRestoration = "manual";
    addEventListener("popstate", () => this.#enter(true));
    document.addEventListener("click", (event) => this.#follow(event));
  }

  start(): void {
    this.#enter(false);
  }

  /** Goes to a route as a new step of the history. */
  go(route: Route): void {
    this.#leave();
    history.pushState({ view: this.#newKey() }, "", hrefOf(route));
    this.#enter(false);
  }

  #newKey(): string {
    this.#serial += 1;
    return `${performance.timeOrigin}-${this.#serial}`;
  }

  #leave(): void {
    const view = this.#views.get(this.#current);
    if (view) view.scroll = scrollY;
  }

  #enter(leaveFirst: boolean): void {
    if (leaveFirst) this.#leave();
    const state = history.state as { view?: string } | null;
    let key = state?.view;
    if (!key) {
      key = this.#newKey();
      history.replaceState({ view: key }, "");
    }
    const known = this.#views.get(key);
    const memory = known ?? { scroll: 0, shelves: new Map<string, string[]>(), touched: null };
    this.#views.set(key, memory);
    this.#current = key;
    this.show(parse(location.hash), memory, known !== undefined);
  }

  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a[href^='#/']");
    const href = link?.getAttribute("href");
    if (!href) return;
    event.preventDefault();
    this.go(parse(href));
  }
}
