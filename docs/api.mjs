// The API reference: a page for each entry of the package, from the types and their comments. `cargo xtask docs` runs it;
// with --check it writes nothing, and fails where docs/api is not what it would write.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const PACKAGE = fileURLToPath(new URL("../pkg-config/", import.meta.url));
const SOURCES = `${PACKAGE}js/`;
const COMMITTED = fileURLToPath(new URL("api", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "vitrine-api-"));

/** The entries of the package with the sources of their types. The panel's languages are all of one type, which its page has. */
function entries() {
  const { name, exports } = JSON.parse(readFileSync(`${PACKAGE}package.json`, "utf8"));
  return Object.entries(exports)
    .filter(([entry, { types }]) => types !== undefined && !entry.includes("*"))
    .map(([entry, { types }]) => ({ name: name + entry.slice(1), source: types.replace("./dist/", SOURCES).replace(".d.ts", ".ts") }));
}

const known = entries();
const app = await Application.bootstrapWithPlugins({
  plugin: ["typedoc-plugin-markdown"],
  entryPoints: known.map(({ source }) => source),
  tsconfig: `${PACKAGE}tsconfig.json`,
  outputs: [{ name: "markdown", path: out }],
  readme: "none",
  name: "API reference",
  disableSources: true,
  excludeExternals: true,
  excludePrivate: true,
  excludeProtected: true,
  excludeInternal: true,
  sort: ["kind", "alphabetical"],
  // The order of the files decides which entry owns what several export.
  sortEntryPoints: false,
  logLevel: "Warn",
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  router: "module",
  entryFileName: "README",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandObjects: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  propertyMembersFormat: "table",
  enumMembersFormat: "table",
  tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true, hideModifiers: true },
});
const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
// Pages bear the names by which shops import.
for (const module of project.children ?? []) {
  module.name = known.find(({ source }) => source.slice(SOURCES.length).replace(/(\/index)?\.ts$/, "") === module.name).name;
}
await app.generateOutputs(project);
if (app.logger.hasErrors()) process.exit(1);

if (process.argv.includes("--check")) {
  const pages = [...new Set([out, COMMITTED].flatMap((folder) => readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".md"))))];
  const old = pages.filter((page) => contents(join(out, page)) !== contents(join(COMMITTED, page)));
  if (old.length > 0) {
    console.error(`docs/api is not what the types say: ${old.join(", ")}. Run \`cargo xtask docs\` and commit what it writes.`);
    process.exitCode = 1;
  }
} else {
  rmSync(COMMITTED, { recursive: true, force: true });
  cpSync(out, COMMITTED, { recursive: true });
}
rmSync(out, { recursive: true });

/** A page's text; null where there is none. */
function contents(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
