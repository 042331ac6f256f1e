// The timed steps, the same in Node and in a page: it uses nothing but the package and `performance`.

/** The private setting that is timed. */
export const DECOYS = 5;

/** Medians in microseconds. `fresh` gives another copy of the pack for each load. */
export async function measure({ createVitrine, openRights }, fresh, ids) {
  const now = 1_217_600_000;
  const median = (values) => values.sort((one, other) => one - other)[values.length >> 1];
  /** Clocks of browsers are coarse: each sample times many calls. */
  const time = (calls, samples, work) => {
    const taken = [];
    for (let sample = 0; sample < samples; sample += 1) {
      const start = performance.now();
      for (let call = 0; call < calls; call += 1) work(sample * calls + call);
      taken.push(((performance.now() - start) * 1000) / calls);
    }
    return median(taken);
  };
  const loads = [];
  for (let sample = 0; sample < 15; sample += 1) {
    const pack = await fresh();
    const start = performance.now();
    const vitrine = await createVitrine({ pack });
    loads.push((performance.now() - start) * 1000);
    vitrine.free();
  }
  const first = loads[0];
  const vitrine = await createVitrine({ pack: await fresh(), permissions: { profile: true }, now: () => now });
  const observe = time(200, 25, (n) => vitrine.observe({ type: "view", item: ids[(n * 7) % ids.length], time: now - 5000 + n }));
  const fifty = (n) => Array.from({ length: 50 }, (_, place) => ids[(n * 11 + place) % ids.length]);
  const lists = Array.from({ length: 16 }, (_, n) => fifty(n));
  const rank = time(100, 40, (n) => vitrine.rank({ items: lists[n % lists.length], now }));
  const rights = await openRights(vitrine);
  const explain = time(10, 20, (n) => rights.explain({ items: lists[n % lists.length], now }));
  const { personal } = vitrine.rank({ items: lists[0], now });
  if (!personal) throw new Error("the ranking that was timed was not personal");
  vitrine.free();
  const own = await createVitrine({ pack: await fresh(), permissions: { profile: true }, now: () => now, weights: { decoys: DECOYS } });
  const observeDecoys = time(200, 25, (n) => own.observe({ type: "view", item: ids[(n * 7) % ids.length], time: now - 5000 + n }));
  const rankDecoys = time(100, 40, (n) => own.rank({ items: lists[n % lists.length], now }));
  if (!own.rank({ items: lists[0], now }).personal) throw new Error("the private ranking that was timed was not personal");
  own.free();
  return { firstLoad: first, load: median(loads.slice(1)), observe, observeDecoys, rank, rankDecoys, explain };
}
