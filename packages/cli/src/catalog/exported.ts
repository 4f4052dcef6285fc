// Chooses the catalog among the exports of a module.
import type { CatalogDeclaration } from "catalog";
import { exitCode, Failure } from "../failure.ts";

/** Marks what `defineCatalog` of any copy of telltale returns. */
const mark = Symbol.for("telltale.catalog");

export interface ExportedCatalog {
  readonly exportName: string;
  readonly declaration: CatalogDeclaration;
}

/** @throws {Failure} when there is none, or several and `wanted` names none of them. */
export function chooseExport(
  exports: Readonly<Record<string, unknown>>,
  file: string,
  wanted: string | undefined,
): ExportedCatalog {
  const found = findCatalogs(exports);
  if (wanted !== undefined) return named(found, exports, file, wanted);
  const [first, ...others] = found;
  if (first === undefined)
    throw new Failure(
      `${file} exports ${Object.keys(exports).length === 0 ? "nothing" : `no catalog; its exports are ${list(Object.keys(exports))}`}.`,
      "Export the result of `defineCatalog({ name, version, … })`.",
      exitCode.usage,
    );
  if (others.length > 0)
    throw new Failure(
      `${file} exports ${found.length} catalogs: ${list(found.map(({ exportName }) => exportName))}.`,
      `Choose one, for example \`--export ${first.exportName}\`.`,
      exitCode.usage,
    );
  return first;
}

function named(
  found: readonly ExportedCatalog[],
  exports: Readonly<Record<string, unknown>>,
  file: string,
  wanted: string,
): ExportedCatalog {
  const value = read(() => exports[wanted]);
  if (isCatalog(value)) return { exportName: wanted, declaration: value };
  throw new Failure(
    `${file} exports no catalog \`${wanted}\`; its catalogs are ${list(found.map(({ exportName }) => exportName))}.`,
    "Pass the name of one of them to `--export`.",
    exitCode.usage,
  );
}

const list = (names: readonly string[]): string =>
  names.length === 0 ? "none" : names.map((name) => `\`${name}\``).join(", ");

const last = (name: string): number => (name === "default" || name === "module.exports" ? 1 : 0);

/** Each catalog once: a named export is preferred to `default` of the same object. */
function findCatalogs(exports: Readonly<Record<string, unknown>>): ExportedCatalog[] {
  const found: ExportedCatalog[] = [];
  const names = read(() => Object.keys(exports)) ?? [];
  for (const exportName of names.toSorted((a, b) => last(a) - last(b))) {
    const value = read(() => exports[exportName]);
    if (isCatalog(value) && !found.some(({ declaration }) => declaration === value))
      found.push({ exportName, declaration: value });
    // CommonJS: the names that Node.js does not find are on `default`
    else if (exportName === "default" && typeof value === "object" && value !== null && found.length === 0)
      found.push(...findCatalogs(value as Record<string, unknown>));
  }
  return found;
}

function isCatalog(value: unknown): value is CatalogDeclaration {
  if (typeof value !== "object" || value === null) return false;
  const isOne = read(() => {
    const { name, version } = value as Partial<CatalogDeclaration>;
    return mark in value || (typeof name === "string" && typeof version === "string");
  });
  return isOne === true;
}

/** Nothing where it throws to be read, as do checked variables of the environment for names that they do not have. */
function read<T>(value: () => T): T | undefined {
  try {
    return value();
  } catch {
    return undefined;
  }
}
