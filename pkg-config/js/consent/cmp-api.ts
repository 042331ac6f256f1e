// The two interfaces of the IAB, TCF and GPP, are alike: a global function that takes commands, a stub in its place
// until the consent tool has loaded, listeners with ids.

import { lookUntil } from "./arrival.js";
import { global, own } from "./read.js";
import type { ConsentSignal } from "./signal.js";
import type { ConsentListener } from "./source.js";

/** Told by the tool: its data, and whether the command went well. */
type CmpCallback = (data: unknown, success: unknown) => void;

/** The tool's global function. */
type CmpFunction = (...given: unknown[]) => unknown;

/** How one of the interfaces is spoken. */
export interface CmpProtocol<S extends ConsentSignal> {
  /** The global function's name. */
  name: "__tcfapi" | "__gpp";
  /** The function's arguments for a command. */
  call(command: string, callback: CmpCallback, parameter?: unknown): unknown[];
  /** What is said when nothing is. */
  nothing: S;
  /** Reads what a listener was told. `before` is what was heard last. */
  read(data: unknown, success: boolean, before: S): S;
  /** Whether that came from the stub: the tool itself is still to come. */
  stub(data: unknown): boolean;
}

/** One listener of ours with the tool. */
interface Registration {
  api: CmpFunction;
  /** Its id, once the tool has told it; 0 is one. */
  id: unknown;
  /** Whether the tool itself, not its stub, has told it something. */
  answered: boolean;
}

/**
 * Listens to a tool, however late it comes. Only to one of this page's own, not to that of a page around it: the stub of
 * the reference forgets, after its first answer, which frame asked, so that no withdrawal would be heard.
 */
export function listenToCmp<S extends ConsentSignal>(protocol: CmpProtocol<S>, changed: () => void): ConsentListener {
  const registrations = new Set<Registration>();
  let newest: Registration | undefined;
  let heard = protocol.nothing;
  let failure: { thrown: unknown } | undefined;
  let stopped = false;

  const find = (): CmpFunction | undefined => {
    const found = global(protocol.name);
    return typeof found === "function" ? (found as CmpFunction) : undefined;
  };

  const fail = (thrown: unknown): void => {
    failure = { thrown };
    changed();
  };

  const remove = (registration: Registration): void => {
    registrations.delete(registration);
    // One that a stub still holds has no id yet; it is removed when it is first told something.
    if (registration.id === undefined) return;
    try {
      (find() ?? registration.api)(...protocol.call("removeEventListener", () => {}, registration.id));
    } catch {
      // It would be called on, and not listened to.
    }
  };

  const register = (api: CmpFunction): void => {
    const registration: Registration = { api, id: undefined, answered: false };
    registrations.add(registration);
    newest = registration;
    api(
      ...protocol.call("addEventListener", (data, success) => {
        try {
          registration.id = own(data, "listenerId") ?? registration.id;
          if (stopped || !registrations.has(registration)) {
            remove(registration);
            return;
          }
          registration.answered = !protocol.stub(data);
          if (registration === newest && registration.answered) {
            for (const other of [...registrations]) if (other !== registration) remove(other);
          }
          heard = protocol.read(data, success === true, heard);
          failure = undefined;
        } catch (thrown) {
          failure = { thrown };
        }
        changed();
      }),
    );
  };

  // A tool that replaced its stub and dropped what the stub held is asked again.
  const look = (): boolean => {
    const api = find();
    if (api !== undefined && newest?.answered !== true && api !== newest?.api) register(api);
    return newest?.answered === true;
  };
  const stopLooking = lookUntil(look, fail);

  return {
    read() {
      if (failure !== undefined) throw failure.thrown;
      return heard;
    },
    recheck() {
      const api = find();
      if (api === undefined) heard = protocol.nothing;
      // A new listener is told at once what holds now; the old one is then removed.
      else if (newest?.answered === true || api !== newest?.api) {
        failure = undefined;
        register(api);
      }
    },
    stop() {
      stopped = true;
      stopLooking();
      for (const registration of [...registrations]) remove(registration);
    },
  };
}
