// Which files of a checkout use which others: what they import, and every text in them that is the path of a file, a package of the
// workspace or the name of a query. It finds rather too much than too little: a test that starts `src/cli.ts` uses it, too.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Users of each file, both by their path from the root. */
export type Users = ReadonlyMap<string, ReadonlySet<string>>;

const scanned = /^(?:packages|tools|e2e|deploy|bench|examples)\/.*\.(?:tsx?|mjs|sql)$/;

/** Reads all files of the checkout that git knows. Takes some seconds. */
export function usersIn(checkout: string): Users {
  const listed = execFileSync("git", ["ls-files"], { cwd: checkout, encoding: "utf8", maxBuffer: 1 << 26 });
  const files = listed
    .split("\n")
    .filter((file) => scanned.test(file) && existsSync(path.join(checkout, file)));
  const texts = new Map(files.map((file) => [file, readFileSync(path.join(checkout, file), "utf8")]));
  return usersOf(texts, entriesOf(checkout, listed.split("\n")));
}

/** The users of each of `texts`; `entries` are the files of the workspace's packages by what imports write. */
export function usersOf(
  texts: ReadonlyMap<string, string>,
  entries: ReadonlyMap<string, string> = new Map(),
): Users {
  const queries = Map.groupBy(
    [...texts.keys()].filter((file) => file.endsWith(".sql")),
    (file) => path.basename(file, ".sql"),
  );
  const users = new Map<string, Set<string>>();
  for (const [file, text] of texts)
    for (const used of usedBy(file, text, texts, entries, queries)) {
      if (used === file) continue;
      const own = users.get(used) ?? new Set();
      users.set(used, own.add(file));
    }
  return users;
}

/** All files that use `file`, through others too, with the length of the shortest way. */
export function reaching(file: string, users: Users): ReadonlyMap<string, number> {
  const distances = new Map([[file, 0]]);
  // a map's loop also visits what is added during it
  for (const [at, distance] of distances)
    for (const user of users.get(at) ?? []) if (!distances.has(user)) distances.set(user, distance + 1);
  return distances;
}

function usedBy(
  file: string,
  text: string,
  texts: ReadonlyMap<string, string>,
  entries: ReadonlyMap<string, string>,
  queries: ReadonlyMap<string, readonly string[]>,
): string[] {
  if (file.endsWith(".sql"))
    return [...text.matchAll(/-- include ([\w-]+)/g)].flatMap(([, name = ""]) =>
      nearest(file, queries.get(name)),
    );
  const code = text.replaceAll(/^(?:import|export) type [^;]*;/gm, "");
  const written = [...code.matchAll(/(["'`])([^"'`\s]+)\1/g)].map(([, , literal = ""]) => literal);
  return written.flatMap((literal) => [
    ...pathsOf(file, literal)
      .filter((one) => texts.has(one))
      .slice(0, 1),
    ...[entries.get(literal) ?? []].flat(),
    ...nearest(file, queries.get(literal.replace(/\.sql$/, ""))),
  ]);
}

/** What a text may mean as a path: beside the file, from the root, and in the file's package. */
function pathsOf(file: string, literal: string): readonly string[] {
  if (!/[./]/.test(literal) || literal.startsWith("/")) return [];
  const own = file.split("/").slice(0, 2).join("/");
  return [path.posix.join(path.posix.dirname(file), literal), literal, path.posix.join(own, literal)];
}

/** Of queries with the same name those with most of the path in common. */
function nearest(file: string, named: readonly string[] = []): readonly string[] {
  const shared = (other: string): number => {
    const own = file.split("/");
    return other.split("/").findIndex((folder, at) => folder !== own[at]);
  };
  const most = Math.max(...named.map(shared));
  return named.filter((one) => shared(one) === most);
}

/** `otlp/json` and the like, with the source file of each. */
function entriesOf(checkout: string, files: readonly string[]): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const file of files.filter((one) => /^packages\/[^/]+\/package\.json$/.test(one))) {
    const { name, exports = {} } = JSON.parse(readFileSync(path.join(checkout, file), "utf8")) as {
      name: string;
      exports?: Record<string, string | Record<string, string>>;
    };
    for (const [key, value] of Object.entries(exports)) {
      const source = typeof value === "string" ? value : value["telltale-source"];
      if (source !== undefined)
        entries.set(path.posix.join(name, key), path.posix.join(path.posix.dirname(file), source));
    }
  }
  return entries;
}
