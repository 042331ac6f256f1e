// Lists in JSON, reordered in flight.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { installPackage } from "../support/project.mjs";
import { randomFrom } from "../support/edge/random.mjs";
import { bodyOf, bytesOf, cut, importEdge, reversed } from "../support/edge/reordering.mjs";

let project;
let reorderJson;
before(async () => {
  project = installPackage();
  ({ reorderJson } = await importEdge(project));
});
after(() => project.remove());

async function through(json, rules, { order = reversed, offsets = [], ...options } = {}) {
  const errors = [];
  const out = await bytesOf(reorderJson(bodyOf(cut(Buffer.from(json), offsets)), rules, order, { onError: (error) => errors.push(error.code), ...options }));
  return { json: out.toString(), errors };
}

const SHELVES = [{ path: "$.shelves[*].products", id: "sku.id", slot: "api" }];

/** The value with the rule's arrays in the reverse order: what must come out. */
function expected(text) {
  const value = JSON.parse(text);
  for (const shelf of value.shelves) {
    const named = shelf.products.flatMap((product, at) => (["string", "number"].includes(typeof product?.sku?.id) && product.sku.id !== "" ? [at] : []));
    const elements = named.map((at) => shelf.products[at]);
    if (named.length < 2) continue;
    reversed({ ids: named, pinned: elements.map(({ pinned }) => Boolean(pinned)) }).forEach((from, to) => (shelf.products[named[to]] = elements[from]));
  }
  return value;
}

describe("arrays", () => {
  test("elements are moved as they are written, and all else stays", async () => {
    const json = '{ "shelves" : [ {"products": [ {"sku":{"id":"1"}, "price": 1.50} ,\n\t{"sku":{"id":2},"e":1e3},null, {"pinned":true,"sku":{"id":"3"}} , {"sku":{"id":"\\u00e4]}\\""}} ] } ], "products":[{"sku":{"id":"7"}},{"sku":{"id":"8"}}] }';
    const { json: out, errors } = await through(json, SHELVES);
    assert.deepEqual(errors, []);
    assert.equal(out, '{ "shelves" : [ {"products": [ {"sku":{"id":"\\u00e4]}\\""}} ,\n\t{"sku":{"id":2},"e":1e3},null, {"pinned":true,"sku":{"id":"3"}} , {"sku":{"id":"1"}, "price": 1.50} ] } ], "products":[{"sku":{"id":"7"}},{"sku":{"id":"8"}}] }');
    for (let at = 0; at <= Buffer.byteLength(json); at += 1) assert.equal((await through(json, SHELVES, { offsets: [at] })).json, out, `cut at ${at}`);
  });

  test("paths: names in quotes, indices, the root, ids without a name, lists in lists", async () => {
    const cases = [
      ['{"a.b":{"c":["x","y",3]}}', [{ path: "$['a.b'].c" }], '{"a.b":{"c":[3,"y","x"]}}'],
      ["[1,2]", [{ path: "$" }], "[2,1]"],
      ["\ufeff[1,2]", [{ path: "$" }], "\ufeff[2,1]"],
      ["[[1,2],[3,4]]", [{ path: "$[1]" }], "[[1,2],[4,3]]"],
      ['{"a":[{"id":1,"more":[{"id":2},{"id":3}]},{"id":4}]}', [{ path: "$.a", id: "id" }, { path: '$.a[*]["more"]', id: "id" }], '{"a":[{"id":4},{"id":1,"more":[{"id":3},{"id":2}]}]}'],
      ['{"\\u0061":[1,2]}\n{"a":[3,4]}', [{ path: "$.a" }], '{"\\u0061":[2,1]}\n{"a":[4,3]}'],
    ];
    for (const [json, rules, wanted] of cases) assert.deepEqual(await through(json, rules), { json: wanted, errors: [] });
  });

  test("random answers, cut anywhere: the value in the order asked for", async () => {
    const { below, chance, pick } = randomFrom(5);
    const text = () => pick(["a", "ä€😀", '"', "\\", "]}", "[{", ""]);
    const product = (n) => (chance(0.1) ? pick([null, 3, "x", {}, [], { sku: { id: "" } }]) : { sku: { id: pick([`p${n}`, n]) }, t: text(), ...(chance(0.2) ? { pinned: pick([true, 1, 0, "", false]) } : {}), in: { products: [{ sku: { id: 1 } }, { sku: { id: 2 } }] } });
    let moved = 0;
    for (let n = 0; n < 400; n += 1) {
      const value = { [text()]: [text()], shelves: Array.from({ length: below(4) }, () => ({ t: text(), products: Array.from({ length: below(8) }, (_, at) => product(at)), u: [1] })), z: text() };
      const json = JSON.stringify(value, null, pick([0, 0, 2]));
      const offsets = chance(0.3) ? [...Array(Buffer.byteLength(json)).keys()] : Array.from({ length: 4 }, () => below(Buffer.byteLength(json)));
      const { json: out, errors } = await through(json, SHELVES, { offsets });
      assert.deepEqual(errors, []);
      assert.deepEqual(JSON.parse(out), expected(json), json);
      moved += Number(out !== json);
      assert.equal([...Buffer.from(out)].sort().join(), [...Buffer.from(json)].sort().join());
    }
    assert.ok(moved > 150, `${moved} answers were reordered`);
  });
});

describe("nothing is lost", () => {
  test("what is no JSON passes as it is", async () => {
    for (const text of ["", "<html>[1,2]", ")]}',\n[1,2]", '{"a":[1,2}', '{"shelves":[{"products":[{"sku":{"id":1}},{"sku":', "[1,,2]", '{"a":[1 2,3]}', "[tru,fals]", '"unclosed']) {
      const rules = [{ path: "$" }, { path: "$.a" }, ...SHELVES];
      for (const offsets of [[], [...Array(text.length).keys()]]) assert.equal((await through(text, rules, { offsets })).json, text);
    }
  });

  test("one that is too long passes, with what is within it; the next is reordered", async () => {
    const long = JSON.stringify({ a: ["x".repeat(3000), "y"], b: ["1", "2"] });
    const rules = [{ path: "$.a" }, { path: "$.b" }];
    const { json } = await through(long, rules, { mostHeld: 1000, offsets: Array.from({ length: 30 }, (_, n) => n * 100) });
    assert.equal(json, long.replace('["1","2"]', '["2","1"]'));
  });

  test("rules that cannot be followed are told, and change nothing", async () => {
    for (const path of ["a", "$..a", "$.a[-1]", "$[?(@.a)]", "$.a[", ""]) assert.deepEqual(await through("[1,2]", [{ path }]), { json: "[1,2]", errors: ["bad-path"] });
    assert.deepEqual(await through("[1,2]", [{ path: "$", id: "a[0]" }]), { json: "[1,2]", errors: ["bad-path"] });
    assert.deepEqual(await through("[1,2]", [{ path: "$" }], { charset: "utf-16le" }), { json: "[1,2]", errors: [] });
  });
});
