// How a list stands that a framework draws, as it is given anew: pure, from the packed tarball.

import assert from "node:assert/strict";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { installPackage } from "../support/project.mjs";

describe("a list that somebody else draws", () => {
  let project, headless;
  before(async () => {
    project = installPackage();
    writeFileSync(join(project.folder, "entry.mjs"), 'export * from "vitrine/headless";');
    headless = await import(pathToFileURL(join(project.folder, "entry.mjs")).href);
  });
  after(() => project?.remove());

  const given = (letters, more = {}) => ({ ids: [...letters], ...more });
  const shown = (standing) => headless.shownOf(standing).join("");
  /** As it stands after a ranking. */
  const ranked = (standing, letters, left = "") => ({ ...standing, ids: [...letters], left: new Set(left), personal: true });
  const start = (letters, more) => headless.stand(undefined, given(letters, more));

  test("at first in the merchant's order, as far as `top`", () => {
    assert.equal(shown(start("abcd")), "abcd");
    assert.equal(shown(start("abcd", { top: 2 })), "ab");
    assert.equal(shown(start("")), "");
    assert.equal(start("abcd").personal, false);
  });

  test("given the same again it is the same object: nothing is drawn anew", () => {
    for (const more of [{}, { top: 2 }, { shopperOrder: true }]) {
      const standing = start("abcd", more);
      assert.equal(headless.stand(standing, given("abcd", more)), standing);
    }
    const standing = ranked(start("abcd"), "dbca");
    assert.equal(headless.stand(standing, given("abcd")), standing);
    const doubled = start("abca");
    assert.equal(headless.stand(doubled, given("abca")), doubled);
  });

  test("what comes stands behind what it came behind, what goes is gone, and the rest stays as it stood", () => {
    const standing = ranked(start("abcd"), "dbca");
    assert.equal(shown(headless.stand(standing, given("abcdef"))), "dbcaef");
    assert.equal(shown(headless.stand(standing, given("xabcd"))), "xdbca");
    assert.equal(shown(headless.stand(standing, given("acd"))), "dca");
    assert.equal(shown(headless.stand(standing, given("acde"))), "dcae");
    assert.equal(shown(headless.stand(standing, given("wxyz"))), "wxyz");
    assert.equal(headless.stand(standing, given("abcdef")).personal, true);
  });

  test("the shopper's own order stands, said or found out; back in the merchant's, it is ranked again", () => {
    const standing = ranked(start("abcd"), "dbca");
    const found = headless.stand(standing, given("cbad"));
    assert.deepEqual([shown(found), found.sorted, found.personal], ["cbad", true, false]);
    const back = headless.stand(found, given("abcd"));
    assert.deepEqual([shown(back), back.sorted], ["abcd", false]);
    const said = headless.stand(standing, given("abcd", { shopperOrder: true }));
    assert.deepEqual([shown(said), said.sorted], ["abcd", true]);
    // She filters, in her order: it is still hers.
    assert.deepEqual([shown(headless.stand(found, given("cbd")))], ["cbd"]);
  });

  test("what a ranking left out stays away; another `top` holds at once", () => {
    const standing = ranked(start("abcdef", { top: 3 }), "fabcde", "cde");
    assert.equal(shown(standing), "fab");
    assert.equal(shown(headless.stand(standing, given("abcdef", { top: 3 }))), "fab");
    assert.equal(shown(headless.stand(standing, given("abcdef", { top: 2 }))), "fa");
    assert.equal(shown(headless.stand(standing, given("abcdef", { top: 5 }))), "fabcd");
  });

  test("where an id is there twice, the list stays as it was given", () => {
    const standing = start("abca");
    assert.deepEqual([shown(standing), standing.doubled], ["abca", true]);
    assert.equal(shown(headless.stand(standing, given("abc"))), "abc");
    assert.equal(headless.stand(standing, given("abc")).doubled, false);
  });
});
