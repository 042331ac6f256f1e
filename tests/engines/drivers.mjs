// The three engines, each driven through its own WebDriver: Chromium, Firefox, and WebKit in the small browser of its GTK
// port. What a shopper does by them is as trusted as with a mouse. The programs come from the environment; `cargo xtask test`
// sets them.

import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder, Capabilities } from "selenium-webdriver";
import { FLAGS } from "../browser/demo-shop.mjs";
import { setting } from "../support/project.mjs";
import { until } from "../support/tabs.mjs";

/**
 * How each is started. `dark`: the system prefers dark. `gpc`: the browser sends Global Privacy Control, where it can
 * (`hasGpc`).
 */
export const ENGINES = {
  chromium: {
    hasGpc: false,
    driver: (port) => ({ command: setting("CHROMEDRIVER"), args: [`--port=${port}`] }),
    capabilities: ({ folder, dark }) => ({
      browserName: "chrome",
      "goog:chromeOptions": {
        binary: setting("CHROMIUM"),
        args: [...FLAGS, "--headless=new", `--user-data-dir=${folder}`, ...(dark ? ["--blink-settings=preferredColorScheme=0"] : [])],
      },
    }),
  },
  firefox: {
    hasGpc: true,
    driver: (port) => ({ command: setting("GECKODRIVER"), args: ["--port", `${port}`] }),
    capabilities: ({ dark, gpc }) => ({
      browserName: "firefox",
      "moz:firefoxOptions": {
        binary: setting("FIREFOX"),
        args: ["-headless"],
        prefs: {
          "ui.systemUsesDarkTheme": dark ? 1 : 0,
          "privacy.globalprivacycontrol.functionality.enabled": true,
          "privacy.globalprivacycontrol.enabled": gpc,
        },
      },
    }),
  },
  webkit: {
    hasGpc: false,
    // It has no mode without a window: a display of its own that nobody sees.
    driver: (port, { display, dark }) => ({
      command: setting("WEBKIT_DRIVER"),
      args: [`--port=${port}`],
      env: {
        DISPLAY: display,
        GTK_THEME: dark ? "Adwaita:dark" : "Adwaita",
        // Also for root in a container, where its sandbox cannot be had. It loads our own pages and nothing else.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
        WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      },
    }),
    capabilities: () => ({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: setting("WEBKIT_BROWSER"), args: ["--automation"] },
    }),
  },
};

/** Starts an engine with an empty profile. Returns selenium's driver, and `stop`, which ends all that was started. */
export async function start(name, { dark = false, gpc = false } = {}) {
  const engine = ENGINES[name];
  const folder = mkdtempSync(join(tmpdir(), "vitrine-engine-"));
  const stops = [() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })];
  const stop = async () => {
    for (const end of stops.reverse()) await end();
  };
  try {
    const options = { folder, dark, gpc };
    if (name === "webkit") options.display = await openDisplay(stops);
    const port = await freePort();
    const { command, args, env = {} } = engine.driver(port, options);
    const url = `http://127.0.0.1:${port}`;
    const driverProcess = run(command, args, { ...env, HOME: folder }, stops);
    await until(`${name}'s WebDriver is ready`, async () => {
      if (driverProcess.exitCode !== null) throw new Error(`${command} ended with ${driverProcess.exitCode}`);
      return fetch(`${url}/status`).then(({ ok }) => ok, () => false);
    });
    const driver = await new Builder().usingServer(url).withCapabilities(new Capabilities(engine.capabilities(options))).build();
    stops.push(() => driver.quit());
    return { driver, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs a program until the end; what it says is thrown away, since it says much. */
function run(command, args, env, stops, stdio = "ignore") {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio });
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.once("error", () => {});
  stops.push(() => {
    child.kill();
    return ended;
  });
  return child;
}

/** A display that exists in memory only; it chooses its number itself. */
async function openDisplay(stops) {
  const args = ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"];
  const child = run(setting("XVFB"), args, {}, stops, ["ignore", "ignore", "ignore", "pipe"]);
  let said = "";
  child.stdio[3].on("data", (bytes) => (said += bytes));
  await until("the display is there", () => {
    if (child.exitCode !== null) throw new Error(`${setting("XVFB")} ended with ${child.exitCode}`);
    return said.endsWith("\n");
  });
  return `:${said.trim()}`;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
