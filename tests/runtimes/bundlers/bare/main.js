// No bundler: the unpacked tarball lies beside the page.
import { createVitrine } from "./vitrine/dist/browser.js";
import { followConsent, gpc } from "./vitrine/dist/consent/index.js";
import { open } from "./shelf.js";

const shelf = await open(createVitrine);
followConsent(shelf.vitrine, { sources: [gpc()] });
shelf.ready();
