/** The one place where the shop speaks with the engine. If the engine is missing or fails, the merchant's order stays. */
import {
  createVitrine,
  VitrineError,
  type Permissions,
  type ProfileView,
  type RankRequest,
  type Vitrine,
  type VitrineEvent,
} from "vitrine";
import { openRights, type Rights } from "vitrine/rights";

/** `event`: the shopper did something in the shop. `edit`: she changed what is known or allowed. */
export type Cause = "event" | "edit";

/** A list as it is to be shown. */
export interface Ordered {
  ids: string[];
  personal: boolean;
}

/** What the shop asks for: candidates in the merchant's order, and what to leave out. */
export interface Question {
  slot: string;
  items: readonly string[];
  exclude: readonly string[];
}

type Listener = (cause: Cause) => void;

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The engine behind a face that never throws into the shop. */
export class Guide {
  /** Why there is no engine, in a sentence; null while all is well. */
  failure: string | null = null;
  /** The last thing that went wrong while the engine went on; null if nothing did. */
  trouble: string | null = null;
  readonly #listeners = new Set<Listener>();
  #engine: Vitrine | null = null;
  #rights: Rights | null = null;
  /** What she does not want to see. */
  dismissed: ReadonlySet<string> = new Set();
  #quiet = false;

  /** Loads the engine; on any failure the guide stands there without one. */
  static async start(pack: () => Promise<ArrayBuffer>, now?: () => number): Promise<Guide> {
    const guide = new Guide();
    try {
      if (typeof WebAssembly === "undefined") throw new Error("this browser does not allow WebAssembly here");
      guide.#engine = await createVitrine({
        pack: await pack(),
        // What goes wrong is told in the panel.
        onError: (error) => guide.#note(error),
        ...(now ? { now } : {}),
      });
      guide.#follow(guide.#engine);
      // It takes nothing from the first picture: the shelves stand in order before it is there.
      void guide.#open(guide.#engine);
    } catch (error) {
      guide.failure = sentence(error);
    }
    return guide;
  }

  /** What the shopper may ask of her own profile; null until it is there. */
  get rights(): Rights | null {
    return this.#rights;
  }

  /** The engine, for the package's own elements; null where there is none. */
  get vitrine(): Vitrine | null {
    return this.#engine;
  }

  get permissions(): Readonly<Permissions> {
    return this.#engine?.permissions ?? { persist: false, profile: false, purchases: false, measure: false };
  }

  /** Whether the shelves may follow the shopper. */
  get allowed(): boolean {
    return this.permissions.profile;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setPermissions(permissions: Partial<Permissions>): void {
    this.#attempt((engine) => engine.setConsent(permissions));
  }

  observe(event: VitrineEvent): void {
    this.#attempt((engine) => engine.observe(event));
  }

  /** Orders a list; without engine, permission or knowledge this is the merchant's order. */
  order(question: Question): Ordered {
    const ranked = this.#attempt((engine) => engine.rank(this.request(question)));
    if (ranked) return { ids: ranked.ids, personal: ranked.personal };
    const left = new Set(question.exclude);
    return { ids: question.items.filter((id) => !left.has(id)), personal: false };
  }

  profile(): ProfileView | null {
    const rights = this.#rights;
    if (!this.allowed || !rights) return null;
    return this.#attempt(() => rights.profile()) ?? null;
  }

  /** Forgets an item, from within a shelf: what is in sight stays where it is. */
  forgetQuietly(what: { item: string }): void {
    this.#quiet = true;
    this.#attempt((engine) => engine.forget(what));
    this.#quiet = false;
  }

  erase(): void {
    this.#attempt((engine) => engine.erase());
  }

  /** A question as the engine takes it. */
  request(question: Question): RankRequest {
    return { items: question.items, slot: question.slot, exclude: [...question.exclude, ...this.dismissed] };
  }

  #follow(engine: Vitrine): void {
    engine.addEventListener("change", (event) => {
      const { by, type } = (event as CustomEvent<{ by: "event" | "edit" | "elsewhere"; type?: string }>).detail;
      if (by !== "event" || type === "dismiss") this.#readDismissed();
      // What another window did must not move anything under the pointer here; from the panel everything may move.
      const watching = !document.hidden && !document.body.classList.contains("has-panel");
      const calm = this.#quiet || by === "event" || (by === "elsewhere" && watching);
      this.#changed(calm ? "event" : "edit");
    });
    engine.addEventListener("permissions", () => {
      this.#readDismissed();
      this.#changed("edit");
    });
  }

  async #open(engine: Vitrine): Promise<void> {
    try {
      this.#rights = await openRights(engine);
      this.#readDismissed();
      this.#changed("event");
    } catch (error) {
      this.#note(error);
    }
  }

  /** Asked for only when it may have changed: most of what a shopper does dismisses nothing. */
  #readDismissed(): void {
    const items = this.profile()?.items ?? [];
    this.dismissed = new Set(items.filter((item) => item.dismissed).map((item) => item.id));
  }

  #changed(cause: Cause): void {
    for (const listener of this.#listeners) listener(cause);
  }

  #attempt<T>(call: (engine: Vitrine) => T): T | undefined {
    if (!this.#engine) return undefined;
    try {
      return call(this.#engine);
    } catch (error) {
      this.#note(error);
      return undefined;
    }
  }

  #note(error: unknown): void {
    // After `broken` there is no engine any more; everything else passes.
    if (error instanceof VitrineError && error.code === "broken") this.failure = sentence(error);
    else this.trouble = sentence(error);
  }
}
