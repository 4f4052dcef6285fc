// better-sqlite3: the statements and texts of every database. The class of statements is not exported: the first statement reveals it.
import { type DatabaseIntegration, defineDatabaseIntegration } from "./database/define.ts";
import { readField } from "../calls/read-field.ts";
import type { DatabaseSettings, DatabaseIntegrationOptions } from "./database/settings.ts";
import { targetsOfClients } from "./database/shape.ts";
import { instrumentExec, instrumentStatement, placeOfFile, sqliteCalls } from "./database/sqlite.ts";
import { prototypeOf } from "./patching/class.ts";
import { wrapMethod } from "./patching/method.ts";

export type { DatabaseIntegrationOptions } from "./database/settings.ts";

/**
 * Has the statements of all databases of `better-sqlite3` traced. Returns the same library.
 *
 * Each `run`, `get`, `all`, `exec` and `pragma` is a span, the `BEGIN` and `COMMIT` of a transaction included; what is stepped through by
 * `iterate` is one, from its first step to its last.
 *
 * @example
 * ```ts
 * import { instrumentBetterSqlite3 } from "telltale/better-sqlite3";
 *
 * class Database {} // import Database from "better-sqlite3";
 * instrumentBetterSqlite3(Database) === Database; // => true
 * ```
 */
export function instrumentBetterSqlite3<L extends object>(
  library: L,
  options?: DatabaseIntegrationOptions,
): L {
  return betterSqlite3.instrumentByHand(library, options);
}

/** better-sqlite3 for `telltale/register`. */
export const betterSqlite3: DatabaseIntegration<DatabaseIntegrationOptions> = defineDatabaseIntegration({
  name: "better-sqlite3",
  modules: ["better-sqlite3"],
  versions: [[7, 14]],
  calls: sqliteCalls,
  instrument,
});

function instrument(faces: readonly object[], settings: DatabaseSettings): void {
  const targetOf = targetsOfClients("sqlite", settings, (database) =>
    placeOfFile(readField(database, "name")),
  );
  const nowhere = {};
  function adopt(statement: unknown): void {
    if (typeof statement !== "object" || statement === null) return;
    const prototype: unknown = Object.getPrototypeOf(statement);
    if (typeof prototype !== "object" || prototype === null) return;
    instrumentStatement(
      prototype,
      (owner) => {
        const text = readField(owner, "source");
        if (typeof text !== "string") return undefined;
        return () => targetOf((readField(owner, "database") as object | undefined) ?? nowhere).sql(text);
      },
      settings,
    );
  }
  for (const face of faces) {
    const prototype = prototypeOf(face);
    if (typeof readField(prototype, "prepare") !== "function") continue;
    wrapMethod(
      prototype,
      "prepare",
      (prepare) =>
        function preparing(this: object, ...args: unknown[]) {
          const statement: unknown = prepare.apply(this, args);
          adopt(statement);
          return statement;
        },
      settings,
    );
    instrumentExec(
      prototype as object,
      (owner, [text]) => (typeof text === "string" ? () => targetOf(owner).sql(text) : undefined),
      settings,
    );
  }
}
