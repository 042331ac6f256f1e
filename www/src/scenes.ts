/** What the pages behind the shop share: their heading, and the way from one to the other. */
import type { App } from "./app.js";
import { button, h } from "./dom.js";
import { hrefOf, type Route } from "./router.js";

const SCENES = { lift: "Lift, live", replay: "One shopper at a time", bench: "Speed in this browser" } as const;

export type Scene = keyof typeof SCENES;

/** The addresses of these pages, with their names. */
export function scenesOf(app: App): [Route, string][] {
  return (Object.entries(SCENES) as [Scene, string][]).filter(([page]) => page === "bench" || app.sessions).map(([page, title]) => [{ page }, title]);
}

/** The button that shows scores, signals and timings upon the shop. */
export function debugButton(app: App): HTMLButtonElement {
  const made = button({ class: "scene-debug", "aria-pressed": String(app.debug.on), "data-action": "debug" }, () => app.debug.toggle(), "Scores upon the shop");
  return made;
}

/** The head of such a page. */
export function sceneHead(app: App, scene: Scene, title: string, ...words: (Node | string)[]): HTMLElement {
  const links = scenesOf(app).map(([route, name]) =>
    h("li", {}, h("a", { href: hrefOf(route), ...(route.page === scene ? { "aria-current": "page" } : {}) }, name)),
  );
  return h(
    "header",
    { class: "scene-head" },
    h("nav", { class: "scenes", "aria-label": "Behind the shop" }, h("ul", {}, ...links, h("li", {}, debugButton(app)))),
    h("h1", {}, title),
    ...words.map((each) => h("p", {}, each)),
  );
}
