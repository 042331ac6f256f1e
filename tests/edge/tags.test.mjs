// The tags that the edge reads are those of the HTML standard's tokenizer, as parse5 has it: names, offsets, attributes, in
// pages that are made up of what makes tokenizers disagree, whole and cut anywhere.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Tokenizer, TokenizerMode } from "parse5";
import { installPackage } from "../support/project.mjs";
import { randomPage, shopPage } from "../support/edge/pages.mjs";
import { randomFrom } from "../support/edge/random.mjs";
import { cut } from "../support/edge/reordering.mjs";

let project;
let Tags;
let Names;
before(async () => {
  project = installPackage();
  const entry = (name) => import(pathToFileURL(join(project.package, "dist/edge/html", name)).href);
  const { loadNames } = await entry("text.js");
  [{ Tags }, { Names }] = await Promise.all([entry("tags.js"), entry("attributes.js"), loadNames()]);
});
after(() => project.remove());

const ASKED = ["a", "id", "class", "data-item", "href", "title", "hidden", "x=", '"b', "c'"];
const RCDATA = ["title", "textarea"];
const RAWTEXT = ["style", "xmp", "iframe", "noembed", "noframes", "noscript"];

/** What the standard's tokenizer says of a page, a character for each byte. */
function byParse5(page) {
  const tags = [];
  const nothing = () => {};
  const told = (kind) => (token) => {
    const { tagName, attrs, selfClosing, location } = token;
    const start = kind === "start";
    if (tagName === "svg") tokenizer.inForeignNode = start;
    tags.push([kind, tagName, location.startOffset, location.endOffset, ...(start ? [selfClosing, attributesOf(attrs)] : [])]);
    if (!start || tokenizer.inForeignNode) return;
    if (RCDATA.includes(tagName)) tokenizer.state = TokenizerMode.RCDATA;
    else if (RAWTEXT.includes(tagName)) tokenizer.state = TokenizerMode.RAWTEXT;
    else if (tagName === "script") tokenizer.state = TokenizerMode.SCRIPT_DATA;
    else if (tagName === "plaintext") tokenizer.state = TokenizerMode.PLAINTEXT;
  };
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    { onStartTag: told("start"), onEndTag: told("end"), onComment: nothing, onDoctype: nothing, onEof: nothing, onCharacter: nothing, onNullCharacter: nothing, onWhitespaceCharacter: nothing },
  );
  tokenizer.write(page, true);
  return tags;
}
const attributesOf = (attrs) => Object.fromEntries(attrs.filter(({ name }) => ASKED.includes(name)).map(({ name, value }) => [name, value]).sort());

/** What the edge's says of the same in these chunks. */
function byEdge(chunks) {
  const found = [];
  const names = new Names(ASKED);
  const decoder = new TextDecoder("latin1");
  let foreign = false;
  const tags = new Tags({
    startTag(tag, start, nameEnd, end, selfClosing) {
      if (tag.name === "svg") foreign = true;
      assert.equal(nameEnd, start + 1 + tag.name.length);
      const attributes = tags.attributes(names, decoder);
      const has = ASKED.filter((name) => attributes.has(name)).sort();
      found.push(["start", tag.name, start, end, selfClosing, Object.fromEntries(has.map((name) => [name, attributes.get(name)]))]);
    },
    endTag(tag, start, end) {
      if (tag.name === "svg") foreign = false;
      found.push(["end", tag.name, start, end]);
    },
    inForeign: () => foreign,
  });
  for (const chunk of chunks) tags.write(chunk);
  return found;
}

function assertSame(page, random, what) {
  const wanted = byParse5(page);
  const bytes = Buffer.from(page, "latin1");
  const cuts = { whole: [], "a byte at a time": [...bytes.keys()], "cut at random": Array.from({ length: 1 + random.below(8) }, () => random.below(bytes.length)) };
  for (const [how, offsets] of Object.entries(cuts)) assert.deepEqual(byEdge(cut(bytes, offsets)), wanted, `${what}, ${how}: ${JSON.stringify(page.slice(0, 2000))}`);
  return wanted.length;
}

