import { arrivalOf, onEvents } from "./arrival.js";
import { ask, flag, global, own, signal } from "./read.js";
import type { ConsentSource } from "./source.js";

/** Both answers, where both are given: they must agree to be a yes. */
function both(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  return one === undefined || other === undefined ? (one ?? other) : one && other;
}

/** Shopify's Customer Privacy API, and the event by which it tells of an answer. */
export function shopify(): ConsentSource {
  return {
    from: "shopify",
    listen(changed) {
      let told: unknown;
      const stopListening = onEvents(globalThis.document, ["visitorConsentCollected"], (event) => {
        told = (event as CustomEvent<unknown>).detail;
        changed();
      });
      const privacy = arrivalOf(() => own(global("Shopify"), "customerPrivacy"), changed);
      return {
        read() {
          const api = privacy.found();
          return signal("shopify", {
            preferences: both(flag(ask(api, "preferencesProcessingAllowed")), flag(own(told, "preferencesAllowed"))),
            analytics: both(flag(ask(api, "analyticsProcessingAllowed")), flag(own(told, "analyticsAllowed"))),
          });
        },
        recheck: privacy.look,
        stop() {
          privacy.stop();
          stopListening();
        },
      };
    },
  };
}
