import { cmpSource } from "./cmp-api.js";
import type { CmpProtocol } from "./cmp-api.js";
import type { CmpOptions } from "./cmp-frame.js";
import { flag, own, signal, text } from "./read.js";
import type { SignalFrom } from "./signal.js";
import type { ConsentSource } from "./source.js";

const TCF: CmpProtocol<SignalFrom<"tcf">> = {
  name: "__tcfapi",
  version: 2,
  call: (command, callback, parameter) => [command, 2, callback, ...(parameter === undefined ? [] : [parameter])],
  nothing: signal("tcf"),
  read(data, success, before) {
    const cmpStatus = text(own(data, "cmpStatus"));
    // A tool that was switched off, or that does not know the command, says nothing but its status.
    if (!success) return signal("tcf", { cmpStatus });
    const heard = signal("tcf", {
      cmpStatus,
      gdprApplies: flag(own(data, "gdprApplies")),
      eventStatus: text(own(data, "eventStatus")),
      tcString: text(own(data, "tcString")),
    });
    // Her settings being open is no answer. It grants nothing; and as long as the string is the one that she settled on
    // last, it takes nothing back either: a look at the settings must not cost the profile.
    const asking = heard.eventStatus === "cmpuishown" && before.eventStatus !== undefined && before.eventStatus !== "cmpuishown";
    const same = heard.tcString !== undefined && heard.tcString === before.tcString && heard.gdprApplies === before.gdprApplies;
    return asking && same ? before : heard;
  },
  stub: (data) => own(data, "cmpStatus") === "stub",
};

/**
 * IAB TCF 2.2 and 2.3: `__tcfapi`. Of the commands only `addEventListener` and `removeEventListener` are used, and `ping`
 * where the tool is in a page around this one.
 * @throws VitrineError `bad-options`
 */
export function tcf(options?: CmpOptions): ConsentSource {
  return cmpSource(TCF, options);
}
