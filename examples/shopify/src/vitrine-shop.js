// One file, with the WebAssembly in it: a theme's assets are one folder.
import { connectCarousels } from "vitrine/carousel";
import { followConsent, shopify } from "vitrine/consent";
import { followShopper, shopifyAnalytics } from "vitrine/events";
import { createVitrine } from "vitrine/inline";
import { keepProfile } from "vitrine/storage";

// The answer that she gave in the shop's banner comes with Shopify's own script.
window.Shopify?.loadFeatures?.([{ name: "consent-tracking-api", version: "0.1" }], () => {});

async function open(pack) {
  const vitrine = await createVitrine({ pack: await fetch(pack) });
  // For a look at it in the browser's console.
  window.vitrine = vitrine;
  followConsent(vitrine, { sources: [shopify()] });
  await keepProfile(vitrine, { shop: "maja" });
  followShopper(vitrine, { sources: [shopifyAnalytics()] });
  return vitrine;
}

const pack = document.querySelector("vitrine-carousel[data-pack]")?.dataset.pack;
if (pack) connectCarousels(open(pack));
