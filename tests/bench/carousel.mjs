// `node carousel.mjs`: what <vitrine-carousel> weighs, and how long it takes in Chromium. `cargo xtask bench` calls it.

import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { cards, openCarouselShop, order, settled, shifts } from "../support/carousel-page.mjs";

const ROUNDS = 15;
const lists = [0, 50, 100].map((from) => Array.from({ length: 50 }, (_, n) => `${from + n + 1}`));
const body = lists.map((ids, n) => `<vitrine-carousel name="c${n}"><ul class="row">${cards(ids)}</ul></vitrine-carousel>`).join("");

/** Times everything that is called back in a frame or a microtask, and notes when an order was carried out. */
const watch = () => {
  window.times = { tasks: [], orders: [], loaded: 0 };
  for (const name of ["requestAnimationFrame", "queueMicrotask"]) {
    const real = window[name].bind(window);
    window[name] = (work) =>
      real((...args) => {
        const start = performance.now();
        work(...args);
        window.times.tasks.push(performance.now() - start);
      });
  }
  document.addEventListener("vitrine-order", () => window.times.orders.push(performance.now()));
  document.addEventListener("DOMContentLoaded", () => (window.times.loaded = performance.now()));
  document.addEventListener(
    "click",
    ({ timeStamp }) => {
      // The frame in which the order is drawn has been made when the task after it begins.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (window.times.click = performance.now() - timeStamp);
        port2.postMessage(null);
      });
    },
    true,
  );
};

const figures = { first: [], click: [], task: [] };
const undo = [];
const shop = await openCarouselShop();
try {
  const page = await shop.open({ after: (act) => undo.push(act) }, body, { before: (page) => page.addInitScript(watch) });
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.reload();
    await page.waitForFunction(() => window.times.orders.length > 0);
    figures.first.push(await page.evaluate(() => window.times.orders[0] - window.times.loaded));
    await settled(page);
    const before = await order(page);
    await page.locator(`[data-item="${before[1 + (round % 3)]}"] a`).click();
    await page.waitForFunction(() => window.times.click !== undefined);
    figures.click.push(await page.evaluate(() => window.times.click));
    figures.task.push(await page.evaluate(() => Math.max(...window.times.tasks)));
    if ((await shifts(page)).length > 0) throw new Error("something shifted");
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
  console.log(`three carousels of 50 in Chromium ${shop.browser.version().split(".")[0]}, ${ROUNDS} loads; milliseconds: median, worst`);
  for (const [label, key] of [
    ["DOMContentLoaded to the first order", "first"],
    ["click to the new order drawn", "click"],
    ["longest task of the element", "task"],
  ]) {
    const sorted = figures[key].toSorted((a, b) => a - b);
    console.log(label.padEnd(38) + sorted[Math.floor(ROUNDS / 2)].toFixed(1).padStart(8) + sorted.at(-1).toFixed(1).padStart(8));
  }
} finally {
  for (const act of undo) await act();
  await shop.close();
}
