// All that every engine must do; one file a concern.

import { after, before, describe } from "node:test";
import { appearance } from "./cases/appearance.mjs";
import { back } from "./cases/back.mjs";
import { demo } from "./cases/demo.mjs";
import { golden } from "./cases/golden.mjs";
import { hands } from "./cases/hands.mjs";
import { panel } from "./cases/panel.mjs";
import { path } from "./cases/path.mjs";
import { openBrowser } from "./shopper.mjs";
import { installSite } from "./site.mjs";
import { Visit } from "./visit.mjs";

/** All tests of one engine: in a browser as it comes, and in one that prefers dark and sends Global Privacy Control, where it can. */
export function suite(engine) {
  describe(`the shop in ${engine}`, () => {
    const visit = new Visit(engine);
    before(() => visit.start({ site: installSite, browser: () => openBrowser(engine) }));
    after(() => visit.stop());
    for (const cases of [path, hands, panel, back, golden, demo]) cases(visit);
  });

  describe(`the shop in ${engine}, dark and with Global Privacy Control`, () => {
    const visit = new Visit(engine);
    before(() => visit.start({ site: installSite, browser: () => openBrowser(engine, { dark: true, gpc: true }) }));
    after(() => visit.stop());
    appearance(visit);
  });
}
