// A sealed profile that is not exactly what this edge sealed for this shopper, host and moment is none: the merchant's order, and
// the cookie is taken away.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { COOKIE, itemsOf, newKey, NOW, RUNTIMES, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121", "59", "34", "191", "82"];
const routes = { "/": sendPage(IDS), "/item/*": sendPage(IDS) };
const DAY = 86_400;
/** So many requests are under way at once. */
const AT_ONCE = 16;

async function sealedBy(edge, said = "sp") {
  let sealed;
  for (const item of ["59", "34"]) sealed = sealedOf(await edge.get(`/item/${item}`, { headers: shopper(sealed, said) }));
  assert.notDeepEqual(itemsOf((await edge.get("/", { headers: shopper(sealed, said) })).body), IDS, "as it is, it is taken");
  await edge.state();
  return sealed;
}

/** Asks with a cookie that must be refused. */
async function refused(edge, cookie) {
  const page = await edge.get("/", { headers: { cookie } });
  assert.deepEqual(itemsOf(page.body), IDS, cookie);
  assert.equal(sealedOf(page), "", `${cookie} stays`);
  assert.match(page.headers["set-cookie"][0], /; Max-Age=0$/);
  assert.match(page.headers["cache-control"], /^private/);
}

async function eachRefused(edge, values) {
  const left = [...values];
  const work = async () => {
    for (let value = left.pop(); value !== undefined; value = left.pop()) await refused(edge, `said=sp; ${COOKIE}=${value}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { errors } = await edge.state();
  assert.equal(errors.length, values.length);
  return [...new Set(errors.map(({ code }) => code))].sort();
}

for (const runtime of RUNTIMES) {
  // The bytes are the same everywhere, and so is the code that reads them: all of them in two runtimes, a part in the others.
  const every = runtime === "workerd" || runtime === "node" ? 1 : 37;
  describe(`in ${runtime}`, () => {
    test("every bit that was changed", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings());
      const bytes = Buffer.from(await sealedBy(edge), "base64url");
      const changed = Array.from({ length: bytes.length * 8 }, (_, bit) => {
        const copy = Buffer.from(bytes);
        copy[bit >> 3] ^= 1 << (bit & 7);
        return copy.toString("base64url");
      }).filter((_, n) => n % every === 0);
      const codes = await eachRefused(edge, changed);
      if (every === 1) assert.deepEqual(codes, ["sealed-other-purposes", "sealed-other-version", "sealed-tampered", "sealed-unknown-key"]);
    });

    test("every length that it was cut to, and what was added", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings());
      const sealed = await sealedBy(edge);
      const cut = Array.from({ length: sealed.length - 1 }, (_, n) => sealed.slice(0, n + 1)).filter((_, n) => n % every === 0);
      const codes = await eachRefused(edge, [...cut, `${sealed}A`, `${sealed}AAAA`, `${sealed}=`, `"${sealed}"`, "A".repeat(1417), "A".repeat(3000), "~", "undefined"]);
      assert.deepEqual(codes, ["sealed-malformed", "sealed-oversized", "sealed-other-version", "sealed-tampered"].filter((code) => codes.includes(code)));
      assert.ok(codes.includes("sealed-oversized") && codes.includes("sealed-malformed"));
    });

    test("another host's, another key's, one that is too old, from the future, for more than she grants, or twice", async (t) => {
      const keys = [newKey()];
      const origin = await startOrigin(t, routes);
      const edge = await startEdge(t, runtime, origin, settings({ keys }));
      const sealed = await sealedBy(edge);
      const reported = async () => (await edge.state()).errors.map(({ code }) => code);

      const elsewhere = await startEdge(t, runtime, origin, settings({ keys, host: "other.example" }));
      await refused(elsewhere, `said=sp; ${COOKIE}=${sealed}`);
      assert.deepEqual((await elsewhere.state()).errors.map(({ code }) => code), ["sealed-tampered"]);

      const withOther = await startEdge(t, runtime, origin, settings());
      await refused(withOther, `said=sp; ${COOKIE}=${sealed}`);
      assert.deepEqual((await withOther.state()).errors.map(({ code }) => code), ["sealed-unknown-key"]);

      const rotated = await startEdge(t, runtime, origin, settings({ keys: [newKey(), ...keys] }));
      const page = await rotated.get("/item/34", { headers: shopper(sealed) });
      assert.notDeepEqual(itemsOf(page.body), IDS, "a key that was rotated still opens");
      await refused(edge, `said=sp; ${COOKIE}=${sealedOf(page)}`);
      assert.deepEqual(await reported(), ["sealed-unknown-key"], "and the new one seals");

      await refused(edge, `said=sp; ${COOKIE}=${sealed}; ${COOKIE}=${sealed}`);
      assert.deepEqual(await reported(), ["sealed-repeated"]);

      const withPurchases = await sealedBy(edge, "spb");
      await refused(edge, `said=sp; ${COOKIE}=${withPurchases}`);
      assert.deepEqual(await reported(), ["sealed-other-purposes"]);

      await edge.state(NOW + 30 * DAY);
      assert.notDeepEqual(itemsOf((await edge.get("/", { headers: shopper(sealed) })).body), IDS, "30 days old");
      await edge.state(NOW + 30 * DAY + 1);
      await refused(edge, `said=sp; ${COOKIE}=${sealed}`);
      assert.deepEqual(await reported(), ["sealed-too-old"]);
      await edge.state(NOW - 301);
      await refused(edge, `said=sp; ${COOKIE}=${sealed}`);
      assert.deepEqual(await reported(), ["sealed-from-the-future"]);
    });

    test("a header that is no profile, or comes from another site", async (t) => {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings());
      const bad = [["x"], ["A".repeat(1367)], ["AAAA"], ["AAAA", "AAAA"], ["A===="]].map((values) => values.map((value) => ["Vitrine-Profile", value]));
      const foreign = [["Vitrine-Profile", "AAAA"], ["Sec-Fetch-Site", "cross-site"]];
      for (const headers of [...bad, foreign]) {
        const page = await edge.get("/", { headers: [["cookie", "said=sp"], ...headers] });
        assert.deepEqual(itemsOf(page.body), IDS);
        assert.deepEqual((await edge.state()).errors.map(({ code }) => code), ["header-refused"]);
      }
    });
  });
}
