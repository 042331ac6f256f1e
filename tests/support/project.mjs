// An empty project with the packed tarball installed: what a shop's developer has after `npm i vitrine`.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The value of an environment variable that `cargo xtask test` sets. */
export function setting(name) {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests with \`cargo xtask test\``);
  return value;
}

/** Makes the project in a folder of its own. `remove` takes it away again. */
export function installPackage() {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-project-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "shop", private: true, type: "module" }));
  const options = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts", "--prefer-offline"];
  execFileSync("npm", ["install", ...options, setting("VITRINE_TARBALL")], { cwd: folder, stdio: "inherit" });
  return {
    folder,
    package: join(folder, "node_modules", "vitrine"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Imports the installed package as the project's own code would. */
export function importInstalled(project) {
  const entry = join(project.folder, "entry.mjs");
  writeFileSync(entry, 'export * from "vitrine";\nexport { openRights } from "vitrine/rights";\n');
  return import(pathToFileURL(entry).href);
}

/** A pack of the bundled shop, made by the native command. */
export function packPath() {
  return join(setting("VITRINE_DEMO_DATA"), "shop.vtr");
}

/** A command of the project's own packages. */
export function tool(name) {
  return fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
}
