// A version of a catalog, as `catalog diff` names it: a file, JSON, or a file of a git revision.
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Catalog, type CatalogDeclaration, isCatalogMistake, resolveCatalog } from "catalog";
import { exitCode, Failure, wrongUsage } from "../failure.ts";
import { readConventions } from "./conventions.ts";
import { extractRevision } from "./git-files.ts";
import { loadCatalog } from "./load.ts";
import type { Locations } from "./locate.ts";

export interface CatalogVersion {
  readonly catalog: Catalog;
  /** Where a path of the declaration is; undefined of JSON. */
  readonly locations?: Locations;
}

/** @throws {Failure} when there is no such version, and when it is not a catalog. */
export async function readVersion(name: string, exportName: string | undefined): Promise<CatalogVersion> {
  const git = /^git:([^:]+):(.+)$/.exec(name);
  if (git !== null) return readRevision(git[1]!, git[2]!, exportName);
  if (name.startsWith("git:"))
    throw wrongUsage(
      `\`${name}\` is not a file of a git revision.`,
      "Write `git:REV:PATH`, for example `git:origin/main:src/catalog.ts`.",
    );
  if (name.endsWith(".json")) return { catalog: readJson(name) };
  return loadCatalog(name, { exportName });
}

async function readRevision(
  revision: string,
  file: string,
  exportName: string | undefined,
): Promise<CatalogVersion> {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "telltale-catalog-"));
  try {
    const extracted = extractRevision(revision, file, folder);
    if (extracted.endsWith(".json")) return { catalog: readJson(extracted) };
    return await loadCatalog(extracted, { exportName, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readJson(file: string): Catalog {
  const content = parseJson(file);
  if (typeof content !== "object" || content === null || !("name" in content) || !("version" in content))
    throw new Failure(
      `${file} is not a catalog: it has no \`name\` and \`version\`.`,
      "Write the file with `telltale catalog docs --format json`.",
    );
  // resolved: lists instead of objects by name
  if ("attributes" in content && Array.isArray(content.attributes))
    return withLists(content as unknown as Catalog);
  const conventions = readConventions();
  try {
    return resolveCatalog(content as unknown as CatalogDeclaration, {
      isConvention: conventions.has.bind(conventions),
    });
  } catch (error) {
    if (!isCatalogMistake(error)) throw error;
    throw new Failure(`${file}: ${error.message}`, "Correct the declaration.");
  }
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (cause) {
    throw new Failure(
      `Cannot read ${file}: ${(cause as Error).message}.`,
      "Pass a JSON file with a catalog.",
      exitCode.usage,
      { cause },
    );
  }
}

/** A kind that an older version of the command did not write is empty. */
function withLists(catalog: Catalog): Catalog {
  const empty = resolveCatalog({ name: catalog.name, version: "0.0.0" });
  return { ...empty, ...catalog };
}
