import type { Page, PageContext } from "../app.js";
import { bench, clockStep, type Timing } from "../bench.js";
import { button, h, icon } from "../dom.js";
import { sceneHead } from "../scenes.js";

function microseconds(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });
}

/** How fast the engine is in the visitor's own browser. */
export function benchPage({ app }: PageContext): Page {
  const { shop, guide } = app;
  const shelves = shop.file.carousels;
  const candidates = shelves.reduce((sum, { items }) => sum + items.length, 0);
  const steps: [key: string, what: string][] = [
    ["open", "open the pack"],
    ["observe", "observe one event"],
    ["rank", "rank 50 items"],
    ["page", `rank a page: ${shelves.length} shelves, ${candidates} items`],
    ["save", "save the profile"],
    ["restore", "restore the profile"],
  ];
  const rows = new Map(
    steps.map(([key, what]) => [
      key,
      h("tr", { "data-step": key }, h("th", { scope: "row" }, what), ...["median", "range", "runs"].map((name) => h("td", { class: name }, "–"))),
    ]),
  );
  const about = h("p", { class: "small" });
  const said = h("p", { role: "status" });
  let stop = new AbortController();
  const tell = ({ key, median, fast, slow, samples, calls }: Timing): void => {
    const cells = rows.get(key)?.querySelectorAll("td");
    const texts = [microseconds(median), `${microseconds(fast)} – ${microseconds(slow)}`, calls === 1 ? `${samples}` : `${samples} × ${calls}`];
    cells?.forEach((cell, n) => (cell.textContent = texts[n] ?? ""));
  };
  const run = async (): Promise<void> => {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    start.disabled = true;
    said.textContent = "Measuring …";
    for (const row of rows.values()) for (const cell of row.querySelectorAll("td")) cell.textContent = "–";
    about.textContent = `This page’s clock moves in steps of ${microseconds(clockStep())} µs: short calls are timed many at a time. ${navigator.hardwareConcurrency} processor cores.`;
    try {
      await bench(shop, app.pack, tell, signal);
      if (!signal.aborted) said.textContent = "Done. Nothing of it was sent anywhere.";
    } catch (thrown) {
      said.textContent = `It could not be measured: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    }
    start.disabled = false;
  };
  const start = button({ class: "primary", "data-action": "measure" }, () => void run(), icon("play"), "Measure again");
  return {
    title: "Speed in this browser",
    element: h(
      "div",
      { class: "scene" },
      sceneHead(app, "bench", "How fast it is, on your device", "Engines of their own, with the shop’s pack and two hundred looks at its pieces; your profile is not touched."),
      h("div", { class: "replay-controls" }, start, said),
      h(
        "div",
        { class: "figures-frame", tabindex: 0, role: "region", "aria-label": "The figures" },
        h(
          "table",
          { class: "figures is-bench" },
          h("thead", {}, h("tr", {}, h("td", {}), ...["Median, µs", "10 % – 90 %, µs", "Runs"].map((name) => h("th", { scope: "col" }, name)))),
          h("tbody", {}, ...rows.values()),
        ),
      ),
      about,
    ),
    shown: () => {
      if (guide.failure === null) void run();
      else said.textContent = `There is nothing to measure: ${guide.failure}`;
    },
    left: () => stop.abort(),
  };
}
