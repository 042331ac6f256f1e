// `node run.mjs`: Lighthouse on every page of the demo shop, as a phone and as a desktop sees it. Prints a Markdown table;
// what was found wanting goes to standard error. `cargo xtask lighthouse` calls it, and installs Lighthouse.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch as launchChrome } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { browserPath, FLAGS, folders, missing, serve } from "../browser/demo-shop.mjs";

const lack = missing();
if (lack !== null) throw new Error(lack);

const shop = JSON.parse(readFileSync(join(folders().data, "shop.json"), "utf8"));
const category = shop.carousels.find((carousel) => carousel.category !== undefined).category[0];
const PAGES = [
  ["home", ""],
  ["category", `#/category/${encodeURIComponent(category)}`],
  ["product", `#/item/${encodeURIComponent(shop.items[0].id)}`],
  ["cart", "#/cart"],
  ["lift, live", "#/lift"],
  ["replay", "#/replay"],
  ["speed in this browser", "#/bench"],
];
const CATEGORIES = ["accessibility", "best-practices", "seo", "performance"];
const only = process.argv.slice(2);

// The browser's profile, gone with the run.
const profile = mkdtempSync(join(tmpdir(), "vitrine-lighthouse-"));
const site = await serve({ compress: true });
const chrome = await launchChrome({ chromePath: browserPath(), chromeFlags: ["--headless=new", ...FLAGS], userDataDir: profile });
const rows = [];
const wanting = new Map();
let version = "";
try {
  for (const [name, address] of PAGES.filter(([name]) => only.length === 0 || only.includes(name))) {
    const scores = [];
    for (const [form, config] of [["phone", undefined], ["desktop", desktopConfig]]) {
      const result = await lighthouse(`${site.url}${address}`, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "error" }, config);
      const { lhr } = result;
      if (lhr.runtimeError !== undefined) throw new Error(`${name}: ${lhr.runtimeError.message}`);
      version = lhr.lighthouseVersion;
      for (const key of CATEGORIES) {
        scores.push(Math.round(lhr.categories[key].score * 100));
        for (const { id, weight } of lhr.categories[key].auditRefs) {
          const { score, title, displayValue, details } = lhr.audits[id];
          if (weight === 0 || score === null || score >= 0.9) continue;
          const where = (details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? item.description ?? item.url ?? "").filter(Boolean);
          const what = `${key}: ${title}${displayValue ? ` (${displayValue})` : ""}${where.length > 0 ? `: ${where.join("; ")}` : ""}`;
          wanting.set(what, [...(wanting.get(what) ?? []), `${name}, ${form}`]);
        }
      }
      console.error(`${name}, ${form}: ${scores.slice(-CATEGORIES.length).join(" ")}`);
    }
    rows.push([name, ...CATEGORIES.map((_, n) => `${scores[n]} / ${scores[n + CATEGORIES.length]}`)]);
  }
} finally {
  await chrome.kill();
  await site.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
for (const [what, pages] of wanting) console.error(`- ${what}\n    ${pages.join("; ")}`);
const [browser] = execFileSync(browserPath(), ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).match(/\d+/);
console.log(`Lighthouse ${version} in headless Chromium ${browser}; phone / desktop, with the network and processor that Lighthouse simulates for each.\n`);
console.log("| page | accessibility | best practices | SEO | performance |\n|---|---|---|---|---|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
