// Loads a catalog: runs its file, chooses the exported catalog, finds where each of its parts is declared, and resolves it.
import {
  type Catalog,
  type CatalogDeclaration,
  type Finding,
  isCatalogMistake,
  resolveCatalog,
} from "catalog";
import { exitCode, Failure } from "../failure.ts";
import { readConventions } from "./conventions.ts";
import { chooseExport } from "./exported.ts";
import { findCatalogFile } from "./find-file.ts";
import { loadModule } from "./load-module.ts";
import { locate, type Locations } from "./locate.ts";
import { printFindings } from "./print-findings.ts";

export interface LoadedDeclaration {
  /** Absolute path. */
  readonly file: string;
  readonly exportName: string;
  readonly declaration: CatalogDeclaration;
  readonly locations: Locations;
}

export interface LoadedCatalog extends LoadedDeclaration {
  readonly catalog: Catalog;
}

interface LoadOptions {
  /** The exported name, where the file exports several catalogs. */
  readonly exportName?: string | undefined;
  /** The folder of the search and of relative paths; by default the working directory. */
  readonly folder?: string;
}

/**
 * Loads and resolves the catalog in `file`, or the one that the search finds.
 * @throws {Failure} when there is no file, when it fails, when it exports no catalog or several, and with each mistake of the declaration.
 */
export async function loadCatalog(
  file: string | undefined,
  options: LoadOptions = {},
): Promise<LoadedCatalog> {
  const loaded = await loadDeclaration(file, options);
  const { catalog, mistakes } = resolveDeclaration(loaded);
  if (catalog !== undefined) return { ...loaded, catalog };
  throw new Failure(
    `The catalog ${loaded.file} has mistakes:\n${printFindings(mistakes, "text")}`,
    "Correct them, then run `telltale catalog check`.",
    exitCode.failed,
  );
}

/** Loads what the file exports, without resolving it. @throws {Failure} when that is not exactly one catalog. */
export async function loadDeclaration(
  file: string | undefined,
  { exportName, folder = process.cwd() }: LoadOptions = {},
): Promise<LoadedDeclaration> {
  const found = findCatalogFile(file, folder);
  const chosen = chooseExport(await loadModule(found), found, exportName);
  return { file: found, ...chosen, locations: locate(found, chosen.exportName, folder) };
}

interface Resolved {
  /** Undefined when there are mistakes. */
  readonly catalog?: Catalog;
  readonly mistakes: readonly Finding[];
}

/** Resolves a declaration, or returns its mistakes as findings with locations. */
export function resolveDeclaration({ declaration, locations }: LoadedDeclaration): Resolved {
  const conventions = readConventions();
  try {
    const isConvention = conventions.has.bind(conventions);
    return { catalog: resolveCatalog(declaration, { isConvention }), mistakes: [] };
  } catch (error) {
    if (!isCatalogMistake(error)) throw error;
    return {
      mistakes: error.problems.map(({ path, message, fix }) => ({
        id: "declaration",
        level: "violation",
        path,
        message: path === "" ? message : `\`${path}\`: ${message}`,
        fix,
        location: locations.find(path),
      })),
    };
  }
}
