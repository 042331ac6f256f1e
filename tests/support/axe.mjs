// axe-core in a page: what it finds, as short lines. For every driver of browsers.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The script that brings axe into a page. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs within the page, after `AXE`. A page on which next to nothing could be looked at counts as one with a fault. */
export async function findings() {
  const { violations, passes } = await window.axe.run(document, { resultTypes: ["violations"] });
  if (passes.length < 10) return [`axe looked at ${passes.length} rules only`];
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

/** What axe finds in a page of Playwright's. What fades in is read as it then stands. */
export async function violations(page) {
  await page.evaluate(AXE);
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  return page.evaluate(findings);
}
