// Loads a catalog: runs its file, chooses the exported catalog, and finds where each of its parts is declared.
import type { CatalogDeclaration } from "catalog";
import { chooseExport } from "./exported.ts";
import { findCatalogFile } from "./find-file.ts";
import { loadModule } from "./load-module.ts";
import { locate, type Locations } from "./locations/locate.ts";

export interface LoadedCatalog {
  /** Absolute path. */
  readonly file: string;
  readonly exportName: string;
  readonly declaration: CatalogDeclaration;
  readonly locations: Locations;
}

interface LoadOptions {
  /** The exported name, where the file exports several catalogs. */
  readonly exportName?: string | undefined;
  /** The folder of the search and of relative paths; by default the working directory. */
  readonly folder?: string;
}

/**
 * Loads the catalog in `file`, or the one that the search finds.
 * @throws {Failure} when there is no file, when it fails, and when it exports no catalog or several.
 */
export async function loadCatalog(
  file: string | undefined,
  { exportName, folder = process.cwd() }: LoadOptions = {},
): Promise<LoadedCatalog> {
  const found = findCatalogFile(file, folder);
  const chosen = chooseExport(await loadModule(found), found, exportName);
  return { file: found, ...chosen, locations: locate(found, chosen.exportName, folder) };
}
