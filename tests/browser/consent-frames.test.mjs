// The shop in a frame, the consent tool in a page around it, of the same origin and of another: found by its locator, asked
// by messages, and nobody else's messages count.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ALL, DENYING, EMPTY, GRANTING, KNOWN, NONE, UNKNOWN, load, loaded, openConsentShop } from "../support/consent-shop.mjs";
import { serve } from "../support/page.mjs";

const POLICY = "default-src 'none'; script-src 'self'; frame-src *";

// npm has no stub of GPP with its handler of messages: this is what its specification asks of the page that has the tool.
const GPP_FRAME = `
addEventListener("message", ({ data, source }) => {
  const text = typeof data === "string";
  const call = (text ? JSON.parse(data) : data)?.__gppCall;
  if (!call) return;
  const answer = (returnValue, success) => {
    const message = { __gppReturn: { returnValue, success, callId: call.callId } };
    source.postMessage(text ? JSON.stringify(message) : message, "*");
  };
  window.__gpp(call.command, answer, call.parameter, call.version);
});
document.body.append(Object.assign(document.createElement("iframe"), { name: "__gppLocator", hidden: true }));
window.gppFrame = true;
`;

// A tool of the test's own: it notes what it is asked, and says what the test lets it say.
const HAND_MADE = `
const asked = [];
const send = (message, to = window.frames.shop) => to.postMessage(message, "*");
let listeners = 0;
Object.assign(window, {
  asked,
  send,
  says: undefined,
  form: (message) => message,
  answer({ callId, command }, returnValue, success = true) {
    send(window.form({ __tcfapiReturn: { returnValue, success, callId } }));
  },
  call: (command) => asked.findLast((call) => call.command === command),
});
addEventListener("message", ({ data, source }) => {
  const call = data?.__tcfapiCall;
  if (data === "echo") send(data, source);
  if (!call) return;
  asked.push(call);
  if (window.says === undefined) return;
  if (call.command === "ping") window.answer(call, { cmpStatus: "loaded" });
  if (call.command === "addEventListener") window.answer(call, { ...window.says, listenerId: listeners++ });
});
document.body.append(Object.assign(document.createElement("iframe"), { name: "__tcfapiLocator", hidden: true }));
`;

let shop;
let other;
before(async () => {
  shop = await openConsentShop();
  const files = { "around.html": "<!doctype html><title>around</title><body>", "gpp-frame.js": GPP_FRAME, "hand-made.js": HAND_MADE };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(shop.project.folder, name), text);
  other = await serve(shop.project.folder);
});
after(async () => {
  await shop?.close();
  other?.close();
});

const origins = () => ({ own: new URL(shop.url()).origin, foreign: `http://127.0.0.1:${other.address().port}` });

/** A page around the shop, with scripts of its own, and the shop's frame, ready to follow. */
async function around(t, origin, ...scripts) {
  const page = await shop.browser.newPage();
  t.after(() => page.close());
  await page.goto(`${origin}/around.html?policy=${encodeURIComponent(POLICY)}`);
  for (const script of scripts) await load(page, script);
  const frame = await put(page, "shop", shop.url());
  await loaded(frame, "consent");
  await load(frame, "shopper.js", "follow");
  return { page, frame };
}

/** Puts a frame into a page. */
async function put(page, name, src) {
  const element = await page.evaluateHandle(
    ([name, src]) => {
      const made = Object.assign(document.createElement("iframe"), { name, src });
      document.body.append(made);
      return new Promise((resolve) => (made.onload = () => resolve(made)));
    },
    [name, src],
  );
  return element.contentFrame();
}

const permissions = (frame) => frame.evaluate(() => ({ ...window.shop.permissions }));
const granted = (frame, wanted) => frame.waitForFunction((wanted) => window.shop.permissions.profile === wanted, wanted);
/** Waits until the hand-made tool was asked so often. */
const askedFor = (page, command, times = 1) =>
  page.waitForFunction(([command, times]) => window.asked.filter((call) => call.command === command).length >= times, [command, times]);

