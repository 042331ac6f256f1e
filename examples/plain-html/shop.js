import { createVitrine } from "vitrine";
import { connectCarousels } from "vitrine/carousel";
import "vitrine/panel";
import { keepProfile } from "vitrine/storage";

/** What she answered on an earlier visit: the shop remembers a Yes, and nothing else. */
const yes = localStorage.getItem("personal") === "yes";
const permissions = { profile: yes, persist: yes };

async function open() {
  const vitrine = await createVitrine({ pack: "shop.vtr", permissions });
  // For a look at it in the browser's console.
  window.vitrine = vitrine;
  const kept = await keepProfile(vitrine, { shop: "maja" });
  Object.assign(document.querySelector("vitrine-panel"), { vitrine, kept });
  document.querySelector("#yes").addEventListener("click", () => vitrine.setConsent({ profile: true, persist: true }));
  // Also what she decides in the panel, later.
  vitrine.addEventListener("permissions", () => {
    if (vitrine.permissions.profile) localStorage.setItem("personal", "yes");
    else localStorage.removeItem("personal");
  });
  return vitrine;
}

connectCarousels(open(), { permissions });
