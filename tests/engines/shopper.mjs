// What a shopper does in a browser, and what a test reads from its page, the same for every engine.

import { error, Key } from "selenium-webdriver";
import { Pointer } from "selenium-webdriver/lib/input.js";
import { start } from "./drivers.mjs";

export { Key };

/** How long anything may take on a busy machine, in milliseconds. */
const PATIENCE = 30_000;

/** Starts an engine; `options` are those of `start`. */
export async function openBrowser(name, options) {
  const { driver, stop } = await start(name, options);
  await driver.manage().setTimeouts({ script: PATIENCE, pageLoad: PATIENCE });
  await driver.manage().window().setRect({ width: 1200, height: 900 });
  return { name, driver, stop, shopper: new Shopper(driver) };
}

/** One who has a browser's front tab. */
export class Shopper {
  #driver;

  constructor(driver) {
    this.#driver = driver;
  }

  async goto(url) {
    await this.#driver.get(url);
  }

  async reload() {
    await this.#driver.navigate().refresh();
  }

  async back() {
    await this.#driver.navigate().back();
  }

  /** Calls a function in the page, waits for its promise, and gives its value. Numbers keep all their bits. */
  async evaluate(work, ...given) {
    const answer = await this.#driver.executeAsyncScript(
      `const [given, done] = arguments;
       (async () => JSON.stringify({ value: await (${work})(...JSON.parse(given)) }))().then(done, (thrown) => done(JSON.stringify({ thrown: String(thrown?.stack ?? thrown) })));`,
      JSON.stringify(given),
    );
    const { value, thrown } = JSON.parse(answer);
    if (thrown !== undefined) throw new Error(`in the page: ${thrown}`);
    return value;
  }

  /** Waits until a function in the page gives something true, and gives that. */
  async until(what, work, ...given) {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      const value = await this.evaluate(work, ...given);
      if (value) return value;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`in vain: ${what}`);
  }

  /** An element by its selector; after ` >>> ` one within that element's shadow. Or one that is `named`. */
  async find(selector) {
    const look =
      typeof selector === "function"
        ? selector
        : () =>
            this.#driver.executeScript(
              `return arguments[0].split(" >>> ").reduce((from, selector) => from && (from.shadowRoot ?? from).querySelector(selector), document);`,
              selector,
            );
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      const found = await look();
      if (found !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`in vain: ${selector}`);
  }

  /** A button or a link that is in sight, by what it says or is called; as `find` takes it. */
  named(name) {
    return () =>
      this.#driver.executeScript(
        `return [...document.querySelectorAll("button, a")].find((one) => (one.ariaLabel ?? one.textContent).trim() === arguments[0] && one.checkVisibility()) ?? null;`,
        name,
      );
  }

  /** The first of those that a selector names which is in sight; as `find` takes it. */
  visible(selector) {
    return () => this.#driver.executeScript(`return [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility()) ?? null;`, selector);
  }

  /** Clicks an element, once it can be: what moves, or has something over it, is waited for. */
  async click(selector) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      try {
        return await (await this.find(selector)).click();
      } catch (thrown) {
        // None of these has clicked anything.
        const waits = [error.ElementClickInterceptedError, error.ElementNotInteractableError, error.StaleElementReferenceError];
        if (Date.now() > end || !waits.some((kind) => thrown instanceof kind)) throw thrown;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Scrolls no farther than an element needs to be in view. */
  async scrollTo(selector) {
    await this.#driver.executeScript("arguments[0].scrollIntoView({ block: 'nearest', inline: 'nearest' })", await this.find(selector));
  }

  /** Touches an element with a finger. */
  async tap(selector) {
    const element = await this.find(selector);
    await this.scrollTo(selector);
    const finger = new Pointer("finger", Pointer.Type.TOUCH);
    await this.#driver.actions({ async: true }).insert(finger, finger.move({ origin: element }), finger.press(), finger.release()).perform();
  }

  /** Presses keys where the focus is, one after the other. */
  async press(...keys) {
    await this.#driver.actions().sendKeys(...keys).perform();
  }

  /** The tab in front. */
  tab() {
    return this.#driver.getWindowHandle();
  }

  /** Opens a tab, puts it in front, and gives it; closed when the test ends. */
  async newTab(t) {
    const here = await this.tab();
    await this.#driver.switchTo().newWindow("tab");
    const tab = await this.tab();
    t.after(async () => {
      await this.#driver.switchTo().window(tab);
      await this.#driver.close();
      await this.#driver.switchTo().window(here);
    });
    return tab;
  }

  /** All that follows is in a frame of the page, until `toTop`. */
  async toFrame(selector) {
    await this.#driver.switchTo().frame(await this.find(selector));
  }

  async toTop() {
    await this.#driver.switchTo().defaultContent();
  }

  async toTab(tab) {
    await this.#driver.switchTo().window(tab);
  }
}
