// The code by which a database says what went wrong, wherever its driver keeps it.
import { readField } from "./read-field.ts";

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
export function statusOf(system: string, error: unknown): string | undefined {
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
