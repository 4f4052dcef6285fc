// Finds the file of a catalog where the user names none.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Failure, exitCode } from "../failure.ts";

const names = [
  "telltale.catalog.ts",
  "telltale.catalog.mts",
  "telltale.catalog.js",
  "telltale.catalog.mjs",
  "src/telemetry/catalog.ts",
  "src/catalog.ts",
];

/**
 * The absolute path of the catalog file: `given`, else the first of the usual names in `folder`, else `telltale.catalog` of its package.json.
 * @throws {Failure} when there is no such file.
 */
export function findCatalogFile(given: string | undefined, folder: string): string {
  if (given !== undefined) return existing(path.resolve(folder, given), given);
  const named = fromManifest(folder);
  if (named !== undefined)
    return existing(
      path.resolve(folder, named),
      `${named}, which \`telltale.catalog\` in package.json names`,
    );
  const found = names.map((name) => path.join(folder, name)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new Failure(
    `There is no catalog in ${folder}: looked for ${names.join(", ")} and \`telltale.catalog\` in package.json.`,
    "Pass the path of the catalog file, or write one with `telltale catalog init`.",
    exitCode.usage,
  );
}

function existing(file: string, name: string): string {
  if (existsSync(file) && statSync(file).isFile()) return file;
  throw new Failure(
    `There is no catalog file ${name}.`,
    "Pass the path of the file that exports `defineCatalog({ … })`.",
    exitCode.usage,
  );
}

function fromManifest(folder: string): string | undefined {
  const file = path.join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  let manifest: { readonly telltale?: { readonly catalog?: unknown } } | null;
  try {
    manifest = JSON.parse(readFileSync(file, "utf8")) as typeof manifest;
  } catch (cause) {
    throw new Failure(
      `Cannot read ${file}: ${(cause as Error).message}.`,
      "Repair the file, or pass the path of the catalog.",
      exitCode.usage,
      { cause },
    );
  }
  const named = manifest?.telltale?.catalog;
  return typeof named === "string" && named !== "" ? named : undefined;
}
