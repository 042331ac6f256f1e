// What the carousel keeps of an order for the Back button, from the packed tarball: nothing without permission.

import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, beforeEach, test } from "node:test";
import { installPackage } from "../support/project.mjs";

const IDS = ["3", "1", "2"];
const ORDER = { ids: IDS, left: [], kept: 2 };

let project, remember, recall, touched;
before(async () => {
  project = installPackage();
  ({ remember, recall } = await import(pathToFileURL(join(project.package, "dist/carousel/back.js")).href));
});
after(() => project.remove());
beforeEach(() => {
  touched = [];
  const storage = {
    getItem: () => void touched.push("read") ?? null,
    setItem: () => touched.push("written"),
    removeItem: () => touched.push("removed"),
  };
  Object.defineProperty(globalThis, "sessionStorage", { value: storage, configurable: true });
  Object.defineProperty(globalThis, "navigation", { value: { currentEntry: { key: "here" } }, configurable: true });
});

test("an order is not remembered without a profile's permission", () => {
  remember("unasked", ORDER, { persist: true });
  assert.deepEqual(touched, []);
  assert.equal(recall("unasked", IDS, { profile: true }), undefined);
});

test("an order is not brought back without a profile's permission", () => {
  remember("home", ORDER, { profile: true });
  assert.deepEqual(recall("home", IDS, { profile: true }), ORDER, "with it, it is");
  assert.equal(recall("home", IDS, {}), undefined);
});

test("an order is not written without the permission to store", () => {
  remember("page", ORDER, { profile: true });
  assert.deepEqual(touched, []);
  remember("page", ORDER, { profile: true, persist: true });
  assert.deepEqual(touched, ["read", "written"], "with it, it is");
});
