/** A live plot of one measure: the merchant's order and vitrine's, each a line within its interval. */
import type uPlot from "uplot";
import { h } from "../dom.js";
import type { Lift, Measure } from "./lift.js";

const HEIGHT = 280;
const NAN = Number.NaN;

/** The columns of a plot: sessions, then low, high and mean of either order. */
type Columns = [number[], ...number[][]];

/** A colour of the style sheet, in six hexadecimal digits. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** uPlot takes a gap for null alone. */
function gaps(values: number[]): (number | null)[] {
  return values.map((value) => (Number.isFinite(value) ? value : null));
}

export class Plot {
  readonly element: HTMLElement;
  readonly #stage = h("div", { class: "plot-stage", role: "img" });
  readonly #columns: Columns = [[], [], [], [], [], [], []];
  readonly #stop = new AbortController();
  readonly #resizes = new ResizeObserver(() => this.#resize());
  #plot: uPlot | null = null;

  constructor(
    readonly title: string,
    readonly measure: Measure,
    readonly percent: boolean,
    /** The number of sessions in all, so that the axis stands still. */
    readonly whole: number,
  ) {
    this.element = h("section", { class: "plot" }, h("h2", {}, title), this.#stage);
  }

  /** Draws it; when it is in the document. */
  start(): void {
    this.#make();
    this.#resizes.observe(this.#stage);
    // The page's colours are read when it is drawn.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#make(), { signal: this.#stop.signal });
  }

  stop(): void {
    this.#stop.abort();
    this.#resizes.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  clear(): void {
    for (const column of this.#columns) column.length = 0;
    this.draw();
  }

  /** Takes down how it stands after one more session. */
  add(lift: Lift): void {
    const estimates = (["merchant", "vitrine"] as const).map((order) => lift.estimate(this.measure, order));
    const [sessions, ...columns] = this.#columns;
    sessions.push(lift.sessions);
    estimates.forEach((estimate, n) => {
      const { low, high, mean } = estimate ?? { low: NAN, high: NAN, mean: NAN };
      [low, high, mean].forEach((value, place) => columns[3 * n + place]?.push(value));
    });
  }

  draw(): void {
    const [sessions, ...columns] = this.#columns;
    this.#plot?.setData([sessions, ...columns.map(gaps)] as uPlot.AlignedData);
  }

  /** What the picture shows, for who does not see it. */
  describe(words: string): void {
    this.#stage.setAttribute("aria-label", `${this.title}. ${words}`);
  }

  #make(): void {
    // Evaluated when a plot is wanted: it asks for the browser's language at once, and fails where that is none ("C").
    void import("uplot").then((library) => this.#draw(library.default), () => {
      this.#stage.textContent = "This browser cannot draw the plot; the table says the same.";
    });
  }

  #draw(UPlot: typeof uPlot): void {
    this.#plot?.destroy();
    const axis = {
      stroke: colour("--soft"),
      font: `12px ${colour("--sans")}`,
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { stroke: colour("--line"), width: 1 },
    };
    const lines = [
      ["The shop’s order", colour("--soft")],
      ["With vitrine", colour("--calm")],
    ] as const;
    const value = (_plot: uPlot, raw: number | null): string => (raw === null ? "–" : this.#words(raw));
    this.#plot = new UPlot(
      {
        width: this.#stage.clientWidth || 300,
        height: HEIGHT,
        cursor: { drag: { x: false, y: false }, points: { size: 7 } },
        legend: { live: true, markers: { fill: (plot, n) => (plot.series[n]?.stroke as (() => string) | undefined)?.() ?? "" } },
        scales: {
          x: { time: false, range: [0, this.whole] },
          y: { range: (_plot, _low, high) => [0, Math.min(1, Math.max(0.2, (high ?? 0) * 1.1))] },
        },
        axes: [
          { ...axis, label: "sessions replayed", labelFont: `12px ${colour("--sans")}`, labelSize: 20 },
          { ...axis, size: 48, values: (_plot, ticks) => ticks.map((tick) => this.#words(tick)) },
        ],
        series: [
          { label: "Session" },
          ...lines.flatMap(([label, stroke]): uPlot.Series[] => [
            { label: `${label}, low`, stroke: "transparent", points: { show: false }, value },
            { label: `${label}, high`, stroke: "transparent", points: { show: false }, value },
            { label, stroke, width: 2.5, points: { show: false }, value },
          ]),
        ],
        bands: [
          { series: [2, 1], fill: `${lines[0][1]}2e` },
          { series: [5, 4], fill: `${lines[1][1]}3d` },
        ],
      },
      [[], [], [], [], [], [], []],
      this.#stage,
    );
    this.draw();
  }

  #words(value: number): string {
    return this.percent ? `${Math.round(100 * value)} %` : value.toFixed(2);
  }

  #resize(): void {
    const width = this.#stage.clientWidth;
    if (this.#plot && width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
  }
}
