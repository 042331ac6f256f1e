// What a request says of her consent, by every way, and what comes of it. The engine's table is tested elsewhere; here it is
// whether each signal reaches it, and that nothing happens without a yes.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { COOKIE, pageOf, RUNTIMES, sealedOf, sendPage, settings, shopper, startEdge, startOrigin } from "../support/edge/runtimes.mjs";

const IDS = ["71", "12", "136", "121"];
const routes = { "/item/*": sendPage(IDS) };

/** TC strings of tests/vectors/consent: with consent to everything, to storage alone, to nothing, and without the publisher's segment. */
const TC = {
  all: "CQeEcwAQeEcwAEsAHBENCWFsAP_gAEPgAAYgAUP______ACdVVVVVVQAAAAA.IAUP______AA.f_wACHwAAAAA",
  storage: "CQeEcwAQeEcwAEsAHBENCWFgAIAAAAAAAAYgAAAAAAAA.IABE.cAAAACAAAAAA",
  none: "CQeEcwAQeEcwAEsAHBENCWFgAAAAAAAAAAYgAAAAAAAA.IAUP______AA.YAAAAAAAAAAA",
  noPublisher: "CQeEcwAQeEcwAEsAHBENCWFgAAwAAAAAAIYgABEAAAAA.IABE",
};

for (const runtime of RUNTIMES.filter((one) => one !== "node 24")) {
  describe(`in ${runtime}`, () => {
    /** Whether each request is answered in her order; where it is not, the answer must be the origin's. */
    async function granted(t, consent, requests) {
      const edge = await startEdge(t, runtime, await startOrigin(t, routes), settings({ consent }));
      const answers = [];
      for (const headers of requests) {
        const page = await edge.get("/item/59", { headers });
        answers.push(sealedOf(page) !== undefined);
        if (answers.at(-1)) continue;
        assert.equal(page.body, pageOf(IDS));
        assert.equal(page.headers["set-cookie"], undefined);
        assert.equal(page.headers["cache-control"], "public, max-age=60");
        assert.equal(page.headers.etag, '"page"');
      }
      return { answers, ...(await edge.state()) };
    }
    const cookie = (...pairs) => ({ cookie: pairs.join("; ") });

    test("without a source nothing is granted, unless the law is opt-out", async (t) => {
      assert.deepEqual((await granted(t, {}, [{}, { "sec-gpc": "1" }])).answers, [false, false]);
      assert.deepEqual((await granted(t, { regime: "opt-out" }, [{}, { "sec-gpc": "1" }])).answers, [true, true]);
    });

    test("Global Privacy Control leaves the merchant's order where the policy says so", async (t) => {
      const consent = { regime: "opt-out", gpc: "neutral" };
      const { answers, decrypts } = await granted(t, consent, [{}, { "sec-gpc": "1", cookie: `${COOKIE}=AAAA` }, { "Sec-GPC": "0" }]);
      assert.deepEqual({ answers, decrypts }, { answers: [true, false, true], decrypts: 0 });
    });

    test("the TC string's cookie", async (t) => {
      const yes = TC.all;
      const { answers } = await granted(t, { tcf: true }, [
        {},
        cookie(`euconsent-v2=${yes}`),
        cookie(`other=${yes}`),
        cookie(`euconsent-v2=${TC.storage}`),
        cookie(`euconsent-v2=${TC.noPublisher}`),
        cookie(`euconsent-v2=${yes.slice(0, -9)}`),
        cookie(`euconsent-v2=${yes}`, `euconsent-v2=${TC.none}`),
        cookie(`euconsent-v2=${encodeURIComponent(yes)}`, "a=b"),
      ]);
      assert.deepEqual(answers, [false, true, false, false, false, false, false, true]);
      assert.deepEqual((await granted(t, { tcf: "consent-tc" }, [cookie(`consent-tc=${yes}`), cookie(`euconsent-v2=${yes}`)])).answers, [true, false]);
      assert.deepEqual((await granted(t, { tcf: true, gdprApplies: false }, [{}])).answers, [true]);
    });

    test("the GPP string's cookies", async (t) => {
      // The example of the specification: usnat; opted out of nothing. And the same with an opt-out of sale.
      const { answers } = await granted(t, { gpp: true }, [
        {},
        cookie("__gpp_sid=-1"),
        cookie("__gpp_sid=7"),
        cookie("__gpp_sid=6", "__gpp=DBABTA~1YNN"),
        cookie("__gpp_sid=6", "__gpp=DBABTA~1YYN"),
        cookie("__gpp_sid=6,7", "__gpp=DBABTA~1YNN"),
        cookie("__gpp_sid=6", "__gpp=DBABTA"),
        cookie("__gpp_sid=x", "__gpp=DBABTA~1YNN"),
      ]);
      assert.deepEqual(answers, [false, true, false, true, true, false, false, false]);
      const neutral = await granted(t, { gpp: true, gpc: "neutral" }, [cookie("__gpp_sid=6", "__gpp=DBABTA~1YNN"), cookie("__gpp_sid=6", "__gpp=DBABTA~1YYN")]);
      assert.deepEqual(neutral.answers, [true, false]);
    });

    test("the shop's own question; and what fails is a no", async (t) => {
      const { answers, errors } = await granted(t, { permissions: "cookie", regime: "opt-out" }, [shopper(), shopper("", "p"), shopper("", "s"), shopper("", "throw"), {}]);
      assert.deepEqual(answers, [true, false, false, false, false]);
      assert.deepEqual(errors.map(({ code }) => code), ["edge-consent-failed"]);
      // All sources must grant.
      const both = await granted(t, { permissions: "cookie", tcf: true }, [shopper(), cookie("said=sp", `euconsent-v2=${TC.all}`), cookie("said=p", `euconsent-v2=${TC.all}`)]);
      assert.deepEqual(both.answers, [false, true, false]);
    });
  });
}
