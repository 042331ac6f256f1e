import type { App, Page, PageContext } from "../app.js";
import { button, h, icon, uniqueId } from "../dom.js";
import { picture } from "../draw/picture.js";
import { withMovement } from "../flip.js";
import { likes } from "../replay/likes.js";
import { Row } from "../replay/rows.js";
import { FRONT, Run, SHELF, type Step } from "../replay/run.js";
import { sceneHead } from "../scenes.js";
import { missingPage } from "./missing.js";

/** Milliseconds between steps, by the speed that is chosen. Fast leaves the movement out, and shows what it can. */
const SPEEDS = { slow: 1800, steady: 900, fast: 30 } as const;
/** So long may fast steps take before something is shown. */
const FAST_MS = 10;
type Speed = keyof typeof SPEEDS;

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((100 * part) / whole)} %`;
}

class Score {
  readonly element: HTMLElement;
  readonly #figure = h("strong", {}, "–");
  readonly #words = h("span", { class: "score-words" });
  readonly #bar = h("span", { class: "score-bar" });

  constructor(name: string, readonly kind: "before" | "after") {
    this.element = h(
      "div",
      { class: `score is-${kind}` },
      h("h2", {}, name),
      this.#figure,
      h("span", { class: "score-track", "aria-hidden": "true" }, this.#bar),
      this.#words,
    );
  }

  show(part: number, whole: number): void {
    this.#figure.textContent = percent(part, whole);
    this.#words.textContent = `${part} of ${whole} choices in the first ${FRONT} places`;
    this.#bar.style.width = whole === 0 ? "0" : `${(100 * part) / whole}%`;
  }
}

function timeline(app: App, run: Run, step: Step | null): HTMLElement[] {
  const events = run.recorded?.events ?? [];
  return events.map(([id], place) => {
    const item = app.shop.byId.get(id);
    const at = step?.event ?? -1;
    const state = place < at ? "is-past" : place === at ? "is-now" : place === at + 1 ? "is-next" : "is-later";
    return h(
      "li",
      { class: state, ...(place === at ? { "aria-current": "step" } : {}) },
      // What comes later is not shown yet.
      place <= at + 1 && item ? picture(app.shop, item) : h("span", { class: "unseen", "aria-hidden": "true" }),
      h("span", { class: "sr" }, place <= at + 1 ? (item?.name ?? id) : "not yet"),
    );
  });
}

/** Real shoppers of the test period, step by step, with an engine of their own. */
export function replayPage(context: PageContext): Page {
  const { app } = context;
  const { shop, stranger, strangerClock, sessions } = app;
  if (!sessions || sessions.sessions.length === 0) return missingPage("This shop came without recorded sessions.");
  if (stranger.failure) return missingPage(`The replay needs the engine, and it is not running: ${stranger.failure}`);
  const run = new Run(shop, stranger, strangerClock, sessions.sessions);
  const before = new Row(shop, "The shop’s order");
  const after = new Row(shop, "In this shopper’s order");
  const scores = [new Score("The shop’s order", "before"), new Score("With vitrine", "after")] as const;
  const line = h("ol", { class: "timeline", tabindex: 0, "aria-label": "What this shopper looked at" });
  const heading = h("h2", {});
  const said = h("p", { class: "replay-said", "aria-live": "polite" });
  const known = h("div", { class: "replay-known" });
  const total = h("p", { class: "small" });

  let timer: ReturnType<typeof setTimeout> | undefined;
  let speed: Speed = "steady";

  const tell = (step: Step): string => {
    if (step.next === null) return "The session ends here.";
    if (step.next === step.current) return "Looks at the same piece again: not counted.";
    if (step.before === null || step.after === null) return "The next choice is not on this shelf: not counted.";
    if (step.after < step.before) return `The next choice moves from place ${step.before} to place ${step.after}.`;
    if (step.after > step.before) return `The next choice falls from place ${step.before} to place ${step.after}.`;
    return `The next choice stays at place ${step.before}.`;
  };
  const show = (step: Step | null): void => {
    const date = new Date((run.recorded?.start ?? 0) * 1000);
    heading.textContent = `A real shopper of ${date.toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })}`;
    line.replaceChildren(...timeline(app, run, step));
    const now = line.querySelector<HTMLElement>(".is-now");
    if (now) line.scrollLeft = now.offsetLeft - line.clientWidth / 2 + now.offsetWidth / 2;
    if (step) {
      const change = (): void => {
        before.show(step.merchant, step.next, step.before);
        after.show(step.ordered, step.next, step.after);
      };
      if (speed === "fast") change();
      else withMovement(() => after.cards, change);
      if (speed !== "fast" || !timer) said.textContent = tell(step);
    }
    scores[0].show(run.tally.before, run.tally.steps);
    scores[1].show(run.tally.after, run.tally.steps);
    total.textContent = `Shopper ${run.session + 1} of ${sessions.sessions.length}. ${run.tally.steps} choices counted, ${run.tally.sessions} sessions finished.`;
    const view = stranger.profile();
    known.replaceChildren(...(view ? likes(shop, view) : []));
  };
  const advance = (): void => {
    let step = run.step();
    const until = performance.now() + FAST_MS;
    while (speed === "fast" && timer !== undefined && step && performance.now() < until) step = run.step();
    show(step);
    if (!run.finished) return;
    stop();
    said.textContent = "That was the last of the recorded sessions.";
    for (const each of [play, next, other]) each.disabled = true;
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    play.replaceChildren(icon("play"), "Play");
  };
  const tick = (): void => {
    advance();
    if (!run.finished) timer = setTimeout(tick, SPEEDS[speed]);
  };
  const play = button({ class: "primary", "data-action": "play" }, () => {
    if (timer !== undefined) {
      stop();
      return;
    }
    play.replaceChildren(icon("pause"), "Pause");
    timer = setTimeout(tick, 0);
  }, icon("play"), "Play");
  const next = button({ class: "secondary", "data-action": "next" }, () => {
    stop();
    advance();
  }, icon("next"), "Next step");
  const other = button({ class: "secondary", "data-action": "other" }, () => {
    run.nextSession();
    advance();
  }, "Another shopper");
  const speedId = uniqueId("speed");
  const select = h(
    "select",
    { id: speedId },
    h("option", { value: "slow" }, "Slow"),
    h("option", { value: "steady", selected: true }, "Steady"),
    h("option", { value: "fast" }, "Fast"),
  );
  select.addEventListener("change", () => {
    speed = select.value as Speed;
  });

  return {
    title: "One shopper at a time",
    element: h(
      "div",
      { class: "scene" },
      sceneHead(
        app,
        "replay",
        "One shopper at a time",
        `Sessions of real shoppers that the shop’s data set kept apart. After each look, the shelf of that category (its ${SHELF} most popular pieces) is ordered anew. Was the piece chosen next within the first ${FRONT} places?`,
        h("span", { class: "small" }, `${sessions.note}. An engine of its own: your profile is not touched.`),
      ),
      h(
        "div",
        { class: "replay-controls" },
        play,
        next,
        other,
        h("label", { for: speedId }, "Speed"),
        select,
      ),
      h("section", { class: "scores", "aria-label": "Running tally" }, scores[0].element, scores[1].element, total),
      h("section", { class: "replay-stage" }, heading, line, said, before.element, after.element),
      h("section", { class: "replay-learned", "aria-label": "What the shelf follows" }, h("h2", {}, "What the order follows"), known),
    ),
    shown: advance,
    left: stop,
  };
}
