// Everything that a shopper may ask for, in whatever entry and runtime: what comes of it, as plain JSON.

const NOW = 1_217_600_000;
const ITEMS = ["1", "2", "3", "4", "5", "6", "7", "8"];

/** @param {{ createVitrine: Function, openRights: Function }} vitrines the entry's @param {Uint8Array} pack its shop's */
export async function askEverything({ createVitrine, openRights }, pack) {
  const codes = [];
  const make = () =>
    createVitrine({ pack, permissions: { profile: true, persist: true, purchases: true }, now: () => NOW, onError: (error) => codes.push(error.code) });
  const vitrine = await make();
  const rights = await openRights(vitrine);
  const order = (one = vitrine) => [...one.rank({ items: ITEMS }).order];
  ["8", "7", "8", "6", "8"].forEach((item, n) => vitrine.observe({ type: "view", item, time: NOW - 100 + n }));
  const answers = { known: rights.profile().purposes.length, personal: order(), reasons: rights.explain({ items: ITEMS }).length };
  answers.without = rights.whatIf({ items: ITEMS }, "8");
  const exported = JSON.parse(JSON.stringify(rights.export()));
  answers.exported = exported;
  const other = await make();
  (await openRights(other)).import(exported);
  answers.imported = order(other);
  vitrine.pause();
  answers.paused = order();
  vitrine.resume();
  vitrine.prefer({ field: "colour", value: "blue", liking: -1 });
  answers.preferred = order();
  vitrine.forget({ item: "8" });
  answers.forgotten = order();
  vitrine.setStrength(0);
  answers.dialled = order();
  vitrine.shopForSomeoneElse();
  answers.forSomeoneElse = vitrine.forSomeoneElse;
  answers.erased = (await vitrine.erase()).cause;
  answers.neutral = order();
  try {
    (await openRights(other)).import({ ...exported, format: "something else" });
  } catch (refused) {
    answers.refused = refused.code;
  }
  return JSON.parse(JSON.stringify({ ...answers, codes, merchant: ITEMS.map((_, n) => n) }));
}
