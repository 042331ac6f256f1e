// <vitrine-carousel> around unmodified Swiper, Embla and Splide, each on a page of its own, with their own styles.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ITEMS, openCarouselShop, order, pinned, settled, shifts, toldUntilLast } from "../support/carousel-page.mjs";

const { resolve } = createRequire(import.meta.url);
const SPLIDE = join(dirname(resolve("@splidejs/splide")), "../css");

const slides = (tag, className) => ITEMS.map((id) => `<${tag} class="${className}" data-item="${id}"><a href="#${id}">Item ${id}</a></${tag}>`).join("");

/** The lines that the shop has anyway, and the markup; `see` tells how the slider itself counts. */
const SLIDERS = {
  swiper: {
    script: `import "./page.mjs"; import Swiper from "swiper"; import { A11y, Keyboard } from "swiper/modules";
      window.slider = new Swiper(".swiper", { modules: [A11y, Keyboard], slidesPerView: 5, spaceBetween: 10 });
      window.next = () => window.slider.slideNext(0);`,
    html: `<div class="swiper"><div class="swiper-wrapper">${slides("div", "swiper-slide")}</div></div>`,
    labels: (id, place) => `${place + 1} / ${ITEMS.length}`,
    read: () => window.slider.slides.map((slide) => slide.dataset.item),
  },
  embla: {
    script: `import "./page.mjs"; import Embla from "embla-carousel";
      window.slider = Embla(document.querySelector(".embla"), { align: "start", duration: 0 });
      window.next = () => window.slider.scrollNext(true);`,
    html: `<div class="embla"><div class="embla__container">${slides("div", "embla__slide")}</div></div>`,
    read: () => window.slider.slideNodes().map((slide) => slide.dataset.item),
  },
  // Its own arrows are made from text, which this page's policy of trusted types forbids.
  splide: {
    script: `import "./page.mjs"; import Splide from "@splidejs/splide";
      window.slider = new Splide(".splide", { perPage: 5, perMove: 1, gap: 10, speed: 0, pagination: false, arrows: false });
      window.slider.mount();
      document.querySelector("vitrine-carousel").slider = window.slider;
      window.next = () => window.slider.go(">");`,
    html: `<section class="splide" aria-label="Products"><div class="splide__track"><ul class="splide__list">${slides("li", "splide__slide")}</ul></div></section>`,
    labels: (id, place) => `${place + 1} of ${ITEMS.length}`,
    read: () => window.slider.Components.Slides.get().map(({ slide }) => slide.dataset.item),
  },
};

/** A Swiper that goes round in a circle: it moves its slides itself, and its arrows are the shopper's. */
const CIRCLE = `import "./page.mjs"; import Swiper from "swiper"; import { A11y, Navigation } from "swiper/modules";
  window.slider = new Swiper(".swiper", { modules: [A11y, Navigation], loop: true, speed: 0, slidesPerView: 5, spaceBetween: 10,
    navigation: { nextEl: ".on", prevEl: ".back", addIcons: false } });`;

