// Queries under `db.query.text`: all literals are hidden, whatever they look like. Sanitized queries stay unchanged; commands of systems
// without SQL are treated as ordinary texts.
import { sanitizeSql } from "../sql/index.ts";
import { memoize } from "../engine/text/memoize.ts";

const names: ReadonlySet<string> = new Set(["db.query.text", "db.statement"]);
const others =
  /redis|valkey|memcache|mongo|couch|elastic|opensearch|dynamo|cosmos|hbase|neo4j|geode|influx|cassandra|etcd/i;
/** The first words of SQL statements. */
const commands: ReadonlySet<string> = new Set(
  [
    "select insert update delete merge replace with call exec execute values create alter drop truncate grant revoke explain",
    "begin declare do set show use copy load prepare upsert optimize attach describe analyze comment lock start commit",
    "rollback savepoint connect conn pragma backup restore change open unload export import",
  ].flatMap((some) => some.split(" ")),
);
const beginning = /^[\s(;]*(?:(?<comment>--|\/\*|#)|(?<word>[a-z]{1,16})\b)/i;
const maxKnown = 512;
const longestKnown = 2048;
const maxSystems = 32;
const sanitizers = new Map<string, (query: string) => string>();

function sanitizerOf(system: string): (query: string) => string {
  let known = sanitizers.get(system);
  if (known === undefined) {
    const dialect = system === "" ? undefined : system;
    known = memoize(maxKnown, longestKnown, (query) => sanitizeSql(query, { dialect }));
    if (sanitizers.size < maxSystems) sanitizers.set(system, known);
  }
  return known;
}

/** Whether `name` is the name of a query. */
export function isQueryName(name: string): boolean {
  return names.has(name);
}

/** Hides the literals of `query` if `system`, the database (if known), uses SQL. */
export function hideInSql(query: string, system: string | undefined): string {
  const isSql = system === undefined ? beginsAsSql(query) : !others.test(system);
  return isSql ? sanitizerOf(system ?? "")(query) : query;
}

function beginsAsSql(query: string): boolean {
  const { comment, word = "" } = beginning.exec(query)?.groups ?? {};
  return comment !== undefined || commands.has(word.toLowerCase());
}
