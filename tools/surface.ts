// What is public is derived from the folders: `exports`, `main`, `types` and `typesVersions` of telltale, the bundler's entries, and
// the list in docs/README.md.
//
// `src/index.ts` is the package itself, `src/<name>/index.ts` is `telltale/<name>`, and each file of `src/integrations` that is
// not a contract (`*-integration.ts`) is `telltale/<file>`. Without `--check` it writes; with it, it fails on a difference, and on more
// than 150 names in the root entry (docs/adr/054).
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { firstPages, groups, sentence, sitePartsOf } from "./docs-index.ts";
import { root, sourceFiles } from "./source-files.ts";

/** Entries of the bundler by output name, from the folder's files: `{ index: "src/index.ts", … }`. */
export function entriesOf(files: readonly string[]): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const file of files.toSorted()) {
    const name = entryName(file);
    if (name !== undefined) entries[name] = file;
  }
  return entries;
}

function entryName(file: string): string | undefined {
  if (file === "src/index.ts") return "index";
  const [, folder] = /^src\/([\w-]+)\/index\.ts$/.exec(file) ?? [];
  const [, integration] = /^src\/integrations\/([\w-]+)\.ts$/.exec(file) ?? [];
  return folder ?? (integration?.endsWith("-integration") ? undefined : integration);
}

// It loads nothing of the library, and is built by itself.
const gate = "register";

/**
 * `exports` of package.json for `entries`: the source for this repository, ESM and CommonJS with their declarations for others. Node gets
 * the CommonJS code for both, bundlers and other runtimes an ES module for both (docs/adr/046).
 */
export function exportsOf(entries: Readonly<Record<string, string>>): Record<string, unknown> {
  const subpaths = Object.entries(entries).map(([name, file]) => [
    name === "index" ? "." : `./${name}`,
    {
      "telltale-source": `./${file}`,
      import: {
        types: `./dist/${name}.d.ts`,
        ...(name === gate ? {} : forNode(name)),
        default: `./dist/${name}.js`,
      },
      require: {
        types: `./dist/${name}.d.cts`,
        ...(name === gate ? {} : { module: `./dist/${name}.js` }),
        default: `./dist/${name}.cjs`,
      },
    },
  ]);
  return { ...Object.fromEntries(subpaths), "./package.json": "./package.json" };
}

// bundlers ask for `module`, and all of them for `node`; Deno and Bun have conditions of their own
const forNode = (name: string): Record<string, string> => ({
  module: `./dist/${name}.js`,
  deno: `./dist/${name}.js`,
  bun: `./dist/${name}.js`,
  "node-addons": `./dist/node/${name}.js`,
});

/**
 * What replaces `exports` in tools that do not read it, of which TypeScript with `moduleResolution: node10` is one, the default of
 * TypeScript 5 with `module: commonjs`: `main` and `types` for the package itself, `typesVersions` for its subpaths. They name the
 * CommonJS side, which is what such a program runs.
 */
export function legacyFieldsOf(entries: Readonly<Record<string, string>>): Record<string, unknown> {
  const subpaths = Object.keys(entries).filter((name) => name !== "index");
  const declarations = subpaths.map((name) => [name, [`./dist/${name}.d.cts`]]);
  return {
    main: "./dist/index.cjs",
    types: "./dist/index.d.cts",
    typesVersions: { "*": Object.fromEntries(declarations) },
  };
}

/** `manifest` with the fields that follow from `entries`; those before `exports` are where the formatter wants them. */
export function withSurface(
  manifest: Readonly<Record<string, unknown>>,
  entries: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const legacy = legacyFieldsOf(entries);
  const rest = Object.entries(manifest).filter(([field]) => !(field in legacy));
  const before = "imports" in manifest ? "imports" : "exports";
  return Object.fromEntries(
    rest.flatMap(([field, value]) => [
      ...(field === before ? Object.entries(legacy) : []),
      [field, field === "exports" ? exportsOf(entries) : value],
    ]),
  );
}

/** The entries of a package in the tree. */
export function packageEntries(name: string): Record<string, string> {
  const folder = `packages/${name}/`;
  const files = sourceFiles(".ts").filter((file) => file.startsWith(folder) && !file.endsWith(".test.ts"));
  return entriesOf(files.map((file) => file.slice(folder.length)));
}

