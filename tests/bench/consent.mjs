// `node consent.mjs decode.wasm`: consent strings through vitrine and through the reference clients, in one run.
// `cargo xtask bench` calls it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { addUp } from "../../pkg-config/dist/consent/settle.js";
import { initSync } from "../../pkg-config/dist/engine.js";

const require = createRequire(import.meta.url);
const { TCString } = require("@iabtechlabtcf/core");
const { GppModel } = require("@iabgpp/cmpapi");

const [decodersFile] = process.argv.slice(2);
const decoders = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(decodersFile))).exports;
initSync({ module: readFileSync(new URL("../../pkg-config/dist/vitrine.wasm", import.meta.url)) });

const vectors = (file) => JSON.parse(readFileSync(new URL(`../vectors/consent/${file}`, import.meta.url), "utf8")).vectors;
const median = (values) => values.sort((one, other) => one - other)[values.length >> 1];
const SAMPLES = 41;

/** The median time of `work` in microseconds, after a warm-up; a slow one is not done often. */
function time(work) {
  const once = (calls) => {
    const start = performance.now();
    for (let call = 0; call < calls; call += 1) work();
    return ((performance.now() - start) * 1000) / calls;
  };
  const first = once(1);
  if (first > 100_000) return first;
  once(Math.ceil(20_000 / Math.max(first, 0.1)) % 5000);
  const calls = Math.max(1, Math.min(2000, Math.round(2000 / once(10))));
  return median(Array.from({ length: SAMPLES }, () => once(calls)));
}

/** The median time of one reading within WebAssembly, and whether the text was accepted. */
function within(read, text) {
  const bytes = new TextEncoder().encode(text);
  const address = decoders.room(bytes.length);
  new Uint8Array(decoders.memory.buffer).set(bytes, address);
  const calls = 2000;
  const accepted = read(address, bytes.length, calls) === calls;
  const taken = Array.from({ length: SAMPLES }, () => {
    const start = performance.now();
    read(address, bytes.length, calls);
    return ((performance.now() - start) * 1000) / calls;
  });
  return { accepted, time: median(taken) };
}

const quietly = (work) => () => {
  try {
    return work();
  } catch {
    return undefined;
  }
};
const tcf = (tcString) => quietly(() => addUp([{ from: "tcf", gdprApplies: true, eventStatus: "tcloaded", tcString }], {}));
const gpp = (gppString, section) =>
  quietly(() => addUp([{ from: "gpp", signalStatus: "ready", applicableSections: [section], gppString }], {}));
const referenceTc = (text) => quietly(() => TCString.decode(text));
const referenceGpp = (text) => quietly(() => new GppModel(text).toObject());

const columns = (cells) => console.log(cells.map((cell, place) => (place === 0 ? cell.padEnd(38) : cell.padStart(16))).join(""));
const print = (name, decode, settle, reference) =>
  columns([name, decode.toFixed(2), settle.toFixed(2), reference.toFixed(1), `${(reference / decode).toFixed(0)} x`, `${(reference / settle).toFixed(1)} x`]);

console.log(`\nconsent strings in Node ${process.versions.node.split(".")[0]}; medians in microseconds`);
columns(["", "decode in wasm", "settleConsent", "reference", "decode", "settle"]);
/** The string that the aim is about, and how many microseconds it may take from object to answer. */
const TYPICAL = { name: "accept_all_pub", aim: 2 };
let typical;
for (const name of ["accept_all_pub", "content_personalisation_1_5_6_8", "range_encoding", "restriction_multi"]) {
  const { tcString } = vectors("tcf_vectors.json").find((vector) => vector.name === name);
  const { accepted, time: decode } = within(decoders.tc_string, tcString);
  if (!accepted || tcf(tcString)() === undefined || referenceTc(tcString)() === undefined) throw new Error(`${name} was not read`);
  const [settle, reference] = [time(tcf(tcString)), time(referenceTc(tcString))];
  print(`TC string, ${tcString.length} characters`, decode, settle, reference);
  if (name === TYPICAL.name) typical = { settle, reference };
}
const met = typical.settle <= TYPICAL.aim ? "met" : "missed";
columns([`aim: the first TC string in ${TYPICAL.aim}, ${met}`, "", typical.settle.toFixed(2), typical.reference.toFixed(1)]);
for (const name of ["usnat_optout_all_gpc_true", "usca_sale_optout", "multi_tcfeu_uspv1_usnat"]) {
  const { gpp: text, sectionIds } = vectors("gpp_vectors.json").find((vector) => vector.name === name);
  const { accepted, time: decode } = within(decoders.gpp_string, text);
  if (!accepted || gpp(text, sectionIds[0])() === undefined || referenceGpp(text)() === undefined) throw new Error(`${name} was not read`);
  print(`GPP string, ${text.length} characters`, decode, time(gpp(text, sectionIds[0])), time(referenceGpp(text)));
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** 4,095 times the range of all vendors. */
function amplification(core) {
  const number = (value, count) => value.toString(2).padStart(count, "0");
  const prefix = [...core].map((character) => number(ALPHABET.indexOf(character), 6)).join("").slice(0, 213);
  const ranges = `1${number(1, 16)}${number(65535, 16)}`.repeat(4095);
  const bits = `${prefix}${number(65535, 16)}1${number(4095, 12)}${ranges}${"0".repeat(29)}`;
  return bits.match(/.{1,6}/g).map((six) => ALPHABET[parseInt(six.padEnd(6, "0"), 2)]).join("");
}
const hostileTc = vectors("tcf_hostile.json");
const core = hostileTc.find((vector) => vector.name === "trailing_garbage_char").tcString;
const made = { range_amplification: amplification(core), million_chars: `C${"A".repeat(999_999)}`, huge: "D".repeat(100_000) };
const units = (hex) => String.fromCharCode(...hex.match(/.{4}/g).map((unit) => parseInt(unit, 16)));
const hostile = [
  ...hostileTc.map((vector) => ({ ...vector, text: made[vector.name] ?? vector.tcString ?? units(vector.utf16be_hex), settle: tcf, reference: referenceTc, decode: decoders.tc_string })),
  ...vectors("gpp_hostile.json").map((vector) => ({ ...vector, text: made[vector.name] ?? vector.gpp, settle: (text) => gpp(text, 7), reference: referenceGpp, decode: decoders.gpp_string })),
];
// The longest that is read, and all of it ranges: no vector is as dear.
const longest = `${amplification(core).slice(0, 16_384)}`;
hostile.push({ name: "longest", text: longest, settle: tcf, reference: referenceTc, decode: decoders.tc_string });

const slow = hostile.map(({ name, text, settle, reference, decode }) => ({
  name,
  length: text.length,
  decode: within(decode, text).time,
  settle: time(settle(text)),
  reference: name === "longest" ? undefined : time(reference(text)),
}));
const worst = (by) => slow.toSorted((one, other) => (other[by] ?? 0) - (one[by] ?? 0))[0];
console.log(`\n${hostile.length - 1} hostile strings and the dearest that is read: the slowest of each, microseconds`);
for (const [label, by] of [["decode in wasm", "decode"], ["settleConsent", "settle"], ["reference", "reference"]]) {
  const { name, length } = worst(by);
  columns([label, worst(by)[by].toFixed(2), `  ${name}, ${length} characters`]);
}
