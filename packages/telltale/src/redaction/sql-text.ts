// Queries under `db.query.text`: all literals are hidden, whatever they look like, in SQL, in documents of MongoDB and Elasticsearch, and
// in Cypher. Sanitized queries stay unchanged. Of commands of key-value stores only passwords are hidden; queries of other systems are
// treated as ordinary texts.
import { passwordsOfCommands } from "./redis-passwords.ts";
import { hideLiterals } from "./query-literals.ts";
import { sanitizeSql } from "../sql/index.ts";
import { memoize } from "../engine/text/memoize.ts";

const names: ReadonlySet<string> = new Set(["db.query.text", "db.statement"]);
const commandStores = /redis|valkey|keydb|dragonfly/i;
/** Systems whose queries are documents or have a language of their own; some of them know SQL, too. */
const documentStores =
  /mongo|documentdb|couch|elastic|opensearch|dynamo|cosmos|neo4j|memgraph|neptune|janusgraph|gremlin|arango|surreal/i;
const graphs = /neo4j|memgraph|neptune/i;
const others = /memcache|hbase|etcd/i;
/** Systems with SQL and a language without quotes for values. */
const partlySql = /geode|influx/i;
/** Beginnings of documents, of calls of MongoDB's shell, of requests to Elasticsearch, and of Cypher. */
const documents =
  /^\s{0,64}(?:[{[]|db\.\w|(?:GET|POST|PUT|HEAD|DELETE) {1,4}(?:\/|[\w.*%,<>-]{1,128}\/_)|FROM {1,4}[\w.*,-]{1,128} {0,4}\||(?:MATCH|OPTIONAL MATCH|UNWIND|MERGE) {0,4}[($]?\w*)/;
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
const longestSystem = 64;
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

/** Hides the literals of `query` in the language of `system`, the database; if that is not known, in the one that it begins like. */
export function hideInQuery(
  query: string,
  system: string | undefined,
  put: (password: string) => string,
): string {
  if (system === undefined) {
    if (beginsAsSql(query)) return sanitizerOf("")(query);
    return documents.test(query) ? hideLiterals(query) : hidePasswords(query, false, put);
  }
  switch (languageOf(system)) {
    case "commands":
      return hidePasswords(query, true, put);
    case "other":
      return query;
    case "graph":
      return hideLiterals(query);
    case "documents":
      return beginsAsSql(query) ? sanitizerOf(system)(query) : hideLiterals(query);
    case "partly SQL":
      return beginsAsSql(query) ? sanitizerOf(system)(query) : query;
    case "SQL":
      return sanitizerOf(system)(query);
  }
}

type Language = "SQL" | "partly SQL" | "documents" | "graph" | "commands" | "other";

/** The language of `system`. */
const languageOf: (system: string) => Language = memoize(maxSystems, longestSystem, (system) => {
  if (commandStores.test(system)) return "commands";
  if (graphs.test(system)) return "graph";
  if (documentStores.test(system)) return "documents";
  if (others.test(system)) return "other";
  return partlySql.test(system) ? "partly SQL" : "SQL";
});

function hidePasswords(query: string, certain: boolean, put: (password: string) => string): string {
  let left = "";
  let done = 0;
  for (const { start, end } of passwordsOfCommands(query, certain)) {
    left += query.slice(done, start) + put(query.slice(start, end));
    done = end;
  }
  return left + query.slice(done);
}

function beginsAsSql(query: string): boolean {
  const { comment, word = "" } = beginning.exec(query)?.groups ?? {};
  return comment !== undefined || commands.has(word.toLowerCase());
}
