import { isObject } from "../check.js";
import { VitrineError } from "../errors.js";
import { arrivalOf } from "./arrival.js";
import { ask, flag, global, own, signal } from "./read.js";
import type { ConsentSource } from "./source.js";

/** What klaro calls when something changes. */
interface KlaroWatcher {
  update(): void;
}

/** What of a klaro ConsentManager is used. */
export interface KlaroManager {
  /** Whether the shopper has answered about all services. */
  confirmed: boolean;
  /** The answers that she saved, by the service's name. */
  savedConsents: Readonly<Record<string, boolean>>;
  watch(watcher: KlaroWatcher): void;
  unwatch(watcher: KlaroWatcher): void;
}

/** What `klaro` takes. */
export interface KlaroOptions {
  /** The names of the services in the shop's klaro configuration that ask for each permission. */
  services: { persist?: string; profile?: string; measure?: string };
  /** Where the page makes its manager itself. Default: `klaro.getManager()`, of the page's one configuration. */
  manager?: KlaroManager;
}

/**
 * klaro: the services that the shop names, each counting once the shopper has saved her answers.
 * @throws VitrineError `bad-options` without the services' names
 */
export function klaro(options: KlaroOptions): ConsentSource {
  const services: unknown = isObject(options) ? options.services : undefined;
  if (!isObject(services)) {
    throw new VitrineError("bad-options", 'klaro takes the names of your services: { services: { persist: "…", profile: "…" } }.');
  }
  return {
    from: "klaro",
    listen(changed) {
      const watcher: KlaroWatcher = { update: changed };
      const manager = arrivalOf(
        () => options.manager ?? pageManager(),
        changed,
        (found) => {
          found.watch(watcher);
          return () => found.unwatch(watcher);
        },
      );
      return {
        read() {
          const found = manager.found();
          const saved = own(found, "confirmed") === true ? own(found, "savedConsents") : undefined;
          const answer = (to: string): boolean | undefined => {
            const service = own(services, to);
            return typeof service === "string" ? flag(own(saved, service)) : undefined;
          };
          return signal("klaro", { persist: answer("persist"), profile: answer("profile"), measure: answer("measure") });
        },
        recheck: manager.look,
        stop: manager.stop,
      };
    },
  };
}

/** The manager of klaro's own configuration, once klaro would make it itself: earlier, it would miss what is parsed later. */
function pageManager(): KlaroManager | undefined {
  const library = global("klaro");
  const ready = typeof document !== "undefined" && document.readyState !== "loading" && isObject(own(library, "defaultConfig"));
  return ready ? (ask(library, "getManager") as KlaroManager | undefined) : undefined;
}
