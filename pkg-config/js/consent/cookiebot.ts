import { arrivalOf, onEvents } from "./arrival.js";
import { flag, global, own, signal } from "./read.js";
import type { ConsentSource } from "./source.js";

const EVENTS = ["CookiebotOnConsentReady", "CookiebotOnAccept", "CookiebotOnDecline"];

/** Cookiebot's `consent`, and the events by which it tells of an answer. */
export function cookiebot(): ConsentSource {
  const consent = (): unknown => own(global("Cookiebot"), "consent");
  return {
    from: "cookiebot",
    listen(changed) {
      const stopListening = onEvents(globalThis.window, EVENTS, changed);
      const waiting = arrivalOf(consent, changed);
      return {
        read() {
          const given = consent();
          return signal("cookiebot", {
            preferences: flag(own(given, "preferences")),
            statistics: flag(own(given, "statistics")),
          });
        },
        stop() {
          waiting.stop();
          stopListening();
        },
      };
    },
  };
}
