import { arrivalOf } from "./arrival.js";
import { flag, global, own, signal } from "./read.js";
import type { ConsentSource } from "./source.js";

/** What of a c15t store is used. */
export interface C15tStore {
  getState(): { consents: Readonly<Record<string, boolean>> };
  subscribe(listener: () => void): () => void;
}

/**
 * c15t: the `consents` of its store. Its `onConsentSet` has room for one listener, the page's own, and comes a task
 * later; the store tells everybody, and at once.
 * @param options `store`: the page's store; or `namespace`: the name of the global that holds it, by default `c15tStore`
 */
export function c15t(options: { store?: C15tStore; namespace?: string } = {}): ConsentSource {
  const find = (): C15tStore | undefined =>
    options.store ?? (global(options.namespace ?? "c15tStore") as C15tStore | undefined);
  return {
    from: "c15t",
    listen(changed) {
      const store = arrivalOf(find, changed, (found) => found.subscribe(changed));
      return {
        read() {
          const consents = own(store.found()?.getState(), "consents");
          return signal("c15t", {
            functionality: flag(own(consents, "functionality")),
            experience: flag(own(consents, "experience")),
            measurement: flag(own(consents, "measurement")),
          });
        },
        recheck: store.look,
        stop: store.stop,
      };
    },
  };
}
