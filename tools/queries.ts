// The names of the console's queries, derived from their files: `packages/console/src/sql/query-name.ts`. Without `--check` it writes the
// file; with it, it fails on a difference.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root, sourceFiles } from "./source-files.ts";

const source = "packages/console/src/";
const target = `${source}sql/query-name.ts`;
const howToWrite = "run `node --conditions=telltale-source tools/queries.ts`";

/** Names of the queries among `files`: all SQL files that are neither statements of the store (`sql/`) nor parts of queries. */
export function queryNames(files: readonly string[]): readonly string[] {
  return files
    .filter((file) => file.endsWith(".sql") && !file.startsWith("sql/") && !file.includes("/parts/"))
    .map((file) => path.posix.basename(file, ".sql"))
    .toSorted();
}

function typeOf(names: readonly string[]): string {
  const lines = names.map((name) => `  | "${name}"`).join("\n");
  return `// Derived from the SQL files: ${howToWrite}.

/** The name of a query: its file without \`.sql\`. */
export type QueryName =
${lines};
`;
}

if (import.meta.main) {
  const files = sourceFiles(".sql")
    .filter((file) => file.startsWith(source))
    .map((file) => file.slice(source.length));
  const file = path.join(root, target);
  const text = typeOf(queryNames(files));
  const isSame = existsSync(file) && readFileSync(file, "utf8") === text;
  if (process.argv.includes("--check") && !isSame) {
    console.error(`${target} differs from the SQL files: ${howToWrite}.`);
    process.exitCode = 1;
  } else if (!isSame) writeFileSync(file, text);
}
