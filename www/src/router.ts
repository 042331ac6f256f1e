/** Pages in the address after `#`, with a memory for each step of the history: Back shows what was there. */

export type Route =
  | { page: "home" }
  | { page: "category"; key: string; choice?: Choice }
  | { page: "item"; id: string }
  | { page: "cart" }
  | { page: "lift" }
  | { page: "replay" }
  | { page: "bench" };

/** What the shopper chose for a category's page: which colours, up to which price, in which order. */
export interface Choice {
  sort?: "cheap" | "dear" | undefined;
  colour?: string | undefined;
  most?: number | undefined;
}

/** What a view remembers for the Back button. */
export interface ViewMemory {
  scroll: number;
  /** How far each shelf was scrolled sideways, by slot. */
  sideways: Map<string, number>;
  /** How many pieces of a long list were shown. */
  shown: number;
}

type Show = (route: Route, memory: ViewMemory, returning: boolean) => void;

/** The address of a route, for links. */
export function hrefOf(route: Route): string {
  switch (route.page) {
    case "home":
      return "#/";
    case "category":
      return `#/category/${encodeURIComponent(route.key)}${searchOf(route.choice ?? {})}`;
    case "item":
      return `#/item/${encodeURIComponent(route.id)}`;
    default:
      return `#/${route.page}`;
  }
}

function searchOf({ sort, colour, most }: Choice): string {
  const parameters = new URLSearchParams();
  if (colour !== undefined) parameters.set("colour", colour);
  if (most !== undefined) parameters.set("most", String(most));
  if (sort !== undefined) parameters.set("sort", sort);
  return parameters.size === 0 ? "" : `?${parameters}`;
}

function choiceOf(search: string): Choice {
  const parameters = new URLSearchParams(search);
  const sort = parameters.get("sort");
  const most = Number(parameters.get("most") ?? Number.NaN);
  return {
    sort: sort === "cheap" || sort === "dear" ? sort : undefined,
    colour: parameters.get("colour") ?? undefined,
    most: Number.isFinite(most) ? most : undefined,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parse(hash: string): Route {
  const [, page = "", rest = "", search = ""] = /^#\/([a-z]*)\/?([^?]*)(.*)$/.exec(hash) ?? [];
  if (page === "category") return { page, key: decode(rest), choice: choiceOf(search) };
  if (page === "item") return { page, id: decode(rest) };
  if (page === "cart" || page === "lift" || page === "replay" || page === "bench") return { page };
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

  /** Writes another address for what is shown: Back still leads to where she came from. */
  rename(route: Route): void {
    history.replaceState(history.state, "", hrefOf(route));
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
    const memory = known ?? { scroll: 0, sideways: new Map<string, number>(), shown: 0 };
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
