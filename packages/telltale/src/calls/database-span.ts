// The name, the end and the duration of a database span: the same for calls by hand and for integrations.
import type { DeclaredMetric } from "./declared-metric.ts";
import { readField } from "./read-field.ts";
import { errorType } from "../engine/errors/error-form.ts";
import { histogram } from "../own-calls.ts";
import type { Histogram } from "../metric.ts";
import { cutQuery } from "../sql/read-query.ts";

/** How long calls take. */
export const databaseDuration: DeclaredMetric = {
  name: "db.client.operation.duration",
  form: "histogram",
  unit: "s",
  description: "Duration of database client operations.",
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
};
export const durations: Histogram = histogram(databaseDuration.name, databaseDuration);

/** How many characters of a query's text are kept. */
export const defaultQueryLength = 500;

/** The name by the conventions: the summary, else operation and target, else the system. */
export function nameOf(common: Readonly<Record<string, unknown>>, system: string): string {
  const summary = common["db.query.summary"];
  if (typeof summary === "string") return summary;
  // a number says nothing
  const namespace = system === "redis" ? undefined : common["db.namespace"];
  const target = common["db.collection.name"] ?? namespace ?? placeOf(common);
  const parts = [common["db.operation.name"], target].filter((part) => part !== undefined);
  return parts.length === 0 ? system : parts.join(" ");
}

function placeOf(common: Readonly<Record<string, unknown>>): string | undefined {
  const { "server.address": address, "server.port": port } = common;
  if (typeof address !== "string") return undefined;
  return port === undefined ? address : `${address}:${String(port)}`;
}

/** What is said of an error: the database's code, else the error's class. */
export function failureOf(system: string, error: unknown): Record<string, unknown> {
  const status = statusOf(system, error);
  return { "db.response.status_code": status, "error.type": status ?? errorType(error) };
}

/** `telltale.db.class` of a duration. */
export function classOf(durationMs: number, fastMs: number, moderateMs: number): string {
  return durationMs < fastMs ? "fast" : durationMs <= moderateMs ? "moderate" : "slow";
}

/** `text`, sanitized, in at most `length` characters. */
export function cutText(text: string | undefined, length: number, system: string): string | undefined {
  if (text === undefined || text.length <= length) return text;
  return cutQuery(text, Math.floor(length), system) || undefined;
}

// The code by which a database says what went wrong, wherever its driver keeps it.
// in the order of how exact they are: `errno` of MySQL, `number` of SQL Server, `errorNum` of Oracle, `errcode` of
// node:sqlite, else what is called a code
const fields: Readonly<Record<string, readonly string[]>> = {
  mysql: ["errno", "code"],
  mariadb: ["errno", "code"],
  "microsoft.sql_server": ["number", "code"],
  "oracle.db": ["errorNum", "code"],
  sqlite: ["errcode", "code"],
};

/** `db.response.status_code` of `error`; undefined when the database did not answer (a refused connection is the client's error). */
function statusOf(system: string, error: unknown): string | undefined {
  if (system === "redis") return redisPrefix(error);
  // errors of the operating system have a code too
  if (readField(error, "syscall") !== undefined) return undefined;
  for (const key of fields[system] ?? ["code", "errno"]) {
    const value = readField(error, key);
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
    if (typeof value === "string" && /^[\w.-]{1,64}$/.test(value) && !value.startsWith("ERR_")) return value;
  }
  return undefined;
}

// `WRONGTYPE Operation against …`, `ERR unknown command`
function redisPrefix(error: unknown): string | undefined {
  const message = readField(error, "message");
  return typeof message === "string" ? /^[A-Z]{2,32}(?= )/.exec(message)?.[0] : undefined;
}
