/** A round button in a colour of the shop's. */
import { button } from "../dom.js";
import { dyeOf, isManyColours, MANY_COLOURS } from "./palette.js";

/** Chooses a colour; its name is said where it is not seen. A word that is no known colour stands as a word. */
export function swatch(colour: string, onClick: () => void): HTMLButtonElement {
  const dye = dyeOf(colour);
  const many = isManyColours(colour);
  const made = button({ class: "swatch", "data-colour": colour, "aria-pressed": "false", title: colour, "aria-label": colour }, onClick);
  if (dye) made.style.setProperty("--swatch", dye.base);
  else if (many) made.style.setProperty("--swatch", `conic-gradient(${MANY_COLOURS[0].map((each, n) => `${each} ${n * 25}% ${n * 25 + 25}%`).join(", ")})`);
  else {
    made.classList.add("is-word");
    made.append(colour);
  }
  return made;
}
