import type { Page, PageContext } from "../app.js";
import { button, h, icon } from "../dom.js";
import { Lift, type Measure, type Order } from "../replay/lift.js";
import type { Estimate } from "../replay/means.js";
import { Plot } from "../replay/plot.js";
import { FRONT, Run, SHELF } from "../replay/run.js";
import { sceneHead } from "../scenes.js";
import { missingPage } from "./missing.js";

/** So long may one frame's steps take, in milliseconds; one session is replayed at least. */
const FRAME_MS = 4;

function words(value: number, percent: boolean, signed = false): string {
  if (!Number.isFinite(value)) return "–";
  const sign = signed && value > 0 ? "+" : "";
  return sign + (percent ? `${(100 * value).toFixed(1)} %` : value.toFixed(3));
}

function interval({ low, high }: Estimate, percent: boolean, signed: boolean): string {
  return Number.isFinite(low) ? `${words(low, percent, signed)} to ${words(high, percent, signed)}` : "";
}

/** The lift, as it comes about: recorded sessions run through the engine, and two plots draw what comes of it. */
export function liftPage({ app }: PageContext): Page {
  const { shop, stranger, strangerClock, sessions, network } = app;
  if (!sessions || sessions.sessions.length === 0) return missingPage("This shop came without recorded sessions.");
  if (stranger.failure) return missingPage(`The replay needs the engine, and it is not running: ${stranger.failure}`);
  const whole = sessions.sessions.length;
  let run: Run;
  let lift: Lift;
  let frame: number | undefined;
  const plots = [
    new Plot(`Next choice within the first ${FRONT}`, "front", true, whole),
    new Plot("Mean reciprocal rank", "mrr", false, whole),
  ] as const;

  const cells = new Map<string, HTMLTableCellElement>();
  const cell = (measure: Measure, order: Order): HTMLTableCellElement => {
    const made = h("td", { "data-figure": `${measure}-${order}` }, "–");
    cells.set(`${measure}-${order}`, made);
    return made;
  };
  const row = (title: string, measure: Measure): HTMLElement =>
    h("tr", {}, h("th", { scope: "row" }, title), cell(measure, "merchant"), cell(measure, "vitrine"), cell(measure, "difference"));
  const table = h(
    "table",
    { class: "figures" },
    h(
      "thead",
      {},
      h("tr", {}, h("td", {}), ...["The shop’s order", "With vitrine", "Difference"].map((name) => h("th", { scope: "col" }, name))),
    ),
    h("tbody", {}, row(`Within the first ${FRONT}`, "front"), row("Mean reciprocal rank", "mrr")),
  );
  const progress = h("p", { class: "small", "data-progress": "" });
  const said = h("p", { class: "sr", role: "status" });

  const show = (): void => {
    for (const plot of plots) {
      plot.draw();
      const [shop_, vitrine] = (["merchant", "vitrine"] as const).map((order) => words(lift.estimate(plot.measure, order)?.mean ?? Number.NaN, plot.percent));
      plot.describe(`After ${lift.sessions} sessions: ${shop_} in the shop’s order, ${vitrine} with vitrine.`);
      for (const order of ["merchant", "vitrine", "difference"] as const) {
        const estimate = lift.estimate(plot.measure, order);
        const into = cells.get(`${plot.measure}-${order}`);
        if (!estimate || !into) continue;
        const signed = order === "difference";
        into.replaceChildren(h("strong", {}, words(estimate.mean, plot.percent, signed)), h("span", { class: "small" }, interval(estimate, plot.percent, signed)));
      }
    }
    progress.textContent = `${lift.sessions} of ${whole} sessions, ${lift.choices.toLocaleString("en")} choices. ${network.count} network requests since the shop loaded.`;
  };
  /** Replays one session to its end; false when there is none any more. */
  const session = (): boolean => {
    const { session } = run;
    for (;;) {
      const last = run.session === session && run.atEnd;
      if (last) {
        lift.end();
        for (const plot of plots) plot.add(lift);
        run.nextSession();
        return !run.finished;
      }
      const step = run.step();
      if (step === null) return false;
      lift.step(step);
    }
  };
  const tick = (): void => {
    const until = performance.now() + FRAME_MS;
    let more = session();
    while (more && speed.checked && performance.now() < until) more = session();
    show();
    if (more) frame = requestAnimationFrame(tick);
    else {
      pause();
      play.disabled = true;
      said.textContent = `All ${whole} sessions are replayed. ${plots.map((plot) => `${plot.title}: ${cells.get(`${plot.measure}-difference`)?.querySelector("strong")?.textContent ?? ""}`).join(". ")}`;
    }
  };
  const pause = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    play.replaceChildren(icon("play"), "Go on");
  };
  const goOn = (): void => {
    play.replaceChildren(icon("pause"), "Pause");
    frame = requestAnimationFrame(tick);
  };
  const begin = (): void => {
    pause();
    run = new Run(shop, stranger, strangerClock, sessions.sessions);
    lift = new Lift();
    for (const plot of plots) plot.clear();
    play.disabled = false;
    goOn();
  };
  const play = button({ class: "primary", "data-action": "play" }, () => (frame === undefined ? goOn() : pause()));
  const again = button({ class: "secondary", "data-action": "again" }, begin, icon("undo"), "Start over");
  const speed = h("input", { type: "checkbox" });
  return {
    title: "Lift, live",
    element: h(
      "div",
      { class: "scene" },
      sceneHead(
        app,
        "lift",
        "What a shopper’s own order is worth",
        `Real shoppers’ sessions, which the shop’s pack was not made from, run through the engine here and now. After each look, the ${SHELF} most popular pieces of that category are put in order; where stands the piece that she chose next?`,
      ),
      h("div", { class: "replay-controls" }, play, again, h("label", { class: "check" }, speed, "as fast as it can")),
      progress,
      h("div", { class: "plots" }, ...plots.map(({ element }) => element)),
      h("div", { class: "figures-frame", tabindex: 0, role: "region", "aria-label": "The figures" }, table),
      h(
        "p",
        { class: "small scene-note" },
        `${sessions.note}. Bands and ranges: 95 % intervals over sessions, of the difference pair by pair. An engine of its own does this: your profile is not touched. “vitrine evaluate” measures the same over all sessions, beside other recommenders.`,
      ),
      said,
    ),
    shown: () => {
      for (const plot of plots) plot.start();
      begin();
    },
    left: () => {
      pause();
      for (const plot of plots) plot.stop();
    },
  };
}
