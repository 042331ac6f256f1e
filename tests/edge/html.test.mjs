// Lists in HTML, reordered in flight: what an independent parser finds in the page that came out is what was in the one that
// went in, in the order that was asked for, wherever the page is cut into chunks.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { installPackage } from "../support/project.mjs";
import { attribute, reordered, undone } from "../support/edge/lists-by-parse5.mjs";
import { randomPage, shopPage } from "../support/edge/pages.mjs";
import { randomFrom } from "../support/edge/random.mjs";
import { bodyOf, bytesOf, cut, importEdge, reversed } from "../support/edge/reordering.mjs";

let project;
let reorderHtml;
before(async () => {
  project = installPackage();
  ({ reorderHtml } = await importEdge(project));
});
after(() => project.remove());

const RULES = [{ list: "vitrine-carousel" }, { list: ".shelf" }];
const isList = (node) => node.tagName === "vitrine-carousel" || (attribute(node, "class") ?? "").split(/\s+/).includes("shelf");
const bytes = (html) => Buffer.from(html);
const squeezed = (text) => text.replace(/\s+/g, "");

/** What comes out, with all that was told. */
async function through(html, { rules = RULES, order = reversed, offsets = [], ...options } = {}) {
  const errors = [];
  const out = await bytesOf(reorderHtml(bodyOf(cut(bytes(html), offsets)), rules, order, { onError: (error) => errors.push(error.code), ...options }));
  return { html: out.toString(), out, errors };
}

const expected = (html, order) => reordered(html, isList, order);

describe("pages of every kind", () => {
  test("a shop's page of 1 MB comes out byte for byte as expected, in one chunk and in many", async () => {
    const html = shopPage({ bytes: 1024 * 1024 });
    const { below } = randomFrom(3);
    const wanted = expected(html, reversed);
    assert.notEqual(wanted, html);
    for (const offsets of [[], Array.from({ length: 400 }, () => below(bytes(html).length))]) {
      const { html: out, errors } = await through(html, { offsets });
      assert.deepEqual(errors, []);
      assert.ok(out === wanted, "the page differs");
    }
  });

  test("cut at every byte, the same comes out", async () => {
    const html = `<!doctype html><title>ü</title><vitrine-carousel name=a><ul>
      <li data-item="ä1">für <b>1</b></li><!-- </li><li data-item=no> --><LI DATA-ITEM='b&amp;2' title=">">2</LI >
      <li class=x data-item=c3>3<script>"</li>"</script></li\t>
    </ul></vitrine-carousel><p>€ 😀`;
    const wanted = expected(html, reversed);
    assert.notEqual(wanted, html);
    const { length } = bytes(html);
    for (let at = 0; at <= length; at += 1) assert.equal((await through(html, { offsets: [at] })).html, wanted, `cut at ${at}`);
    assert.equal((await through(html, { offsets: [...Array(length).keys()] })).html, wanted, "a byte at a time");
  });

  for (const [name, broken, seed, pages] of [["sound", 0.02, 11, 500], ["broken", 0.25, 12, 700]]) {
    test(`${pages} random pages, ${name}: the tree is the same but for the order asked for, and no byte is lost`, async () => {
      const random = randomFrom(seed);
      let moved = 0;
      for (let n = 0; n < pages; n += 1) {
        const html = randomPage(random, broken);
        const whole = await through(html);
        const { length } = bytes(html);
        const offsets = random.chance(0.2) ? [...Array(length).keys()] : Array.from({ length: 3 }, () => random.below(length));
        const pieces = await through(html, { offsets });
        assert.equal(pieces.html, whole.html, `page ${n} differs when it is cut`);
        assert.deepEqual(whole.errors, []);
        const sorted = (text) => [...bytes(text.replace(/ data-vitrine-order="[\d ]+"/g, ""))].sort().join();
        assert.equal(sorted(whole.html), sorted(html), `page ${n} lost or gained bytes`);
        const back = undone(whole.html, isList);
        moved += back.moved;
        // Space behind a card without an end tag goes with it.
        assert.equal(squeezed(back.text), squeezed(undone(html, isList).text), `page ${n}`);
      }
      assert.ok(moved > pages / 4, `${moved} lists were moved`);
    });
  }

  test("what looks like a card and is none stays: in comments, scripts, templates, text areas, noscript", async () => {
    const card = "<li data-item=x>x</li><li data-item=y>y</li>";
    for (const html of [`<!--<ul class=shelf>${card}</ul>-->`, `<script>"<ul class=shelf>${card}</ul>"</script>`, `<template><ul class=shelf>${card}</ul></template>`, `<textarea><ul class=shelf>${card}</ul></textarea>`, `<noscript><ul class=shelf>${card}</ul></noscript>`, `<title><ul class=shelf>${card}</ul></title>`, `<style><ul class=shelf>${card}</ul></style>`]) {
      assert.equal((await through(`${html}<p>`)).html, `${html}<p>`);
    }
  });

  test("what the page says itself holds: name, cards, item-attribute, pins, and lists that nobody is to move", async () => {
    const seen = [];
    const order = (list) => (seen.push(list), reversed(list));
    const cards = '<i class=c data-sku=1></i><i class=c data-sku="2" data-sponsored></i><i class=c data-sku=3></i><i data-sku=4></i>';
    const { html } = await through(`<vitrine-carousel id=i name=n cards=".c" item-attribute=data-sku top=2>${cards}</vitrine-carousel>`, { order });
    assert.deepEqual(seen, [{ slot: "n", ids: ["1", "2", "3"], pinned: [false, true, false], top: 2 }]);
    assert.match(html, /data-sku=3.*data-sku="2".*data-sku=1.*data-sku=4/);
    for (const word of ["shopper-order", "event-only"]) {
      const page = `<vitrine-carousel ${word} item-attribute=data-sku>${cards}</vitrine-carousel>`;
      assert.equal((await through(page)).html, page);
    }
  });
});

