// The catalog that `settings.telltale.catalog` names: a path, or the catalog itself. A file is loaded once and again when it has changed.
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { AttributeDeclaration, CatalogDeclaration, MetricDeclaration } from "catalog";
import type { Rule } from "eslint";
import { settingMistake } from "./setting-mistake.ts";

/** What rules ask of a catalog and of those that it imports. */
export interface KnownCatalog {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, AttributeDeclaration>;
  readonly metrics: ReadonlyMap<string, MetricDeclaration>;
}

const loaded = new Map<string, { readonly changed: number; readonly catalog: KnownCatalog }>();
const given = new WeakMap<object, KnownCatalog>();

/** The catalog of the settings; undefined without one. */
export function catalogOf({ settings, cwd }: Rule.RuleContext, option?: unknown): KnownCatalog | undefined {
  const setting = option ?? (settings["telltale"] as { readonly catalog?: unknown } | undefined)?.catalog;
  if (setting === undefined) return undefined;
  if (typeof setting === "string") return fromFile(path.resolve(cwd, setting));
  if (typeof setting !== "object" || setting === null)
    throw settingMistake(
      `Cannot read the setting \`telltale.catalog\`: expected the path of a catalog or the catalog itself, got ${JSON.stringify(setting)}.`,
      'Write for example `settings: { telltale: { catalog: "./src/catalog.ts" } }` in `eslint.config.js`.',
    );
  const known = given.get(setting) ?? read(setting, "the setting `telltale.catalog`");
  given.set(setting, known);
  return known;
}

function fromFile(file: string): KnownCatalog {
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined)
    throw settingMistake(
      `Cannot find the catalog ${file}.`,
      "Set `settings.telltale.catalog` in `eslint.config.js` to a path from the working directory of ESLint.",
    );
  const found = loaded.get(file);
  if (found?.changed === changed) return found.catalog;
  const catalog = read(load(file), file);
  loaded.set(file, { changed, catalog });
  return catalog;
}

function load(file: string): unknown {
  try {
    if (file.endsWith(".json")) return JSON.parse(readFileSync(file, "utf8")) as unknown;
    return createRequire(file)(file) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const isTypeScript = /\.[cm]?ts$/.test(file);
    // the first line of a parser's stack is the place: `/app/catalog.ts:12`
    const [place = ""] = (cause instanceof SyntaxError ? (cause.stack ?? "") : "").split("\n", 1);
    throw settingMistake(
      `Cannot load the catalog ${place.startsWith(file) ? place : file}: ${reason.replaceAll(/\s+/g, " ").replace(/\.$/, "")}.`,
      isTypeScript && (cause as NodeJS.ErrnoException).code === "ERR_UNKNOWN_FILE_EXTENSION"
        ? "TypeScript needs Node.js 22.18 or later. Elsewhere import the catalog in `eslint.config.js` and pass it as `settings.telltale.catalog`."
        : "Correct the file: `telltale catalog check` says more. A catalog must run on its own, without `start()`.",
      cause,
    );
  }
}

function read(value: unknown, where: string): KnownCatalog {
  const declaration = declarationIn(value);
  if (declaration === undefined)
    throw settingMistake(
      `Cannot read the catalog of ${where}: expected an export \`catalog\` or \`default\` with \`name\` and \`version\`.`,
      "Export what `defineCatalog` of `telltale/catalog` returns.",
    );
  const attributes = new Map<string, AttributeDeclaration>();
  const metrics = new Map<string, MetricDeclaration>();
  add(declaration, attributes, metrics);
  return { name: declaration.name, attributes, metrics };
}

function declarationIn(value: unknown): CatalogDeclaration | undefined {
  if (isDeclaration(value)) return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { catalog, default: other } = value as { readonly catalog?: unknown; readonly default?: unknown };
  return [catalog, other, ...Object.values(value)].find(isDeclaration);
}

function isDeclaration(value: unknown): value is CatalogDeclaration {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as CatalogDeclaration).name === "string" &&
    typeof (value as CatalogDeclaration).version === "string"
  );
}

/** The catalog's own declarations come after those that it imports, and replace them. */
function add(
  declaration: CatalogDeclaration,
  attributes: Map<string, AttributeDeclaration>,
  metrics: Map<string, MetricDeclaration>,
): void {
  for (const one of declaration.imports ?? []) add(one, attributes, metrics);
  put(declaration.attributes, attributes);
  put(declaration.metrics, metrics);
}

/** A declaration has things by name, a resolved catalog has lists of them. */
function put<Thing>(things: Readonly<Record<string, Thing>> | undefined, into: Map<string, Thing>): void {
  if (Array.isArray(things))
    for (const one of things as { readonly name: string }[]) into.set(one.name, one as Thing);
  else for (const [name, thing] of Object.entries(things ?? {})) into.set(name, thing);
}