/** Waits until all that the page and the frame have told each other is heard: messages keep their order. */
const heardAll = (frame) =>
  frame.evaluate(async () => {
    for (let time = 0; time < 2; time += 1) {
      const heard = new Promise((resolve) => addEventListener("message", ({ data }) => data === "echo" && resolve()));
      window.parent.postMessage("echo", "*");
      await heard;
    }
  });

for (const where of ["own", "foreign"]) {
  test(`TCF, a page around of the shop's ${where} origin: stub, tool, given, withdrawn, given again, stopped`, async (t) => {
    const origin = origins()[where];
    const { page, frame } = await around(t, origin, "tcf-stub.js");
    await loaded(page, "__tcfapi");
    const options = where === "own" ? [] : [{ ancestors: [origin] }];
    assert.deepEqual(await frame.evaluate((source) => window.follow([source]), ["tcf", ...options]), NONE);
    assert.equal(await frame.evaluate(() => typeof window.__tcfapi), "undefined");
    await load(page, "tcf-cmp.js", "TcfCmp");
    await page.evaluate(() => {
      window.cmp = new window.TcfCmp(300, 7);
      window.listening = new Set();
      const real = window.__tcfapi;
      window.__tcfapi = (command, version, callback, parameter) => {
        if (command === "removeEventListener") window.listening.delete(parameter);
        const heard = (data, success) => {
          if (command === "addEventListener" && success) window.listening.add(data.listenerId);
          callback(data, success);
        };
        return real(command, version, heard, parameter);
      };
      window.cmp.update("", true);
    });
    // The stub forgets who asked, so all these are only heard because we ask again.
    await frame.waitForFunction(() => window.followed.signals[0].eventStatus === "cmpuishown");
    assert.deepEqual(await frame.evaluate(() => window.browse()), UNKNOWN);
    await page.evaluate((granting) => window.cmp.update(granting), GRANTING);
    await granted(frame, true);
    assert.deepEqual(await frame.evaluate(() => [window.look(), window.browse()]), [EMPTY, KNOWN]);
    await page.evaluate((granting) => window.cmp.update(granting, true), GRANTING);
    await page.waitForFunction(() => window.listening.has(5));
    assert.deepEqual(await frame.evaluate(() => window.look()), KNOWN, "a look at the settings takes nothing");
    await page.evaluate((denying) => window.cmp.update(denying), DENYING);
    await granted(frame, false);
    assert.deepEqual(await frame.evaluate(() => window.look()), UNKNOWN);
    await page.evaluate((granting) => window.cmp.update(granting), GRANTING);
    await granted(frame, true);
    assert.deepEqual(await frame.evaluate(() => window.look()), EMPTY);
    assert.ok((await page.evaluate(() => window.listening.size)) <= 2, "those before are removed");
    await frame.evaluate(() => window.followed.stop());
    await page.waitForFunction(() => window.listening.size === 0);
    assert.deepEqual(await frame.evaluate(() => window.errors), []);
  });

  test(`GPP, a page around of the shop's ${where} origin: opted out in the task of the message`, async (t) => {
    const origin = origins()[where];
    const { page, frame } = await around(t, origin, "gpp-cmp.js", "gpp-frame.js");
    await loaded(page, "GppCmp");
    await loaded(page, "gppFrame");
    await page.evaluate(() => (window.cmp = new window.GppCmp(31, 1)));
    const options = where === "own" ? [] : [{ ancestors: [origin] }];
    await frame.evaluate((source) => window.follow([source], { gpc: "neutral" }), ["gpp", ...options]);
    assert.deepEqual(await permissions(frame), NONE);
    const fields = (value) =>
      page.evaluate((value) => {
        for (const field of ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"]) window.cmp.setFieldValue("usnat", field, value);
        window.cmp.fireSectionChange("usnat");
      }, value);
    await page.evaluate(() => {
      window.cmp.setApplicableSections([7]);
      for (const field of ["SaleOptOutNotice", "SharingOptOutNotice", "TargetedAdvertisingOptOutNotice"]) window.cmp.setFieldValue("usnat", field, 1);
      window.cmp.setCmpStatus("loaded");
    });
    await fields(2);
    await page.evaluate(() => window.cmp.setSignalStatus("ready"));
    await granted(frame, true);
    assert.deepEqual(await frame.evaluate(() => window.browse()), KNOWN);
    await frame.evaluate(() => {
      addEventListener("message", ({ data }) => {
        if (data.__gppReturn?.returnValue?.eventName === "sectionChange") window.then ??= window.look();
      });
    });
    await fields(1);
    await loaded(frame, "then");
    assert.deepEqual(await frame.evaluate(() => window.then), { ...UNKNOWN, permissions: { ...NONE, persist: true } });
    await frame.evaluate(() => window.followed.stop());
    await page.waitForFunction(() => window.cmp.cmpApiContext.eventQueue.size === 0);
  });
}

test("a page around of an origin that was not named: denied in either regime, and told; named or any, it counts", async (t) => {
  const { foreign } = origins();
  const { page, frame } = await around(t, foreign, "hand-made.js");
  await page.evaluate((tcString) => (window.says = { cmpStatus: "loaded", gdprApplies: true, eventStatus: "tcloaded", tcString }), GRANTING);
  for (const regime of ["opt-in", "opt-out"]) {
    await frame.evaluate((regime) => {
      window.errors.length = 0;
      return window.follow([["tcf"]], { regime });
    }, regime);
    await frame.waitForFunction(() => window.errors.length > 0);
    assert.deepEqual(await permissions(frame), NONE);
    assert.deepEqual(await frame.evaluate(() => window.errors), ["consent-source-failed"]);
  }
  for (const ancestors of [["https://elsewhere.example", foreign], "*"]) {
    await frame.evaluate((ancestors) => window.follow([["tcf", { ancestors }]]), ancestors);
    await granted(frame, true);
    assert.deepEqual(await permissions(frame), ALL);
  }
  const codes = await frame.evaluate(() =>
    [[["null"]], ["https://shop.example"], [["https://shop.example/"]], [[1]], ["shop.example"], 7].map((wrong) => {
      const options = Array.isArray(wrong) && wrong.length === 1 ? { ancestors: wrong[0] } : wrong;
      try {
        window.consent.gpp(options);
        return "taken";
      } catch (error) {
        return error.code;
      }
    }),
  );
  assert.deepEqual(codes, Array(6).fill("bad-options"));
});

test("forged messages of a third frame, of the shop's own, and with other ids are not heard", async (t) => {
  const { own, foreign } = origins();
  const { page, frame } = await around(t, own, "hand-made.js");
  const thirds = [await put(page, "third", `${foreign}/around.html`), await put(page, "fourth", `${own}/around.html`)];
  await frame.evaluate(() => window.follow([["tcf", { ancestors: "*" }]], { regime: "opt-in" }));
  await askedFor(page, "ping");
  const grant = { cmpStatus: "loaded", gdprApplies: true, eventStatus: "tcloaded", tcString: GRANTING, listenerId: 0 };
  await frame.evaluate(() => {
    Object.assign(window, { forged: 0, told: [] });
    addEventListener("message", ({ data }) => data === "forged" && (window.forged += 1));
    window.shop.addEventListener("permissions", ({ detail }) => window.told.push({ ...detail }));
  });
  let forged = 0;
  /** Forges an answer, and waits until the shop has got it: only messages of one window keep their order. */
  const forge = async (into, callId, returnValue) => {
    await into.evaluate(
      (messages) => messages.forEach((message) => window.parent.frames.shop.postMessage(message, "*")),
      [{ __tcfapiReturn: { callId, success: true, returnValue } }, "forged"],
    );
    forged += 1;
    await frame.waitForFunction((count) => window.forged === count, forged);
  };
  const ping = await page.evaluate(() => window.call("ping").callId);
  for (const third of thirds) await forge(third, ping, { cmpStatus: "loaded" });
  await heardAll(frame);
  // The tool answers the ping itself, and holds back the rest.
  assert.equal(await page.evaluate(() => window.asked.some(({ command }) => command === "addEventListener")), false);
  await page.evaluate(() => window.answer(window.call("ping"), { cmpStatus: "loaded" }));
  await askedFor(page, "addEventListener");
  const id = await page.evaluate(() => window.call("addEventListener").callId);
  assert.match(id, /^\d+-\d+-\d+-\d+$/);
  for (const third of thirds) await forge(third, id, grant);
  // Made by a script of the frame's own page, with the right source: not the browser's.
  await frame.evaluate(
    ([callId, returnValue]) => {
      const data = { __tcfapiReturn: { callId, success: true, returnValue } };
      dispatchEvent(new MessageEvent("message", { data, origin: location.origin, source: window.parent }));
      window.postMessage(data, "*");
    },
    [id, grant],
  );
  const strange = await page.evaluate(
    ([id, returnValue]) => {
      const good = { callId: id, success: true, returnValue };
      const messages = [
        null, 7, true, [], {}, "", "{", "null", "[]", '"__tcfapiReturn"', "x".repeat(2_000_000),
        `{"__tcfapiReturn":${JSON.stringify(good)},"more":"${"x".repeat(1_048_576)}"}`,
        JSON.stringify({ ["__proto__"]: { __tcfapiReturn: good } }),
        `{"__proto__":{"__tcfapiReturn":${JSON.stringify(good)}}}`,
        { __gppReturn: good },
        { __tcfapiReturn: null },
        { __tcfapiReturn: JSON.stringify(good) },
        ...[undefined, null, "", 0, `${id}0`, [id], { id }, "toString", "__proto__"].map((callId) => ({ __tcfapiReturn: { ...good, callId } })),
      ];
      for (const message of messages) window.send(message);
      return messages.length;
    },
    [id, grant],
  );
  assert.equal(strange, 26);
  // Behind all these in the queue: the right one, which is heard.
  await page.evaluate(([value]) => window.answer(window.call("addEventListener"), value), [{ ...grant, eventStatus: "cmpuishown", tcString: undefined }]);
  await frame.waitForFunction(() => window.followed.signals[0].eventStatus !== undefined);
  assert.deepEqual(await frame.evaluate(() => window.followed.signals), [{ from: "tcf", cmpStatus: "loaded", gdprApplies: true, eventStatus: "cmpuishown" }]);
  assert.deepEqual(await permissions(frame), NONE);
  assert.deepEqual(await frame.evaluate(() => window.told), [], "a forged yes was heard for a moment");
  assert.deepEqual(await frame.evaluate(() => window.errors), []);
});

test("answers as text; twice; too late; of a wrong kind; too long", async (t) => {
  const { page, frame } = await around(t, origins().own, "hand-made.js");
  await frame.evaluate(() => window.follow([["tcf"]], { regime: "opt-out" }));
  const says = { cmpStatus: "loaded", gdprApplies: true, eventStatus: "useractioncomplete", tcString: GRANTING };
  await page.evaluate((says) => {
    window.form = (message) => JSON.stringify(message);
    window.says = says;
  }, says);
  await granted(frame, true);
  // From here on the tool says nothing by itself.
  await page.evaluate(() => (window.says = undefined));
  const pings = await page.evaluate(() => window.asked.filter(({ command }) => command === "ping").length);
  await askedFor(page, "ping", pings + 2);
  const first = await page.evaluate(() => {
    // An old ping is no question any more; the newest is answered five times, and is one answer.
    const registered = window.asked.filter(({ command }) => command === "addEventListener").length;
    window.answer(window.asked.find(({ command }) => command === "ping"), { cmpStatus: "loaded" });
    for (let time = 0; time < 5; time += 1) window.answer(window.call("ping"), { cmpStatus: "loaded" });
    return registered;
  });
  await askedFor(page, "addEventListener", first + 1);
  await heardAll(frame);
  assert.equal(await page.evaluate(() => window.asked.filter(({ command }) => command === "addEventListener").length), first + 1);
  // The listener is told again and again; a wrong kind is a denial, and so is a string that is too long to be read.
  for (const tcString of [GRANTING.repeat(300), { length: 3 }, [GRANTING], 7]) {
    await page.evaluate(([value]) => window.answer(window.call("addEventListener"), value), [{ ...says, tcString, listenerId: 9 }]);
    await granted(frame, false);
    await page.evaluate(([value]) => window.answer(window.call("addEventListener"), value), [{ ...says, listenerId: 9 }]);
    await granted(frame, true);
  }
  // What was removed is heard no more.
  await frame.evaluate(() => window.followed.stop());
  await page.waitForFunction(() => window.asked.some(({ command, parameter }) => command === "removeEventListener" && parameter === 9));
  const heard = await frame.evaluate(() => JSON.stringify(window.followed.signals));
  await page.evaluate(([value]) => window.answer(window.call("addEventListener"), value), [{ ...says, tcString: DENYING, listenerId: 9 }]);
  await heardAll(frame);
  assert.equal(await frame.evaluate(() => JSON.stringify(window.followed.signals)), heard);
  assert.deepEqual(await permissions(frame), ALL);
});

test("a locator that comes late, two pages up; it goes, and nothing is known; nothing is left listening", async (t) => {
  const { own, foreign } = origins();
  const page = await shop.browser.newPage();
  t.after(() => page.close());
  await page.goto(`${own}/around.html?policy=${encodeURIComponent(POLICY)}`);
  const between = await put(page, "between", `${foreign}/around.html?policy=${encodeURIComponent(POLICY)}`);
  const frame = await put(between, "shop", shop.url());
  await loaded(frame, "consent");
  await load(frame, "shopper.js", "follow");
  await frame.evaluate(() => {
    window.listening = 0;
    for (const [method, by] of [["addEventListener", 1], ["removeEventListener", -1]]) {
      const real = window[method];
      window[method] = function (type, ...rest) {
        if (type === "message") window.listening += by;
        return real.call(this, type, ...rest);
      };
    }
    return window.follow([["tcf"]]);
  });
  assert.equal(await frame.evaluate(() => window.listening), 0);
  await load(page, "tcf-stub.js");
  await load(page, "tcf-cmp.js", "TcfCmp");
  await page.evaluate((granting) => new window.TcfCmp(300, 7).update(granting), GRANTING);
  await granted(frame, true);
  assert.deepEqual(await frame.evaluate(() => window.browse()), KNOWN);
  assert.equal(await frame.evaluate(() => window.listening), 1);
  await page.evaluate(() => document.querySelector("[name=__tcfapiLocator]").remove());
  await granted(frame, false);
  assert.deepEqual(await frame.evaluate(() => window.look()), UNKNOWN);
  await frame.evaluate(() => window.followed.stop());
  assert.equal(await frame.evaluate(() => window.listening), 0);
});

test("a tool of the shop's own takes the place of that of the page around", async (t) => {
  const { page, frame } = await around(t, origins().own, "hand-made.js");
  await page.evaluate((tcString) => (window.says = { cmpStatus: "loaded", gdprApplies: true, eventStatus: "tcloaded", tcString }), GRANTING);
  await frame.evaluate(() => window.follow([["tcf"]]));
  await granted(frame, true);
  await load(frame, "tcf-cmp.js", "TcfCmp");
  await frame.evaluate((denying) => {
    window.cmp = new window.TcfCmp(300, 7);
    window.cmp.update(denying);
  }, DENYING);
  await granted(frame, false);
  const last = await page.evaluate(() => window.asked.at(-1));
  assert.equal(last.command, "removeEventListener");
  // It is heard in its own task again, and the page around is asked no more.
  const then = await frame.evaluate((granting) => {
    window.cmp.update(granting);
    return window.look();
  }, GRANTING);
  assert.deepEqual(then, EMPTY);
  assert.deepEqual(await page.evaluate(() => window.asked.at(-1)), last);
});