const WORDS = ["script", "style", "title", "textarea", "noscript", "iframe", "xmp", "svg", "li", "div", "a", "x-card", "plaintext", "SCRIPT", "Title", "math", "noembed"];
const PIECES = [
  "<", ">", "/", "!", "-", "--", "-->", "--!>", "<!--", "<!-->", "<!--->", "<!", "<!doctype html>", '<!DOCTYPE a "b>c">', "<![CDATA[", "]]>", "]", "<?", "<?php ?>", "</", "</>", "</ ", "</3", "<3",
  "=", '"', "'", " ", "\n", "\t", "\f", "a", "id", "class", " a=1", " A='x>y'", ' id="a&amp;b"', " class=a/", " href=&lt;x", ' title="&notit;&#228;&#x41"', " title='&copy=1'", " hidden", " a=2 a=3", ' data-item = "7"',
  " x==", ' "b', " c'=1", ' a="', " a='", " a=", "/>", "é", "ÿ", "text", "&amp;", "x<y", "<<", "<a<b>", "<script><!--", "<!--<script>", "</script>", "</scriptx>", "</script ", "<script", "</title/>", "</style\n>",
];

test("pages of all that tokenizers trip over", () => {
  const random = randomFrom(21);
  let tags = 0;
  for (let n = 0; n < 4000; n += 1) {
    const pieces = Array.from({ length: 1 + random.below(40) }, () => {
      if (random.chance(0.3)) return `<${random.pick(["", "", "/"])}${random.pick(WORDS.filter((word) => word !== "plaintext" || random.chance(0.1)))}${random.pick(["", ">", ">", ">", " ", "/>"])}`;
      return random.pick(PIECES);
    });
    tags += assertSame(pieces.join(""), random, `page ${n}`);
  }
  assert.ok(tags > 10_000, `${tags} tags`);
});

test("pages of bytes at random, of those that mean something", () => {
  const random = randomFrom(22);
  const characters = [..."<<<<>>>>//!!---=\"' \naAsx[]?&;"];
  for (let n = 0; n < 3000; n += 1) assertSame(Array.from({ length: 1 + random.below(80) }, () => random.pick(characters)).join(""), random, `page ${n}`);
});

test("pages of shops, sound and broken", () => {
  const random = randomFrom(23);
  const latin = (html) => html.replace(/[^\0-\x7f]/g, "é");
  assertSame(latin(shopPage({ bytes: 40 * 1024 })), random, "the shop's page");
  for (let n = 0; n < 300; n += 1) assertSame(latin(randomPage(random, 0.25)), random, `page ${n}`);
});

test("scripts end where the standard ends them, whatever they hold", () => {
  const random = randomFrom(24);
  const pieces = ["<!--", "-->", "--", "-", "<script>", "<script ", "</script>", "</script", "<!-", "<", "/", ">", "x", "</SCRIPT\n>", "<scr", "ipt>"];
  for (let n = 0; n < 3000; n += 1) assertSame(`<script>${Array.from({ length: random.below(16) }, () => random.pick(pieces)).join("")}</script><p>`, random, `script ${n}`);
});

test("of a tag that is longer than any list may be, no attribute is read, and what follows is", () => {
  const chunk = Buffer.from("y".repeat(50_000));
  const before = Buffer.from('<p id=1><img a="');
  const tags = byEdge([before, ...Array.from({ length: 6 }, () => chunk), Buffer.from('" id=2><p id=3>')]);
  const end = before.length + 300_000 + 7;
  assert.deepEqual(tags, [["start", "p", 0, 8, false, { id: "1" }], ["start", "img", 8, end, false, {}], ["start", "p", end, end + 8, false, { id: "3" }]]);
});