describe("carousel around sliders", () => {
  let shop;
  before(async () => {
    shop = await openCarouselShop(
      { ...Object.fromEntries(Object.entries(SLIDERS).map(([name, { script }]) => [`${name}.js`, script])), "circle.js": CIRCLE },
      { "swiper.css": resolve("swiper/css"), "splide.css": join(SPLIDE, "splide.min.css") },
    );
  });
  after(() => shop?.close());

  for (const [name, { html, labels, read }] of Object.entries(SLIDERS)) {
    test(`${name}: what was not seen is ordered, the slider counts as the document does, and nothing shifts`, async (t) => {
      const page = await shop.open(t, `<vitrine-carousel name="home">${html}</vitrine-carousel>`, {
        script: `${name}.js`,
        connect: false,
        head: `<link rel="stylesheet" href="/swiper.css"><link rel="stylesheet" href="/splide.css">`,
      });
      await settled(page);
      await page.evaluate(() => window.connectCarousels(window.open_()));
      await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
      await settled(page);
      const inView = ITEMS.slice(0, 5);
      const first = await order(page, "vitrine-carousel");
      assert.deepEqual(first, await shop.ranked(ITEMS, { slot: "home", pins: pinned(inView) }));
      assert.notDeepEqual(first, ITEMS);
      const agrees = async (expected) => {
        assert.deepEqual(await page.evaluate(read), expected, "the slider's own count");
        if (labels === undefined) return;
        const found = await page.evaluate(() => [...document.querySelectorAll("[data-item]")].map((slide) => slide.getAttribute("aria-label")));
        assert.deepEqual(found, expected.map(labels), "what screen readers say");
      };
      await agrees(first);
      // On by one: the sixth has come into view, and stays when she clicks the third.
      await page.evaluate(() => window.next());
      await page.waitForFunction((id) => document.querySelector(`[data-item="${id}"]`).getBoundingClientRect().right <= innerWidth + 1, first[5]);
      await settled(page);
      const place = () => page.evaluate((id) => document.querySelector(`[data-item="${id}"]`).getBoundingClientRect().left, first[5]);
      const left = await place();
      await page.locator(`[data-item="${first[2]}"] a`).click();
      await settled(page);
      const told = await toldUntilLast(page);
      assert.deepEqual(told.at(-1), ["observe", { type: "click", item: first[2] }]);
      const second = await order(page);
      assert.deepEqual(second, await shop.ranked(ITEMS, { slot: "home", events: told, pins: pinned(first.slice(0, 6)) }));
      await agrees(second);
      assert.equal(await place(), left, "the slider stands where it stood");
      assert.equal(await page.evaluate(() => document.querySelector("vitrine-carousel").shopperOrder), false);
      const found = await shifts(page);
      assert.deepEqual(found, []);
    });
  }

  test("a Swiper that goes round in a circle: nothing comes twice or is lost, and what she saw stays beside what she saw", async (t) => {
    const arrows = '<button class="back">Back</button><button class="on">On</button>';
    const page = await shop.open(t, `<vitrine-carousel name="home" impressions="100">${SLIDERS.swiper.html}</vitrine-carousel>${arrows}`, {
      script: "circle.js",
      connect: false,
      head: '<link rel="stylesheet" href="/swiper.css">',
    });
    await settled(page);
    await page.evaluate(() => window.connectCarousels(window.open_()));
    await page.waitForFunction(() => window.calls.some(([name]) => name === "rankPage"));
    await settled(page);
    const first = await order(page);
    assert.deepEqual(first, await shop.ranked(ITEMS, { slot: "home", pins: pinned(ITEMS.slice(0, 5)) }));
    assert.notDeepEqual(first, ITEMS);
    const inView = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("[data-item]")]
          .map((slide) => [slide.dataset.item, slide.getBoundingClientRect()])
          .filter(([, { left, right }]) => right > 1 && left < innerWidth - 1)
          .sort(([, one], [, other]) => one.left - other.left)
          .map(([id]) => id),
      );
    /** As the circle goes, from this item on. */
    const from = (ids, id) => [...ids.slice(ids.indexOf(id)), ...ids.slice(0, ids.indexOf(id))];
    const press = async (arrow) => {
      await page.locator(arrow).click();
      await settled(page);
    };
    const click = async (id) => {
      // The circle's own turns count as shifts.
      await settled(page);
      await page.evaluate(() => (window.shifts = []));
      await page.locator(`[data-item="${id}"] a`).click();
      await settled(page);
      assert.deepEqual((await toldUntilLast(page)).at(-1), ["observe", { type: "click", item: id }]);
      assert.deepEqual(await shifts(page), []);
    };
    await click(first[2]);
    const second = await order(page);
    assert.deepEqual(second, await shop.ranked(ITEMS, { slot: "home", events: await toldUntilLast(page), pins: pinned(first.slice(0, 5)) }));
    // Back over the beginning: the last two come in before the first, and stay there whatever she does.
    await press(".back");
    await press(".back");
    assert.deepEqual(await inView(), from(second, second[22]).slice(0, 5));
    const turned = await order(page);
    assert.deepEqual(turned, from(second, turned[0]), "the same circle");
    await click(second[0]);
    const third = await order(page);
    // What was in view before the arrows may have been seen by now.
    const told = await toldUntilLast(page);
    const seen = new Set([...(await inView()), ...told.filter(([, { type }]) => type === "impression").map(([, { item }]) => item)]);
    const held = turned.findLastIndex((id) => seen.has(id)) + 1;
    assert.deepEqual(third, await shop.ranked(ITEMS, { slot: "home", events: told, pins: pinned(turned.slice(0, held)) }));
    assert.notDeepEqual(third, turned);
    // All the way round: each comes once, in her order.
    const begin = (await inView())[0];
    const passed = [];
    for (let step = 0; step < ITEMS.length; step += 1) {
      passed.push((await inView())[0]);
      await press(".on");
    }
    assert.deepEqual(passed, from(third, begin));
    assert.equal((await inView())[0], begin, "and round again");
    assert.deepEqual((await order(page)).toSorted(), ITEMS.toSorted(), "each slide is there once");
    // She has seen all of it now.
    const all = await order(page);
    await click((await inView())[1]);
    assert.deepEqual(await order(page), all);
    assert.equal(await page.evaluate(() => document.querySelector("vitrine-carousel").shopperOrder), false);
    const wrong = await page.evaluate(() => window.slider.slides.length !== 24 || new Set(window.slider.slides.map((slide) => slide.dataset.swiperSlideIndex)).size !== 24);
    assert.equal(wrong, false, "the slider counts each once");
  });
});
