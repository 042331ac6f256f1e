// Makes docs/images/demo.png, the README's picture: the shop in a shopper's own order, with the panel open.
// Usage, after `cargo xtask demo --no-serve`:
//   VITRINE_DEMO_DATA=<the data folder it names> node tests/browser/screenshot.mjs [--all FOLDER]
// With --all it also photographs every page, wide and narrow, light and dark, and the panel in Persian, into FOLDER.
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, missing, openShop, serve } from "./demo-shop.mjs";

const TARGET = fileURLToPath(new URL("../../docs/images/demo.png", import.meta.url));
const MOST_BYTES = 300 * 1024;
const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 390, height: 844 };

/** Says yes and looks at some things: what the shop's first category shelves hold. */
async function shopAround(page, url) {
  await page.click("[data-answer=yes]");
  const ids = await page.evaluate(() =>
    [...document.querySelectorAll(".shelf")]
      .slice(1, 3)
      .flatMap((shelf) => [...shelf.querySelectorAll(".card")].slice(2, 5).map((card) => card.dataset.item)),
  );
  for (const id of ids) {
    await page.goto(`${url}#/item/${encodeURIComponent(id)}`);
    await page.waitForSelector(`.product`);
  }
  await page.click("[data-action=add]");
  await page.click(".brand");
  await page.waitForSelector(".hero");
}

async function settle(page) {
  await page.waitForTimeout(700);
}

async function readmePicture(browser, url) {
  const page = await openShop(browser, url, { viewport: WIDE });
  await shopAround(page, url);
  await page.click("[data-action=panel]");
  await settle(page);
  await mkdir(dirname(TARGET), { recursive: true });
  await page.screenshot({ path: TARGET });
  await page.context().close();
  const { size } = await stat(TARGET);
  console.log(`${TARGET}: ${size} bytes`);
  if (size > MOST_BYTES) throw new Error(`the picture is larger than ${MOST_BYTES} bytes`);
}

async function everyPage(browser, url, folder) {
  await mkdir(folder, { recursive: true });
  for (const [size, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
    for (const colorScheme of ["light", "dark"]) {
      const touch = size === "narrow" ? { hasTouch: true, isMobile: true } : {};
      const page = await openShop(browser, url, { viewport, colorScheme, ...touch });
      const shoot = async (name, fullPage = false) => {
        await settle(page);
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage });
      };
      await shoot("first-visit");
      await shopAround(page, url);
      await shoot("home", true);
      await page.locator(".card-why").first().click();
      await page.locator(".why summary").click();
      await shoot("why");
      await page.keyboard.press("Escape");
      await page.locator(".card-link").first().click();
      await shoot("item", true);
      await page.click("a[href='#/cart']");
      await shoot("cart");
      await page.locator(".head nav a").first().click();
      await shoot("category");
      await page.goto(`${url}#/bench`);
      await page.locator(".scene [role=status]", { hasText: "Done." }).waitFor({ timeout: 60_000 });
      await shoot("bench", true);
      await page.goto(`${url}#/lift`);
      // Played, and not jumped to its end: a person sees it in between.
      await page.locator("[data-action=play]").click();
      await page.waitForTimeout(2000);
      await shoot("lift", true);
      await page.click(".scenes [data-action=debug]");
      await page.click(".brand");
      await page.locator(".card-debug").first().waitFor();
      await shoot("debug", true);
      await page.locator(".debug-close").click();
      await page.goto(`${url}#/replay`);
      for (let step = 0; step < 6; step += 1) await page.click("[data-action=next]");
      await shoot("replay", true);
      await page.click("[data-action=panel]");
      await shoot("panel");
      await page.locator("dialog.panel").evaluate((panel) => panel.scrollTo(0, panel.scrollHeight * 0.4));
      await shoot("panel-middle");
      await page.locator("dialog.panel").evaluate((panel) => panel.scrollTo(0, panel.scrollHeight));
      await shoot("panel-end");
      await page.selectOption(".panel-language select", "fa");
      await page.locator("dialog.panel").evaluate((panel) => panel.scrollTo(0, 0));
      await shoot("panel-fa");
      await page.locator("[data-action=move]").click();
      await page.locator("[data-code]").waitFor();
      await shoot("move-fa");
      await page.keyboard.press("Escape");
      await page.locator("[data-action=erase]").click();
      await shoot("erased-fa");
      if (page.errors.length > 0) throw new Error(`the console says: ${page.errors.join("; ")}`);
      await page.context().close();
    }
  }
}

const lack = missing();
if (lack) throw new Error(lack);
const [browser, server] = await Promise.all([launch(), serve()]);
try {
  await readmePicture(browser, server.url);
  const all = process.argv.indexOf("--all");
  if (all >= 0) await everyPage(browser, server.url, process.argv[all + 1] ?? "screenshots");
} finally {
  await browser.close();
  await server.close();
}
