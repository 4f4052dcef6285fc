// The SQL files, as they are in the sources and, at the same paths, beside the bundle (tsdown.config.ts copies them). Folders of `sql/`
// hold the statements of the store. A query is beside the module that runs it, and is named by its file.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProblemError } from "../../problem/problem.ts";

export interface SqlFile {
  /** File name without `.sql`. */
  readonly name: string;
  readonly text: string;
}

/** Reads all `.sql` files of `sql/<folder>`, ordered by name. */
export function readSqlFiles(
  folder:
    | "schema"
    | "recover"
    | "access"
    | "anomalies"
    | "detectors"
    | "findings"
    | "personal-data"
    | "alerts"
    | "upkeep",
): readonly SqlFile[] {
  const directory = join(sourceDirectory(), "sql", folder);
  return readdirSync(directory)
    .filter((file) => file.endsWith(".sql"))
    .toSorted()
    .map((file) => readSqlFile(join(directory, file)));
}

export interface QueryFiles {
  readonly queries: readonly SqlFile[];
  /** Files of folders named `parts`: lines that queries include. */
  readonly parts: readonly SqlFile[];
}

/** Reads all queries and their parts, ordered by path. */
export function readQueryFiles(): QueryFiles {
  const source = sourceDirectory();
  const paths = foldersOfQueries.flatMap((folder) =>
    readdirSync(join(source, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".sql"))
      .toSorted()
      .map((file) => join(source, folder, file)),
  );
  return {
    queries: paths.filter((path) => !isPart(path)).map(readSqlFile),
    parts: paths.filter(isPart).map(readSqlFile),
  };
}

function isPart(path: string): boolean {
  return basename(dirname(path)) === "parts";
}

const foldersOfQueries = ["alerts", "api", "dashboards", "export", "store", "sql/parts"];

function readSqlFile(path: string): SqlFile {
  return { name: basename(path, ".sql"), text: readFileSync(path, "utf8") };
}

/** `src` in the sources, `dist` in the bundle. */
function sourceDirectory(): string {
  const places = ["../..", "."].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = places.find((place) => existsSync(join(place, "sql", "schema")));
  if (found !== undefined) return found;
  throw new ProblemError(
    "MIGRATION_FAILED",
    `Cannot find the SQL files: looked into ${places.join(" and ")}.`,
    "Install telltale-console again.",
  );
}