describe("nothing is lost", () => {
  const list = (cards) => `<p>before<ul class=shelf>${cards}</ul>after`;
  const two = "<li data-item=1>1</li><li data-item=2>2</li>";

  test("where no rule finds anything, and where the order is null, every byte is as it was", async () => {
    const page = shopPage();
    assert.equal((await through(page, { rules: [{ list: "nav > .nothing" }] })).html, page);
    assert.equal((await through(page, { order: () => null })).html, page);
    assert.equal((await through(page, { rules: [] })).html, page);
  });

  test("the merchant's order stands when the order throws or is no permutation, and the cause is told", async () => {
    const page = list(two + "<li data-item=3 data-pinned>3</li>");
    const cases = [[() => { throw new Error("no"); }, "broken"], [() => [0, 0, 2], "bad-order"], [() => [0, 1], "bad-order"], [() => [2, 1, 0], "bad-order"], [() => [0.5, 1, 2], "bad-order"], [() => ["1", "0", 2], "bad-order"]];
    for (const [order, code] of cases) assert.deepEqual(await through(page, { order }), { html: page, out: bytes(page), errors: [code] });
    const bad = await through(page, { rules: [{ list: "ul:first-child" }] });
    assert.deepEqual([bad.html, bad.errors], [page, ["bad-selector"]]);
    const own = `<vitrine-carousel cards="::">${two}</vitrine-carousel>`;
    const told = await through(own);
    assert.deepEqual([told.html, told.errors], [own, ["bad-selector"]]);
  });

  test("a list that is longer than may be held passes as it is, and those after it are reordered", async () => {
    const long = `<ul class=shelf><li data-item=1>${"x".repeat(5000)}</li>${two}</ul>`;
    const { html, errors } = await through(long + list(two), { mostHeld: 4096, offsets: Array.from({ length: 50 }, (_, n) => n * 100) });
    assert.equal(html, long + expected(list(two), reversed));
    assert.deepEqual(errors, []);
    assert.equal((await through(`${list(two)}<img alt="${"y".repeat(9000)}">${list(two)}`, { mostHeld: 4096, offsets: [...Array(90).keys()].map((n) => n * 100) })).html, expected(`${list(two)}<img alt="${"y".repeat(9000)}">${list(two)}`, reversed));
  });

  test("a page that ends or breaks within a list gives all that came, and then its error", async () => {
    const part = `<p>before<ul class=shelf>${two}`;
    assert.equal((await through(part)).html, part);
    const reader = reorderHtml(bodyOf([bytes(part)], (controller) => controller.error(new Error("reset"))), RULES, reversed).getReader();
    let came = "";
    await assert.rejects(async () => {
      for (;;) came += Buffer.from((await reader.read()).value);
    }, /reset/);
    assert.equal(came, part);
  });

  test("elements too deep for a browser pass as they are", async () => {
    const page = `${list(two)}${"<i>".repeat(600)}${list(two)}`;
    const { html, errors } = await through(page, { offsets: [list(two).length] });
    assert.equal(html, expected(list(two), reversed) + page.slice(list(two).length));
    assert.deepEqual(errors, ["broken"]);
  });

  test("charsets: those that hold ASCII are followed, all others pass; ids are read in theirs", async () => {
    const seen = [];
    const order = (each) => (seen.push(each.ids), reversed(each));
    const latin = Buffer.from(list("<li data-item=caf\xe9>1</li><li data-item=th&eacute;>2</li>"), "latin1");
    await bytesOf(reorderHtml(bodyOf([latin]), RULES, order, { charset: "iso-8859-1" }));
    assert.deepEqual(seen, [["café", "thé"]]);
    for (const charset of ["utf-16le", "iso-2022-jp", "klingon"]) assert.equal((await through(list(two), { charset })).html, list(two));
    const wide = Buffer.from(`\ufeff${list(two)}`, "utf16le");
    assert.deepEqual(await bytesOf(reorderHtml(bodyOf([wide]), RULES, reversed)), wide);
  });

  test("what is not within a list is not held", async () => {
    let give;
    const reader = reorderHtml(new ReadableStream({ start: (controller) => (give = controller) }), RULES, reversed).getReader();
    const pass = async (text) => {
      give.enqueue(bytes(text));
      return Buffer.from((await reader.read()).value).toString();
    };
    for (const text of ["<", "!doc", "type html><p", ">some", " <!-- ", "<ul class=shelf>", " --><img src=", "a><sc", "ript> 1 <", " 2", "</script><"]) assert.equal(await pass(text), text);
    assert.equal(await pass("ul"), "ul");
    give.enqueue(bytes(" class=shelf><li data-item=1>1<li data-item=2>2</"));
    assert.equal(await pass("ul> on"), ' data-vitrine-order="1 0" class=shelf><li data-item=2>2<li data-item=1>1</ul> on');
    assert.equal(await pass(" it goes"), " it goes");
  });

  test("a reader who goes away is told to the origin", async () => {
    let gone;
    const stream = reorderHtml(new ReadableStream({ cancel: (reason) => (gone = reason) }), RULES, reversed);
    await stream.cancel("closed");
    assert.equal(gone, "closed");
  });
});
