import { arrivalOf, onEvents } from "./arrival.js";
import { global, signal, text } from "./read.js";
import type { ConsentSource } from "./source.js";

/** OneTrust: the active groups, and the event by which it tells of them, on every load and every change. */
export function oneTrust(): ConsentSource {
  const active = (): string | undefined => text(global("OnetrustActiveGroups"));
  return {
    from: "onetrust",
    listen(changed) {
      let told: string | undefined;
      const stopListening = onEvents(globalThis.window, ["OneTrustGroupsUpdated"], (event) => {
        const groups: unknown = (event as CustomEvent<unknown>).detail;
        told = Array.isArray(groups) ? groups.filter((group) => typeof group === "string").join(",") : undefined;
        changed();
      });
      const waiting = arrivalOf(active, changed);
      return {
        read: () => signal("onetrust", { groups: active() ?? told }),
        stop() {
          waiting.stop();
          stopListening();
        },
      };
    },
  };
}
