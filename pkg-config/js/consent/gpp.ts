import { cmpSource } from "./cmp-api.js";
import type { CmpProtocol } from "./cmp-api.js";
import type { CmpOptions } from "./cmp-frame.js";
import { own, signal, text } from "./read.js";
import type { SignalFrom } from "./signal.js";
import type { ConsentSource } from "./source.js";

/** As many as the engine reads of a string. */
const MOST_SECTIONS = 32;

const GPP: CmpProtocol<SignalFrom<"gpp">> = {
  name: "__gpp",
  version: "1.1",
  call: (command, callback, parameter) => [command, callback, ...(parameter === undefined ? [] : [parameter])],
  nothing: signal("gpp"),
  read(data, success) {
    // Every event brings the whole state; what the event itself is about does not matter.
    const ping = own(data, "pingData");
    return success
      ? signal("gpp", {
          signalStatus: text(own(ping, "signalStatus")),
          applicableSections: sections(own(ping, "applicableSections")),
          gppString: text(own(ping, "gppString")),
        })
      : signal("gpp");
  },
  stub: (data) => own(own(data, "pingData"), "cmpStatus") === "stub",
};

function sections(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  if (value.length > MOST_SECTIONS) throw new RangeError(`it names ${value.length} sections`);
  const copy = Array.from(value as unknown[]);
  return copy.every((id): id is number => Number.isInteger(id)) ? copy : undefined;
}

/**
 * IAB GPP 1.1: `__gpp`. Its signal counts while the tool says that it is ready.
 * @throws VitrineError `bad-options`
 */
export function gpp(options?: CmpOptions): ConsentSource {
  return cmpSource(GPP, options);
}
