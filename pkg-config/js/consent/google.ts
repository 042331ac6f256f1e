import { arrivalOf } from "./arrival.js";
import { global, own, signal, text } from "./read.js";
import type { ConsentSource } from "./source.js";
import { isGtagCall, tapPush } from "./tap-push.js";

/** The states that matter here, by their names in the signal. */
const STATES = {
  personalization: "personalization_storage",
  functionality: "functionality_storage",
  analytics: "analytics_storage",
} as const;
type State = keyof typeof STATES;

/** The states as `default` and `update` left them; an update's holds, whatever default comes after it. */
class ConsentStates {
  readonly #defaults = new Map<State, string | undefined>();
  readonly #updates = new Map<State, string | undefined>();
  /** What a default denies for some region. */
  readonly #regional = new Set<State>();

  /** Takes in what was pushed to the data layer. */
  take(pushed: unknown): void {
    if (!isGtagCall(pushed) || own(pushed, "0") !== "consent") return;
    const command = own(pushed, "1");
    const states = own(pushed, "2");
    for (const name of Object.keys(STATES) as State[]) {
      const value = own(states, STATES[name]);
      if (value === undefined) continue;
      if (command === "update") this.#updates.set(name, text(value));
      else if (command === "default" && own(states, "region") === undefined) this.#defaults.set(name, text(value));
      // Which region the shopper is in, the page does not know: what is granted in one counts nowhere, and what is
      // denied in one leaves the general default open.
      else if (command === "default" && value !== "granted") this.#regional.add(name);
    }
  }

  get(name: State): string | undefined {
    if (this.#updates.has(name)) return this.#updates.get(name);
    const general = this.#defaults.get(name);
    return general === "granted" && this.#regional.has(name) ? undefined : general;
  }
}

/**
 * Google Consent Mode v2: the `consent` commands of the data layer.
 * @param options `dataLayer`: the layer's name where the shop gave it another
 */
export function googleConsentMode(options: { dataLayer?: string } = {}): ConsentSource {
  const name = options.dataLayer ?? "dataLayer";
  const find = (): unknown[] | undefined => {
    const layer = global(name);
    return Array.isArray(layer) ? layer : undefined;
  };
  return {
    from: "google",
    listen(changed) {
      let states = new ConsentStates();
      let failure: { thrown: unknown } | undefined;
      const take = (pushed: readonly unknown[]): void => {
        try {
          for (const command of pushed) states.take(command);
        } catch (thrown) {
          failure ??= { thrown };
        }
      };
      const layer = arrivalOf(find, changed, (found) => {
        // What another layer said does not hold for this one.
        states = new ConsentStates();
        failure = undefined;
        take(found);
        return tapPush(found, (pushed) => {
          take(pushed);
          changed();
        });
      });
      return {
        read() {
          // Without a layer nothing is known, not even what a former one said.
          if (layer.found() === undefined) return signal("google");
          if (failure !== undefined) throw failure.thrown;
          return signal("google", {
            personalization: states.get("personalization"),
            functionality: states.get("functionality"),
            analytics: states.get("analytics"),
          });
        },
        recheck: layer.look,
        stop: layer.stop,
      };
    },
  };
}
