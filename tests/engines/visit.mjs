// A shopper's visit to the shop of these tests: what she does there, and what the native command says to the same.

import assert from "node:assert/strict";
import { AXE, findings } from "../support/axe.mjs";
import { nativeOrder } from "../support/bundled.mjs";
import { HOME, NOW } from "./site.mjs";


/** The cards of the list in view that she opens, in this order. */
export const CLICKED = ["29", "31", "29", "26"];

export class Visit {
  #site;
  #browser;

  constructor(engine) {
    this.engine = engine;
  }

  async start({ site, browser }) {
    this.#site = site();
    this.#browser = await browser();
    this.shopper = this.#browser.shopper;
  }

  async stop() {
    await this.#browser?.stop();
    this.#site?.close();
  }

  /** An origin of its own; closed when the test ends. */
  origin(t) {
    return this.#site.open(t);
  }

  /** Opens the shop as somebody who has never been there. The console must stay empty. Gives its address. */
  async open(t) {
    const url = await this.origin(t);
    await this.shopper.goto(url);
    await this.ready();
    t.after(async () => assert.deepEqual(await this.shopper.evaluate(() => window.errors), [], "the console stays empty"));
    return url;
  }

  /** Waits until the shop stands. */
  ready() {
    return this.shopper.until("the shop stands", () => window.calls?.some(([name]) => name === "rankPage"));
  }

  /** The ids in a list, in its order. */
  order(name) {
    return this.shopper.evaluate((name) => [...document.querySelectorAll(`[name=${name}] li`)].map((card) => card.dataset.item), name);
  }

  /** The cards of the list above that are in view, with their places on the screen. */
  inView() {
    return this.shopper.evaluate(() =>
      [...document.querySelectorAll("[name=new] li")]
        .map((card) => [card.dataset.item, card.getBoundingClientRect().left])
        .filter(([, left]) => left < innerWidth),
    );
  }

  /** What the engine was told. */
  observed() {
    return this.shopper.evaluate(() => window.calls.filter(([name]) => name === "observe").map(([, event]) => event));
  }

  /** The clicks of it. */
  async clicks() {
    return (await this.observed()).filter(({ type }) => type === "click").map(({ item }) => item);
  }

  /** Clicks cards; each click is told before the next. */
  async click(...ids) {
    for (const id of ids) {
      const before = (await this.clicks()).length;
      await this.shopper.click(`[data-item="${id}"] a`);
      await this.told(before + 1);
    }
  }

  /** Waits until so many clicks are told. */
  told(clicks) {
    return this.shopper.until(
      `${clicks} clicks are told`,
      (clicks) => window.calls.filter(([name, { type }]) => name === "observe" && type === "click").length === clicks,
      clicks,
    );
  }

  /** What the native command says of the list below after the same events: `earlier` ones, and those before the last order that was asked for. */
  native(calls, earlier = []) {
    const last = calls.findLastIndex(([name]) => name === "rankPage");
    const events = calls.slice(0, last).filter(([name]) => name === "observe").map(([, event]) => event);
    return nativeOrder({ candidates: HOME, now: NOW, events: [...earlier, ...events] }, "home").order;
  }

  /** Waits until the last order that was asked for has taken in all that was done but looking. Gives that order and what was told. */
  arranged() {
    return this.shopper.until("the new order is there", () => {
      const names = window.calls.map(([name, given]) => (name === "rankPage" || given.type !== "impression" ? name : ""));
      if (names.lastIndexOf("rankPage") < names.lastIndexOf("observe")) return undefined;
      return { calls: window.calls, shown: [...document.querySelectorAll("[name=home] li")].map((card) => card.dataset.item) };
    });
  }

  /** Finds the list below in the native command's own order, and that not the merchant's. */
  async isNative(earlier) {
    const { calls, shown } = await this.arranged();
    assert.deepEqual(shown, this.native(calls, earlier));
    assert.notDeepEqual(shown, HOME);
  }

  /** Says yes, opens some cards, and finds the list below in the native command's own order. */
  async shopAround() {
    await this.shopper.click("[name=yes]");
    await this.click(...CLICKED);
    await this.isNative();
  }

  /** What axe finds, as short lines. */
  async violations() {
    await this.shopper.evaluate(`() => { ${AXE} }`);
    return this.shopper.evaluate(findings);
  }
}
