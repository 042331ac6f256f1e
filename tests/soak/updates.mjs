// The soak: 100,000 updates by two, four and eight tabs at once, in real Chromium. Fails if one is lost or counts twice.

import { openTabs } from "../support/tabs.mjs";
import { race } from "../support/updates.mjs";

const ROUNDS = [
  { count: 2, updates: 20_000 },
  { count: 4, updates: 30_000 },
  { count: 8, updates: 50_000 },
];

const tabs = await openTabs();
const closing = [];
const inTurn = { after: (close) => closing.push(close) };
let lost = 0;
let all = 0;
try {
  for (const round of ROUNDS) {
    const result = await race(tabs, inTurn, round);
    const disagree = result.inTabs.filter((known) => known !== round.updates).length;
    all += round.updates;
    lost += Math.abs(result.lost);
    console.log(`${round.count} tabs: ${result.lost} of ${round.updates} lost, ${result.saves} saves, ${result.milliseconds} ms, ${disagree} tabs disagree`);
    if (disagree > 0) process.exitCode = 1;
    for (const close of closing.splice(0)) await close();
  }
} finally {
  await tabs.close();
}
console.log(`${lost} of ${all} lost`);
if (lost > 0) process.exitCode = 1;
