// The shop's script, the same for every bundler: all entries of the package that a page may want.
import { createVitrine } from "vitrine";
import { followConsent, gpc } from "vitrine/consent";
import { keepProfile } from "vitrine/storage";
import "vitrine/panel";
import { open } from "./shelf.js";

const shelf = await open(createVitrine);
followConsent(shelf.vitrine, { sources: [gpc()] });
const kept = await keepProfile(shelf.vitrine, { shop: "bundled" });
Object.assign(document.querySelector("vitrine-panel"), { vitrine: shelf.vitrine, kept });
shelf.ready();