/** A list of pages, paths from `docs`, named by their first heading. */
function pageList(pages: readonly string[]): string {
  return pages.map((page) => `- ${pageLink(page)}`).join("\n");
}

function pageLink(page: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(path.join(root, "docs", page), "utf8"))?.[1] ?? page;
  return `[${title}](${page})`;
}

/** docs/README.md: the parts of docs-index.ts. */
function docsIndex(): string {
  const pages = sourceFiles(".md")
    .filter((file) => file.startsWith("docs/") && file !== "docs/README.md")
    .map((file) => path.posix.relative("docs", file));
  const parts = sitePartsOf(pages);
  const sections = [
    "# Documentation",
    "<!-- Made out of the pages below by tools/surface.ts, in the order of tools/docs-index.ts; see CONTRIBUTING.md. -->",
    "A running console serves these pages at `/docs`, with a search. [ARCHITECTURE.md](../ARCHITECTURE.md) describes the structure of the code.",
    sentence,
    "Begin with these pages, in this order:",
    firstPages.map(({ page, about }, at) => `${at + 1}. ${pageLink(page)}. ${about}`).join("\n"),
    ...groups.flatMap(({ title, about }) => [
      `## ${title}`,
      about,
      ...parts
        .filter(({ group }) => group === title)
        .flatMap((part) => [`### ${part.title}`, part.about, pageList(part.pages)]),
    ]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function wantedFiles(): Map<string, string> {
  const manifestFile = "packages/telltale/package.json";
  const written = JSON.parse(readFileSync(path.join(root, manifestFile), "utf8")) as Record<string, unknown>;
  const manifest = withSurface(written, packageEntries("telltale"));
  return new Map([
    [manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`],
    ["docs/README.md", docsIndex()],
  ]);
}

const maxRootNames = 150;
const exportForm = /^export (?:type )?\{([^}]*)\} from "[^"]+";$/gm;

/** The names that a root entry exports, types included. @throws if it has anything but `export { … } from` and comments */
export function rootNames(source: string): string[] {
  const rest = source
    .replaceAll(exportForm, "")
    .replaceAll(/^\/\/.*$/gm, "")
    .trim();
  if (rest !== "")
    throw new Error(`Cannot count the exported names: expected only \`export { … } from\`, found ${rest}`);
  return [...source.matchAll(exportForm)].flatMap(([, list = ""]) =>
    list
      .split(",")
      .map((item) =>
        item
          .trim()
          .replace(/^type /, "")
          .replace(/^.* as /, ""),
      )
      .filter((name) => name !== ""),
  );
}

/** Why a root entry exports too much, or undefined. */
export function tooManyNames(source: string): string | undefined {
  const { length } = rootNames(source);
  if (length <= maxRootNames) return undefined;
  return `exports ${length} names, ${maxRootNames} are allowed: export types that few programs import from a subpath (docs/adr/054)`;
}

/** Compares JSON by what it says, so that a formatter's line breaks do not count. */
function differs(file: string, wanted: string): boolean {
  const place = path.join(root, file);
  if (!existsSync(place)) return true;
  const text = readFileSync(place, "utf8");
  return file.endsWith(".json")
    ? JSON.stringify(JSON.parse(text)) !== JSON.stringify(JSON.parse(wanted))
    : text !== wanted;
}

if (import.meta.main) {
  const check = process.argv.includes("--check");
  const rootEntry = "packages/telltale/src/index.ts";
  const problem = tooManyNames(readFileSync(path.join(root, rootEntry), "utf8"));
  if (check && problem !== undefined) {
    console.error(`${rootEntry} ${problem}`);
    process.exitCode = 1;
  }
  for (const [file, wanted] of wantedFiles()) {
    if (!differs(file, wanted)) continue;
    if (check) {
      console.error(
        `${file} does not match the folders: run \`node --conditions=telltale-source tools/surface.ts\``,
      );
      process.exitCode = 1;
    } else {
      writeFileSync(path.join(root, file), wanted);
      console.log(`wrote ${file}`);
    }
  }
}
