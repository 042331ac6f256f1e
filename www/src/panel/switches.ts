/** What the shopper decides: the permissions and the dial. */
import type { App } from "../app.js";
import { h, uniqueId } from "../dom.js";

interface Switch {
  element: HTMLElement;
  show: (on: boolean, enabled: boolean) => void;
}

function toggle(words: string, detail: string, name: string, onChange: (on: boolean) => void): Switch {
  const id = uniqueId("switch");
  const input = h("input", { type: "checkbox", role: "switch", id, "data-switch": name, "aria-describedby": `${id}-more` });
  input.addEventListener("change", () => onChange(input.checked));
  return {
    element: h(
      "div",
      { class: "switch" },
      h("label", { for: id }, words),
      input,
      h("p", { class: "small", id: `${id}-more` }, detail),
    ),
    show: (on, enabled) => {
      input.checked = on;
      input.disabled = !enabled;
    },
  };
}

/** The switches and the dial; `show` brings them up to date. */
export function switches(app: App): { element: HTMLElement; show: () => void } {
  const { guide, keeper } = app;
  const follow = toggle(
    "Order the shelves by what I look at",
    "Learns on this device and keeps it here for the next visit. Off erases it at once.",
    "profile",
    (on) => (on ? keeper.grant() : keeper.withdraw()),
  );
  const purchases = toggle(
    "Count what I order, too",
    "Off unless you want it.",
    "purchases",
    (on) => guide.setPermissions({ purchases: on }),
  );
  const dialId = uniqueId("dial");
  const dial = h("input", { type: "range", id: dialId, min: 0, max: 100, step: 5, "data-dial": "" });
  const value = (): void => {
    const part = Number(dial.value);
    dial.setAttribute("aria-valuetext", part === 0 ? "the shop’s order" : part === 100 ? "fully yours" : `${part} % personal`);
  };
  dial.addEventListener("input", () => {
    value();
    guide.setStrength(Number(dial.value) / 100);
  });
  const dialBlock = h(
    "div",
    { class: "dial" },
    h("label", { for: dialId }, "How personal"),
    dial,
    h("div", { class: "dial-ends", "aria-hidden": "true" }, h("span", {}, "less personal"), h("span", {}, "more personal")),
  );
  return {
    element: h("div", { class: "switches" }, follow.element, purchases.element, dialBlock),
    show: () => {
      const running = guide.failure === null;
      follow.show(guide.allowed, running);
      purchases.show(guide.permissions.purchases, running && guide.allowed);
      dial.disabled = !guide.allowed;
      dial.value = String(Math.round(guide.strength * 100));
      value();
    },
  };
}
