// `node carousel.mjs`: what <vitrine-carousel> weighs, and how long it takes in Chromium. `cargo xtask bench` calls it.

import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { cards, openCarouselShop, order, settled, shifts } from "../support/carousel-page.mjs";

const LOADS = 15;
const CLICKS = 4;
const lists = [0, 50, 100].map((from) => Array.from({ length: 50 }, (_, n) => `${from + n + 1}`));
const body = lists.map((ids, n) => `<vitrine-carousel name="c${n}"><ul class="row">${cards(ids)}</ul></vitrine-carousel>`).join("");

/** Notes when orders were carried out, and what became of each click. */
const watch = () => {
  window.times = { orders: [], loaded: 0, clicks: [] };
  const { orders, clicks } = window.times;
  document.addEventListener("vitrine-order", () => orders.push(performance.now()));
  document.addEventListener("DOMContentLoaded", () => (window.times.loaded = performance.now()));
  const marked = (click, what) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (click[what] = performance.now() - click.at);
    port2.postMessage(null);
  };
  document.addEventListener(
    "click",
    ({ timeStamp: at }) => {
      const click = { at, heard: performance.now() - at };
      clicks.push(click);
      // A page without the element, to compare with: one card moves, as any shop's script might do it.
      const list = window.byHand && document.querySelector(".row");
      if (list) list.append(list.children[20]);
      requestAnimationFrame(() => {
        click.frame = performance.now() - at;
        // The frame in which the order is drawn has been made when the task after it begins.
        marked(click, "drawn");
      });
    },
    true,
  );
  // Carried out is an order when the task has ended that the last of the carousels was told of it in.
  document.addEventListener("vitrine-order", () => {
    const click = clicks.at(-1);
    if (click) queueMicrotask(() => (click.ordered = performance.now() - click.at));
  });
  new PerformanceObserver((entries) => {
    for (const { name, startTime, duration } of entries.getEntries()) {
      const click = name === "click" && clicks.find(({ at }) => Math.abs(at - startTime) < 0.5);
      if (click) click.shown = duration;
    }
  }).observe({ type: "event", durationThreshold: 16 });
};

/** Clicks on what is in view, one after the other. */
async function clickThrough(page, load) {
  for (let click = 0; click < CLICKS; click += 1) {
    const ids = await order(page);
    await page.locator(`[data-item="${ids[(load + click) % 4]}"] a`).click();
    await page.waitForFunction((n) => window.times.clicks[n]?.drawn !== undefined, click);
    await settled(page);
  }
  return page.evaluate(() => window.times.clicks);
}

/** The longest that script held the main thread in one task, by Chromium's own trace: all script here is the package's, and the page's few lines. */
function longestTask(trace) {
  const script = new Set(["EvaluateScript", "FunctionCall", "RunMicrotasks", "v8.compile", "v8.compileModule", "v8.evaluateModule"]);
  const { traceEvents } = JSON.parse(trace);
  const main = traceEvents.find(({ name, args }) => name === "EventDispatch" && args.data?.type === "click");
  const timed = traceEvents.filter((event) => event.ph === "X" && event.pid === main.pid && event.tid === main.tid);
  const tasks = timed.filter(({ name }) => name === "RunTask" || name === "ThreadControllerImpl::RunTask");
  const scripts = timed.filter(({ name }) => script.has(name)).sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  let end = 0;
  const outermost = scripts.filter((event) => event.ts >= end && ((end = event.ts + event.dur), true));
  const within = (task) => outermost.filter(({ ts }) => ts >= task.ts && ts < task.ts + task.dur).reduce((sum, { dur }) => sum + dur, 0);
  return Math.max(...tasks.map(within)) / 1000;
}

const figures = { first: [], heard: [], ordered: [], frame: [], drawn: [], shown: [], alone: [], task: [] };
const undo = [];
const shop = await openCarouselShop();
const scene = { after: (act) => undo.push(act) };
try {
  const before = (page) => page.addInitScript(watch);
  const page = await shop.open(scene, body, { before });
  const alone = await shop.open(scene, body, { before, connect: false });
  for (let load = 0; load < LOADS; load += 1) {
    // Side by side: what the machine does besides meets both.
    await alone.reload();
    await alone.waitForFunction(() => window.ready);
    await alone.evaluate(() => (window.byHand = true));
    await settled(alone);
    figures.alone.push(...(await clickThrough(alone, load)).map(({ drawn }) => drawn));
    await page.reload();
    await page.waitForFunction(() => window.times.orders.length > 0);
    figures.first.push(await page.evaluate(() => window.times.orders[0] - window.times.loaded));
    await settled(page);
    const clicks = await clickThrough(page, load);
    for (const key of ["heard", "ordered", "frame", "drawn", "shown"]) figures[key].push(...clicks.map((click) => click[key]));
    if ((await shifts(page)).length > 0) throw new Error("something shifted");
  }
  for (let load = 0; load < LOADS; load += 1) {
    await shop.browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "v8"] });
    await page.reload();
    await page.waitForFunction(() => window.times.orders.length > 0);
    await settled(page);
    await clickThrough(page, load);
    figures.task.push(longestTask(await shop.browser.stopTracing()));
  }
  const bundle = await build({
    entryPoints: [join(shop.project.package, "dist/carousel/index.js")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const script = bundle.outputFiles[0].contents;
  const brotli = brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  console.log(`\nvitrine/carousel alone: ${script.length} bytes minified, ${brotli} with brotli`);
  console.log(`three carousels of 50 in Chromium ${shop.browser.version().split(".")[0]}, ${LOADS} loads with a warm cache, ${CLICKS} clicks each; milliseconds`);
  console.log("".padEnd(58) + ["median", "p95", "worst"].map((cell) => cell.padStart(8)).join(""));
  for (const [label, key] of [
    ["DOMContentLoaded to the first order", "first"],
    ["click to the page's first listener: the browser's", "heard"],
    ["click to the new order in the document", "ordered"],
    ["click to the start of the next frame", "frame"],
    ["click to the new order drawn, with that frame", "drawn"],
    ["click to the new order on screen, by event timing", "shown"],
    ["the same page without the element: one card moved, drawn", "alone"],
    ["longest script in one task, in loads and clicks", "task"],
  ]) {
    const sorted = figures[key].filter((value) => value !== undefined).toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1).padStart(8);
    console.log(label.padEnd(58) + at(0.5) + at(0.95) + at(1));
  }
} finally {
  for (const act of undo) await act();
  await shop.close();
}
