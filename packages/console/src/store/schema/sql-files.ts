// Where the SQL files are: `src/sql` beside this folder in the sources; in the bundle a copy of that folder as `dist/sql`
// (the build copies `src/sql/**/*.sql` there, and keeps `store/engine/child.ts` as an entry of its own, `dist/engine-child.js`).
import { ProblemError } from "../../problem/problem.ts";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface SqlFile {
  /** File name without `.sql`. */
  readonly name: string;
  readonly text: string;
}

/** Reads all `.sql` files of `sql/<folder>`, ordered by name. */
export function readSqlFiles(
  folder: "schema" | "queries" | "queries/parts" | "recover" | "export" | "access" | "personal-data",
): readonly SqlFile[] {
  const directory = join(sqlDirectory(), folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => file.endsWith(".sql"))
    .toSorted()
    .map((file) => ({ name: file.slice(0, -4), text: readFileSync(join(directory, file), "utf8") }));
}

function sqlDirectory(): string {
  const places = ["../../sql", "./sql"].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = places.find((place) => existsSync(join(place, "schema")));
  if (found !== undefined) return found;
  throw new ProblemError(
    "MIGRATION_FAILED",
    `Cannot find the SQL files: looked into ${places.join(" and ")}.`,
    "Install telltale-console again.",
  );
}
