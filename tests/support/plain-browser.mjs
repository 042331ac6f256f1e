// A browser as a shopper's: with the back/forward cache, and tabs that are hidden when another is in front. The ones that
// Playwright starts have neither.

import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { browserPath, FLAGS } from "../browser/demo-shop.mjs";

/** Starts one, and gives its only context; closed when the test ends. */
export async function plainBrowser(t) {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-shopper-"));
  // A blank page: the browser's own start page builds frames while we connect, and now and then that connection hangs.
  const flags = [...FLAGS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${folder}`, "about:blank"];
  const child = spawn(browserPath(), flags, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let browser;
  t.after(async () => {
    // Asked to, it ends with all its helpers; killed, it would leave them, and they write on.
    const devtools = await browser?.newBrowserCDPSession();
    if (devtools === undefined) child.kill();
    else devtools.send("Browser.close").catch(() => {});
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  const address = await new Promise((resolve, reject) => {
    // Read to the end: a browser whose pipe is full stands still.
    createInterface({ input: child.stderr }).on("line", (line) => {
      const told = /^DevTools listening on (ws:.*)$/.exec(line)?.[1];
      if (told !== undefined) resolve(told);
    });
    ended.then(() => reject(new Error("the browser ended before it could be reached")));
  });
  browser = await chromium.connectOverCDP(address, { noDefaults: true });
  return browser.contexts()[0];
}
