// Database calls by hand, where no integration sees them: a client span and its measurement by the conventions, without values.
import { callOnce } from "./engine/completion/call-once.ts";
import { attempt } from "./engine/errors/attempt.ts";
import { SpanKind } from "./engine/api/enums.ts";
import { readAttributes, readOptions } from "./business/read-options.ts";
import { addMissing } from "./business/attributes.ts";
import { type Connection, readConnection } from "./calls/connection.ts";
import { classOf, cutText, defaultQueryLength, durations, failureOf, nameOf } from "./calls/database-span.ts";
import { cleanError } from "./calls/error-text.ts";
import { markFailed, type PlannedCall, runCall } from "./calls/measured-call.ts";
import { describeQuery, type QueryFacts } from "./calls/query-facts.ts";
import { readField } from "./calls/read-field.ts";
import { readCount, readNumber, readText } from "./calls/read-options.ts";
import { setWaiting } from "./engine/recording/recorded-span.ts";
import { activeScope } from "./engine/context/scope.ts";
import { state } from "./engine/running/state.ts";
import { toText } from "./engine/attributes/value.ts";

/** The systems of the conventions that are met most; any other text is taken too. */
export type DatabaseSystem =
  | "postgresql"
  | "mysql"
  | "mariadb"
  | "sqlite"
  | "microsoft.sql_server"
  | "oracle.db"
  | "clickhouse"
  | "snowflake"
  | "redis"
  | "mongodb"
  | "other_sql"
  | (string & {});

/** What a database call is about. Everything but `system` is optional. */
export interface DatabaseOptions<Result = unknown> {
  /** `db.system.name`. `postgres`, `mssql` and `oracle` are understood. */
  readonly system: DatabaseSystem;
  /** The text of SQL, a command (`"GET k"`), or a document (`{ find: "users", filter }`). Its values are taken out. */
  readonly query?: string | object | undefined;
  /** The database's name; read from `connection` by default. */
  readonly namespace?: string | undefined;
  /** The table or collection; that of the query by default, where it has exactly one. */
  readonly collection?: string | undefined;
  /** The command; the first of the query by default. */
  readonly operation?: string | undefined;
  /** What the span is named by; read from the query by default. Few values. */
  readonly summary?: string | undefined;
  /** The query's parameters, or how many: they are counted, never recorded. */
  readonly parameters?: readonly unknown[] | object | number | undefined;
  /** `true` records the parameters' values as `db.query.parameter.<key>`. */
  readonly recordParameters?: boolean | undefined;
  /** A name, a connection string, or the client or pool itself. Only host, port and database are read. */
  readonly connection?: string | object | undefined;
  /** The number of returned rows, or a function of the result. Default: read from the result, for common drivers. */
  readonly rows?: number | RowsOf<Result> | undefined;
  /** How many statements were sent at once, when several. */
  readonly batchSize?: number | undefined;
  /** The upper bounds in ms of `fast` (100) and `moderate` (1000); the rest is `slow`. */
  readonly thresholds?: DatabaseThresholds | undefined;
  /** How many characters of the query's text are kept. 500 */
  readonly maxQueryLength?: number | undefined;
  /** More attributes of the span, by key. */
  readonly attributes?: object | undefined;
}

/** Returns the number of rows, from an awaited result. */
export type RowsOf<Result = unknown> = { reported(result: Result): number | undefined }["reported"];

/** The upper bounds of the classes of a database call. */
export interface DatabaseThresholds {
  /** A call that takes less than this many ms is `fast`; 100 by default. */
  readonly fastMs?: number | undefined;
  /** A call of at most this many ms is `moderate`, a longer one `slow`; 1000 by default. */
  readonly moderateMs?: number | undefined;
}

/** A database call while it lasts. Never throws. */
export interface DatabaseCall {
  /** Says how many rows came back. */
  rows(count: number): void;
  /** Sets an attribute of the span; any value is accepted. */
  addAttribute(key: string, value: unknown): void;
}

const aliases: Readonly<Record<string, string>> = {
  postgres: "postgresql",
  pg: "postgresql",
  mssql: "microsoft.sql_server",
  sqlserver: "microsoft.sql_server",
  oracle: "oracle.db",
  sqlite3: "sqlite",
  mongo: "mongodb",
};
const maxParameters = 32;
const off: DatabaseCall = { rows() {}, addAttribute() {} };

/** Runs `fn` as a call of a database: `traceDatabase` of the index, which is a decorator besides. */
export function runDatabase<T>(options: DatabaseOptions, fn: (call: DatabaseCall) => T): T {
  if (state.engine === undefined) return fn(off);
  return callOnce(
    fn,
    (once) => databaseTraced(options, once),
    () => fn(off),
  );
}

