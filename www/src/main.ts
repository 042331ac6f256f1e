/** Loads the shop, asks, and shows pages. */
import { connectCarousels } from "vitrine/carousel";
import { keepProfile } from "vitrine/storage";
import { followAnswer } from "./answer.js";
import type { App, Page } from "./app.js";
import { Cart } from "./cart.js";
import { consentBar } from "./consent.js";
import { loadSessions, loadShop, shopFile } from "./data.js";
import { h } from "./dom.js";
import { pictureDefinitions } from "./draw/picture.js";
import { followEvents } from "./events.js";
import { frame } from "./frame.js";
import { DebugOverlay } from "./debug.js";
import { Guide } from "./guide.js";
import { NetworkCount } from "./network.js";
import { benchPage } from "./pages/bench.js";
import { cartPage } from "./pages/cart.js";
import { categoryPage } from "./pages/category.js";
import { homePage } from "./pages/home.js";
import { itemPage } from "./pages/item.js";
import { liftPage } from "./pages/lift.js";
import { replayPage } from "./pages/replay.js";
import { Panel } from "./panel.js";
import { Router, type Route, type ViewMemory } from "./router.js";

const DATA = new URL("data/", document.baseURI);

function build(app: App, route: Route, memory: ViewMemory, returning: boolean): Page {
  const context = { app, memory, returning };
  switch (route.page) {
    case "home":
      return homePage(context);
    case "category":
      return categoryPage(context, route.key, route.choice ?? {});
    case "item":
      return itemPage(context, route.id);
    case "cart":
      return cartPage(context);
    case "lift":
      return liftPage(context);
    case "replay":
      return replayPage(context);
    case "bench":
      return benchPage(context);
  }
}

async function start(): Promise<void> {
  const [shop, sessions] = await Promise.all([loadShop(DATA), loadSessions(DATA).catch(() => null)]);
  // Fetched once; each engine gets its own copy.
  const packBytes = shopFile(new URL(shop.file.pack, DATA)).then((response) => response.arrayBuffer());
  const strangerClock = { now: 0 };
  const pack = async (): Promise<ArrayBuffer> => (await packBytes).slice(0);
  const guide = await Guide.start(pack);
  const stranger = await Guide.start(pack, () => strangerClock.now);
  stranger.setPermissions({ profile: true, purchases: true });
  // What she allowed before is taken up first: without it, nothing that is stored is read.
  const remembered = await followAnswer(guide);
  const kept = guide.vitrine && (await keepProfile(guide.vitrine, { shop: shop.file.name }));
  if (guide.vitrine) connectCarousels(guide.vitrine, { permissions: guide.permissions });
  followEvents(guide);
  const said = h("p", { class: "sr", role: "status" });
  const network = new NetworkCount();
  let current: Page | null = null;
  let first = true;
  const main = h("main", { id: "main", tabindex: -1 });

  const router = new Router((route, memory, returning) => {
    current?.left?.();
    const page = build(app, route, memory, returning);
    main.replaceChildren(page.element);
    document.title = page.title === shop.file.name ? shop.file.name : `${page.title} · ${shop.file.name}`;
    current = page;
    for (const link of document.querySelectorAll(".head nav a")) {
      if (link.getAttribute("href") === location.hash.split("?")[0]) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    scrollTo(0, returning ? memory.scroll : 0);
    // A new page starts reading at its top; the first one leaves the focus to the browser.
    if (!first && !returning) main.focus({ preventScroll: true });
    first = false;
    page.shown?.();
    app.debug.refresh();
  });
  const app: App = {
    shop,
    guide,
    stranger,
    strangerClock,
    sessions,
    cart: new Cart(shop),
    network,
    debug: new DebugOverlay(guide),
    pack,
    router,
    announce: (sentence) => {
      said.textContent = sentence;
    },
  };
  const panel = new Panel(app, kept);
  document.body.replaceChildren(
    pictureDefinitions(),
    ...frame(app, panel, main),
    said,
  );
  if (!remembered && guide.failure === null) document.body.prepend(consentBar(app));
  // Before the router reads the address: it may hold what another device sent along.
  const opener = document.querySelector<HTMLElement>("[data-action=panel]");
  if (opener) panel.arrive(opener);
  if (DebugOverlay.asked) app.debug.toggle();
  router.start();
  document.documentElement.dataset["ready"] = "";
  network.start();
}

start().catch((error: unknown) => {
  const sentence = error instanceof Error ? error.message : String(error);
  document.body.replaceChildren(
    h("main", { class: "empty" }, h("h1", {}, "The shop did not open"), h("p", {}, sentence)),
  );
});
