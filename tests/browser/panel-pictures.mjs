// Photographs <vitrine-panel> in its states, for looking at: node tests/browser/panel-pictures.mjs FOLDER
// With the environment that `cargo xtask test` sets (VITRINE_TARBALL, VITRINE_DEMO_DATA, CHROMIUM).
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { connect, openPanelShop } from "../support/panel-page.mjs";

const folder = process.argv[2] ?? "pictures";
const SIZES = { phone: { width: 360, height: 800 }, wide: { width: 1100, height: 900 } };
await mkdir(folder, { recursive: true });
const shop = await openPanelShop();
const open = [];
const run = { after: (close) => open.push(close) };
try {
  for (const lang of (process.argv[3] ?? "en,fa").split(",")) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const colours of ["light", "dark", "forced"]) {
        const scheme = colours === "forced" ? { forcedColors: "active" } : { colorScheme: colours };
        const page = await shop.page(run, { lang, viewport, ...scheme });
        await connect(page);
        await page.evaluate(() => {
          document.querySelector("vitrine-panel").names = { price: (n) => `$${Math.round(n)}` };
          window.shop.setConsent({ measure: true });
          window.shop.release("report", new Uint8Array(1392), { to: "shop.example" });
        });
        const row = page.locator("vitrine-panel .row").last();
        await row.locator(".less").click();
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(folder, `${lang}-${size}-${colours}.png`), fullPage: true });
      }
    }
  }
} finally {
  for (const close of open) await close();
  await shop.close();
}
