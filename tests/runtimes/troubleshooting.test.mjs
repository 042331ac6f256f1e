// docs/troubleshooting.md lists every code that anything gives, and no other.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CODE = "([a-z0-9]+(?:-[a-z0-9]+)*)";

/** The sources below a folder. Of Rust, without the tests at a file's end. */
function sources(folder, extension) {
  const files = readdirSync(join(ROOT, folder), { recursive: true }).filter((file) => file.endsWith(extension) && !/(^|\/)tests?\.rs$/.test(file));
  return files.map((file) => ({ file: join(folder, file), text: readFileSync(join(ROOT, folder, file), "utf8").split("#[cfg(test)]")[0].replaceAll(/#\[cfg\([^\]]*\)\]/g, "") }));
}

/** What all patterns find in a text. */
const found = (text, patterns) => patterns.flatMap((pattern) => Array.from(text.matchAll(new RegExp(pattern, "g")), ([, code]) => code));

/** The codes of the engine, the bindings and the command. */
function ofRust() {
  return ["src", "pkg-config/src", "cli/src"].flatMap((folder) =>
    sources(folder, ".rs").flatMap(({ text }) => [
      ...Array.from(text.matchAll(/fn code\(&?self\) -> &'static str \{([^]*?)\n {4}\}/g), ([, body]) => found(body, [`"${CODE}"`])).flat(),
      ...found(text, [`(?:Failure::new|Refusal::new|refusal)\\(\\s*"${CODE}"`]),
    ]),
  );
}

/** How the package says a code: in place, by a constant, or to what checks a value; the last two then hand on a name. */
const IN_TYPESCRIPT = [
  `new VitrineError\\(\\s*"${CODE}"`,
  `\\bsuper\\(\\s*"${CODE}"`,
  `\\b(?:CODE|code)(?:: \\w+)? = "${CODE}"`,
  `\\b(?:guarded|text|finite|seconds|strength|facts|attribute|checkAccount)\\(\\s*"${CODE}"`,
];
const BY_NAME = /new VitrineError\(\s*(?:CODE|code),|new VitrineError\(thrown\.slice/g;
/** Where a part of the code is handed on. */
const SEALED = /new VitrineError\(`sealed-\$\{why\}`/g;

function ofTypeScript() {
  return sources("pkg-config/js", ".ts").flatMap(({ text }) => [
    ...found(text, IN_TYPESCRIPT),
    ...found(text, [`\\brefused\\(\\s*"${CODE}"`]).map((why) => `sealed-${why}`),
  ]);
}

const given = new Set([...ofRust(), ...ofTypeScript()]);
const page = readFileSync(join(ROOT, "docs/troubleshooting.md"), "utf8");
/** The codes in the first column of its tables. */
const listed = Array.from(page.matchAll(/^\| (`[^|]+`) \|/gm), ([, cell]) => cell.split(", ").map((code) => code.replaceAll("`", ""))).flat();

test("every code that is given is listed, once, and every code that is listed is given", () => {
  assert.ok(given.size > 100, `${given.size} codes were found`);
  assert.deepEqual(listed.filter((code, n) => listed.indexOf(code) !== n), [], "listed twice");
  assert.deepEqual([...given].filter((code) => !listed.includes(code)).sort(), [], "missing in docs/troubleshooting.md");
  assert.deepEqual(listed.filter((code) => !given.has(code)).sort(), [], "nothing gives these");
});

test("there is no other way to make an error of the package than those that were looked for", () => {
  for (const { file, text } of sources("pkg-config/js", ".ts")) {
    const all = text.match(/new VitrineError\(/g)?.length ?? 0;
    const known = found(text, IN_TYPESCRIPT.slice(0, 1)).length + (text.match(BY_NAME)?.length ?? 0) + (text.match(SEALED)?.length ?? 0);
    assert.equal(known, all, `${file} makes an error in a way that tests/runtimes/troubleshooting.test.mjs does not know`);
  }
});

test("every row says what to do, and every link of the page leads somewhere", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  for (const row of rows) assert.match(row, /^\| [^|]+ \| [^|]+ \| [^|]+ \|$/, row);
  const slug = (heading) => heading.toLowerCase().replaceAll("`", "").replace(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-");
  for (const [, path, anchor] of page.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)) {
    const text = path === "" ? page : readFileSync(join(ROOT, "docs", path), "utf8");
    const headings = Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading]) => slug(heading));
    assert.ok(anchor === undefined || headings.includes(anchor), `${path}#${anchor}`);
  }
});
