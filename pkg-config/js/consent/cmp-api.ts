// The two interfaces of the IAB, TCF and GPP, are alike: a global function that takes commands, a stub in its place
// until the consent tool has loaded, listeners with ids; and in frames, the tool of a page around.

import { lookUntil } from "./arrival.js";
import { cmpAround, trusting } from "./cmp-frame.js";
import type { CmpApi, CmpCallback, CmpOptions } from "./cmp-frame.js";
import { global, own } from "./read.js";
import type { ConsentSignal } from "./signal.js";
import type { ConsentListener, ConsentSource } from "./source.js";

/** The tool's global function. */
type CmpFunction = (...given: unknown[]) => unknown;

/** How one of the interfaces is spoken. */
export interface CmpProtocol<S extends ConsentSignal> {
  /** The global function's name. */
  name: "__tcfapi" | "__gpp";
  /** The version of the interface that messages name. */
  version: unknown;
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
  api: CmpApi;
  /** Its id, once the tool has told it; 0 is one. */
  id: unknown;
  /** Whether the tool itself, not its stub, has told it something. */
  answered: boolean;
  /** Ends waiting for answers. */
  end: () => void;
}

/**
 * How often the tool of a page around is asked afresh: the handler of messages in the reference stub forgets, after its
 * first answer, who asked, so that a withdrawal would not be heard.
 */
const ASK_AGAIN_MILLISECONDS = 1_000;
/** After so many times without an answer to a listener, the next is added: a question may be lost with a page's stub. */
const PATIENCE = 5;

/** A source that listens to a tool of one of the interfaces. */
export function cmpSource<S extends ConsentSignal>(protocol: CmpProtocol<S>, options?: CmpOptions): ConsentSource {
  const trusted = trusting(options);
  return { from: protocol.nothing.from, listen: (changed) => listenToCmp(protocol, trusted, changed) };
}

/** Listens to a tool, however late it comes: to this page's own, or where there is none, to that of a page around. */
function listenToCmp<S extends ConsentSignal>(
  protocol: CmpProtocol<S>,
  trusted: (origin: string) => boolean,
  changed: () => void,
): ConsentListener {
  const registrations = new Set<Registration>();
  let newest: Registration | undefined;
  let heard = protocol.nothing;
  let failure: { thrown: unknown } | undefined;
  let stopped = false;
  let asking: ReturnType<typeof setInterval> | undefined;
  let unanswered = 0;
  let endPing = (): void => {};

  const fail = (thrown: unknown): void => {
    failure = { thrown };
    changed();
  };

  const around = cmpAround(protocol.name, protocol.version, trusted, fail);

  const ofPage = (): CmpApi | undefined => {
    const found = global(protocol.name);
    if (typeof found !== "function") return undefined;
    return {
      tool: found,
      around: false,
      ask(command, callback = () => {}, parameter) {
        (found as CmpFunction)(...protocol.call(command, callback, parameter));
        return () => {};
      },
    };
  };

  const find = (): CmpApi | undefined => {
    const found = ofPage();
    if (found === undefined) return around.find();
    around.stop();
    return found;
  };

  const remove = (registration: Registration): void => {
    registrations.delete(registration);
    if (registration.answered) registration.end();
    // One that a stub still holds has no id yet; it is removed when it is first told something.
    if (registration.id === undefined) return;
    try {
      const api = registration.api.around ? registration.api : (ofPage() ?? registration.api);
      api.ask("removeEventListener", undefined, registration.id);
    } catch {
      // It would be called on, and not listened to.
    }
  };

  const register = (api: CmpApi): void => {
    const registration: Registration = { api, id: undefined, answered: false, end: () => {} };
    registrations.add(registration);
    newest = registration;
    registration.end = api.ask("addEventListener", (data, success) => {
      try {
        registration.id = own(data, "listenerId") ?? registration.id;
        if (stopped || !registrations.has(registration)) {
          remove(registration);
          return;
        }
        registration.answered = !protocol.stub(data);
        if (registration === newest && registration.answered) {
          for (const other of [...registrations]) if (other !== registration) remove(other);
          keepAsking(api.around);
        }
        heard = protocol.read(data, success === true, heard);
        failure = undefined;
      } catch (thrown) {
        failure = { thrown };
      }
      changed();
    });
  };

  /** Asks a page around whether its tool has loaded, and registers then: what its stub holds, it could not answer. */
  const greet = (api: CmpApi): void => {
    endPing();
    endPing = api.ask("ping", (data) => {
      endPing();
      const status = own(data, "cmpStatus");
      if (typeof status !== "string" || status === "stub" || status === "loading") return;
      if (find()?.tool === api.tool && (newest?.answered === true || newest?.api.tool !== api.tool)) register(api);
    });
  };

  const begin = (api: CmpApi): void => (api.around ? greet(api) : register(api));

  const recheck = (): void => {
    const api = find();
    if (api === undefined) heard = protocol.nothing;
    // A new listener is told at once what holds now; the old one is then removed.
    else if (newest?.answered === true || api.tool !== newest?.api.tool) {
      // What a page around failed with holds until it has answered.
      if (!api.around) failure = undefined;
      begin(api);
    }
  };

  const keepAsking = (wanted: boolean): void => {
    if (!wanted) {
      clearInterval(asking);
      asking = undefined;
      return;
    }
    asking ??= setInterval(() => {
      // A page that comes back is rechecked anyway.
      if (document.visibilityState === "hidden") return;
      unanswered = newest?.answered === false ? unanswered + 1 : 0;
      if (unanswered >= PATIENCE) newest = undefined;
      try {
        recheck();
      } catch (thrown) {
        failure = { thrown };
      }
      changed();
    }, ASK_AGAIN_MILLISECONDS);
  };

  // A tool that replaced its stub and dropped what the stub held is asked again.
  const look = (): boolean => {
    const api = find();
    if (api !== undefined && newest?.answered !== true && api.tool !== newest?.api.tool) begin(api);
    return newest?.answered === true;
  };
  const stopLooking = lookUntil(look, fail);

  return {
    read() {
      if (failure !== undefined) throw failure.thrown;
      return heard;
    },
    recheck,
    stop() {
      stopped = true;
      stopLooking();
      keepAsking(false);
      for (const registration of [...registrations]) remove(registration);
      around.stop();
    },
  };
}
