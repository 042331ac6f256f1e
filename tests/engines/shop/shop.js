// A small shop without a bundler: it asks for consent itself, keeps the profile, and has the shopper's panel.
import { createVitrine } from "vitrine";
import { connectCarousels } from "vitrine/carousel";
import { followConsent, gpc } from "vitrine/consent";
import "vitrine/panel";
import { openRights } from "vitrine/rights";
import { keepProfile } from "vitrine/storage";

const { now } = JSON.parse(document.querySelector("#given").textContent);

/** The shop's own question: it remembers a Yes, and tells of a change. */
const answered = () => localStorage.getItem("answer") === "yes";
const banner = document.querySelector("#consent");
banner.addEventListener("click", ({ target }) => {
  if (target.name === undefined) return;
  if (target.name === "yes") localStorage.setItem("answer", "yes");
  else localStorage.removeItem("answer");
  dispatchEvent(new Event("answer"));
});
const ours = {
  from: "klaro",
  listen(changed) {
    addEventListener("answer", changed);
    return {
      read: () => ({ from: "klaro", persist: answered(), profile: answered(), measure: false }),
      stop: () => removeEventListener("answer", changed),
    };
  },
};

async function open() {
  const vitrine = await createVitrine({ pack: "/shop.vtr", now: () => now, onError: ({ code, message }) => window.errors.push(`${code}: ${message}`) });
  followConsent(vitrine, { sources: [ours, gpc()], gpc: "neutral" });
  // What vitrine is told and asked, in its order: the test asks the native command the same.
  const calls = (window.calls = []);
  for (const name of ["observe", "rankPage"]) {
    const real = vitrine[name].bind(vitrine);
    vitrine[name] = (given) => (calls.push([name, given]), real(given));
  }
  window.kept = await keepProfile(vitrine, { shop: "engines" });
  Object.assign(document.querySelector("vitrine-panel"), { vitrine, kept: window.kept });
  window.rights = await openRights(vitrine);
  return (window.shop = vitrine);
}

connectCarousels(open(), { permissions: { profile: answered(), persist: answered() } });
