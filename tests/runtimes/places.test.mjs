// Which places of a list may change, from the packed tarball.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { installPackage } from "../support/project.mjs";

describe("places", () => {
  let project, places;
  before(async () => {
    project = installPackage();
    places = await import(pathToFileURL(join(project.package, "dist/places.js")).href);
  });
  after(() => project?.remove());

  /** A list in letters: a capital is held. */
  const listed = (letters) => [...letters].map((letter) => ({ id: letter.toLowerCase(), held: letter < "a" }));
  const filled = (letters, ranked) => {
    const list = listed(letters);
    const { order, left, moved } = places.fill(list, [...ranked]);
    assert.deepEqual(order.toSorted((a, b) => a - b), list.map((_, n) => n), "a permutation");
    return [order.map((n) => list[n].id).join(""), left.map((n) => list[n].id).join(""), moved];
  };

  test("held are the fixed, and all up to the last that was seen", () => {
    assert.deepEqual(places.held([false, true, false, false], [false, false, false, true]), [true, true, false, true]);
    assert.deepEqual(places.held([false, false]), [false, false]);
    assert.deepEqual(places.held([]), []);
  });

  test("a ranking goes into the free places; held ones stay, whatever it says of them", () => {
    assert.deepEqual(filled("abcd", "dcba"), ["dcba", "", true]);
    assert.deepEqual(filled("ABcd", "dcba"), ["abdc", "", true]);
    assert.deepEqual(filled("aBcd", "dcba"), ["dbca", "", true]);
    assert.deepEqual(filled("abcD", "dcab"), ["cabd", "", true]);
    assert.deepEqual(filled("ABCD", "dcba"), ["abcd", "", false]);
    assert.deepEqual(filled("abcd", "abcd"), ["abcd", "", false]);
    assert.deepEqual(filled("", "x"), ["", "", false]);
  });

  test("what the ranking leaves out stands last; what it names besides is passed over", () => {
    assert.deepEqual(filled("abcd", "dx"), ["dabc", "abc", true]);
    assert.deepEqual(filled("abCd", "d"), ["dacb", "ab", true]);
    assert.deepEqual(filled("abcd", ""), ["abcd", "abcd", false]);
  });

  test("an id that stands twice is two cards", () => {
    const { order } = places.fill([{ id: "a", held: true }, { id: "b", held: false }, { id: "a", held: false }], ["a", "b"]);
    assert.deepEqual(order, [0, 2, 1]);
  });

  test("held places are the pins of a request", () => {
    assert.deepEqual(places.pinsOf(listed("aBcD")), [{ id: "b", position: 1 }, { id: "d", position: 3 }]);
  });
});
