// The frozen orders, asked of the package: see tests/golden/README.md.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../golden/", import.meta.url);
const lines = (name) => readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

export const goldenPackPath = fileURLToPath(new URL("shop.vtr", folder));

/** Requests and their answers. The face ranks lists; requests for the whole catalogue are the command's. */
export function golden() {
  const answers = lines("orders.jsonl");
  const both = lines("requests.jsonl").map((request, n) => ({ request, answer: answers[n] }));
  return both.filter(({ request }) => Array.isArray(request.candidates));
}

/** What a package answers to the requests, in the command's form. Runs in any runtime: it may use nothing outside. */
export async function answerAll({ createVitrine, openRights }, pack, requests) {
  const failures = [];
  const onError = (error) => failures.push(`${error.code}: ${error.message}`);
  const vitrine = await createVitrine({ pack, permissions: { profile: true, purchases: true }, onError });
  const rights = await openRights(vitrine);
  const answers = requests.map(({ id, now, events, candidates, slot, explain, ...rest }) => {
    vitrine.erase();
    events.forEach((event) => vitrine.observe(event));
    const request = { now, slot, items: candidates, ...rest };
    const { ids, scores, personal, hide, report, propensity } = vitrine.rank(request);
    // Pins are a reason in the face, a mark of their own in the command.
    const explanations = rights.explain(request).map(({ reasons, ...explained }) => ({
      ...explained,
      pinned: reasons.some((reason) => reason.code === "pinned"),
      reasons: reasons.filter((reason) => reason.code !== "pinned"),
    }));
    return { id, order: ids, scores, ...(hide ? { hide } : {}), ...(request.explore ? { propensity } : {}), report, personal, explanations };
  });
  vitrine.free();
  return { answers, failures };
}
