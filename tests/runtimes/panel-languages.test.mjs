// The panel's languages, from the packed tarball: whole, in their own words, with every name filled in.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { installPackage } from "../support/project.mjs";

const TAGS = ["en", "de", "fr", "es", "pt", "ro", "vi", "gu", "fa"];
/** What reads the same in English and another language, and is right in both. */
const SAME = new Set(["pause"]);
/** Words that would betray a sentence left in English. */
const ENGLISH = /\b(the|you|your|this|that|with|what|from|shop|shoppers|looked|nothing|erased|device|have|been|often|more|less|forget|close|open)\b/i;
const SCRIPTS = { gu: /\p{Script=Gujarati}/u, fa: /\p{Script=Arabic}/u };

let project;
let languages;
before(async () => {
  project = installPackage();
  const entry = join(project.folder, "languages.mjs");
  writeFileSync(entry, TAGS.map((tag) => `export { ${tag} } from "vitrine/panel/languages/${tag}";`).join("\n"));
  languages = await import(pathToFileURL(entry).href);
});
after(() => project?.remove());

test("the entry can be imported where there are no elements, as a server that renders does", async () => {
  const entry = join(project.folder, "panel.mjs");
  writeFileSync(entry, 'export * from "vitrine/panel";');
  const panel = await import(pathToFileURL(entry).href);
  assert.equal(typeof panel.VitrinePanel, "function");
  panel.defineLanguage("en", async () => languages.en);
});

/** Every sentence as `[key, form, text]`. */
function sentences({ words }) {
  return Object.entries(words).flatMap(([key, said]) =>
    typeof said === "string" ? [[key, "", said]] : Object.entries(said).map(([form, text]) => [key, form, text]),
  );
}
const names = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

for (const tag of TAGS) {
  test(`${tag}: every sentence is there, with its names`, () => {
    const { en, [tag]: language } = languages;
    assert.equal(language.tag, tag);
    assert.equal(language.direction, tag === "fa" ? "rtl" : "ltr");
    assert.deepEqual(Object.keys(language.words).sort(), Object.keys(en.words).sort());
    for (const [key, form, text] of sentences(language)) {
      assert.ok(text.trim() === text && text !== "", `${key} ${form}`);
      const wanted = names(typeof en.words[key] === "string" ? en.words[key] : en.words[key].other);
      // "once" needs no number.
      const given = names(text);
      const missing = wanted.filter((name) => !given.includes(name) && !(form !== "" && form !== "other" && name === "{count}"));
      assert.deepEqual([missing, given.filter((name) => !wanted.includes(name))], [[], []], `${key} ${form}: ${text}`);
    }
  });

  test(`${tag}: every number finds its form`, () => {
    const rules = new Intl.PluralRules(tag);
    const needed = new Set(Array.from({ length: 1001 }, (_, count) => rules.select(count)));
    for (const [key, said] of Object.entries(languages[tag].words)) {
      if (typeof said !== "string") assert.deepEqual([...needed].filter((form) => said[form] === undefined), [], key);
    }
  });

  if (tag === "en") continue;
  test(`${tag}: no sentence is left in English`, () => {
    const { en, [tag]: language } = languages;
    for (const [key, form, text] of sentences(language)) {
      const bare = text.replace(/\{\w+\}/g, "");
      if (!SAME.has(key)) assert.notEqual(text, typeof en.words[key] === "string" ? en.words[key] : en.words[key][form], key);
      assert.doesNotMatch(bare, ENGLISH, `${key}: ${text}`);
      if (SCRIPTS[tag]) assert.match(bare, SCRIPTS[tag], `${key}: ${text}`);
    }
  });
}