function databaseTraced<T>(options: DatabaseOptions, fn: (call: DatabaseCall) => T): T {
  let reported: unknown;
  const plan = attempt("traceDatabase", () => planCall(readOptions(options), () => reported), undefined);
  return runCall(plan, (span) => {
    if (span === undefined) return fn(off);
    return fn({
      rows(count) {
        reported = count;
      },
      addAttribute: (key, value) => void span.setAttribute(key, value),
    });
  });
}

function planCall(options: Partial<DatabaseOptions>, reportedRows: () => unknown): PlannedCall {
  const system = systemOf(options.system);
  const connection = readConnection(options.connection);
  const query = describeQuery(system, options.query);
  const common = commonFacts(system, options, query, connection);
  const attributes = { ...common, ...spanFacts(system, options, query, connection) };
  addMissing(attributes, readAttributes(options.attributes) ?? {});
  const { rows, thresholds } = options;
  const fastMs = readNumber(readField(thresholds, "fastMs"), 100);
  const moderateMs = readNumber(readField(thresholds, "moderateMs"), 1000);
  return {
    name: nameOf(common, system),
    kind: SpanKind.CLIENT,
    attributes,
    scope: activeScope(),
    durations,
    // drivers repeat values in what they say
    fail: (span, error) => markFailed(span, cleanError(error, query.text ?? "")),
    over(outcome, span) {
      if (query.waits === true) setWaiting(span);
      const { durationMs } = outcome;
      const failure = outcome.failed ? failureOf(system, outcome.error) : undefined;
      const count = outcome.failed ? undefined : readCount(reportedRows() ?? countRows(rows, outcome.result));
      const length = query.waits === true ? undefined : classOf(durationMs, fastMs, moderateMs);
      span.setAttributes({ "telltale.db.class": length, "db.response.returned_rows": count, ...failure });
      return { ...common, ...failure };
    },
  };
}

function commonFacts(
  system: string,
  options: Partial<DatabaseOptions>,
  query: QueryFacts,
  connection: Connection,
): Record<string, unknown> {
  return {
    "db.system.name": system,
    "db.namespace": readText(options.namespace) ?? connection.namespace,
    "db.collection.name": readText(options.collection) ?? query.collection,
    "db.operation.name": readText(options.operation) ?? query.operation,
    "db.query.summary": readText(options.summary) ?? query.summary,
    "server.address": connection.address,
    "server.port": connection.port,
  };
}

function spanFacts(
  system: string,
  options: Partial<DatabaseOptions>,
  query: QueryFacts,
  connection: Connection,
): Record<string, unknown> {
  const { batchSize, parameters, recordParameters, maxQueryLength } = options;
  return {
    "db.query.text": cutText(query.text, readNumber(maxQueryLength, defaultQueryLength), system),
    "db.operation.batch.size": readCount(batchSize),
    "telltale.db.connection": connection.label,
    "telltale.db.parameter_count": countParameters(parameters),
    ...(recordParameters === true ? valuesOf(parameters) : {}),
  };
}

function systemOf(given: unknown): string {
  const system = readText(given)?.toLowerCase();
  if (system === undefined) return "other_sql";
  return Object.hasOwn(aliases, system) ? (aliases[system] as string) : system;
}

function countRows(rows: DatabaseOptions["rows"], result: unknown): unknown {
  if (typeof rows !== "function") return rows ?? rowsIn(result);
  return attempt("traceDatabase", () => rows(result), undefined);
}

function countParameters(parameters: unknown): number | undefined {
  if (typeof parameters === "number") return readCount(parameters);
  if (Array.isArray(parameters)) return parameters.length;
  return typeof parameters === "object" && parameters !== null ? Object.keys(parameters).length : undefined;
}

function valuesOf(parameters: unknown): Record<string, string> {
  if (typeof parameters !== "object" || parameters === null) return {};
  const keys = Object.keys(parameters).slice(0, maxParameters);
  return Object.fromEntries(
    keys.map((key) => [`db.query.parameter.${key}`, toText(readField(parameters, key))]),
  );
}

// How many rows a result holds, in the forms of common drivers. An uncertain number is not recorded.
/** The rows in `result`: a list (most drivers), `rows` (pg), a list and its columns (mysql2), `recordset` (mssql). */
function rowsIn(result: unknown): number | undefined {
  if (Array.isArray(result)) return isAnswerAndColumns(result) ? rowsIn(result[0]) : result.length;
  const rows = readField(result, "rows") ?? readField(result, "recordset");
  return Array.isArray(rows) ? rows.length : undefined;
}

// mysql2 gives `[rows, columns]`, and `[header, undefined]` for what returns no rows
function isAnswerAndColumns(result: readonly unknown[]): boolean {
  const [answer, columns] = result;
  if (result.length !== 2 || (columns !== undefined && !Array.isArray(columns))) return false;
  return Array.isArray(answer) || readField(answer, "affectedRows") !== undefined;
}
