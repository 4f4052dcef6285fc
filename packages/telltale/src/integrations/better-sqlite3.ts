// better-sqlite3: the statements and texts of every database. The class of statements is nobody's export: the first one shows it.
import { readField } from "../calls/read-field.ts";
import { type DatabaseIntegrationOptions, readSettings } from "./database/settings.ts";
import { placesOfClients } from "./database/shape.ts";
import { instrumentExec, instrumentStatement, placeOfFile, sqliteEmits } from "./database/sqlite.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { prototypeOf } from "./patching/class.ts";
import { facesOf, instrumenting, wrapMethod } from "./patching/method.ts";

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
  return instrument(library, options, options !== undefined) as L;
}

/** better-sqlite3 for `telltale/register`. */
export const betterSqlite3: LibraryIntegration<DatabaseIntegrationOptions> = {
  name: "better-sqlite3",
  modules: ["better-sqlite3"],
  versions: [[7, 14]],
  // what the application has said by itself stays
  instrument: (library, options) => instrument(library, options, false),
  emits: sqliteEmits,
};

function instrument(
  library: unknown,
  options: DatabaseIntegrationOptions | undefined,
  lastWord: boolean,
): unknown {
  return instrumenting(library, () => {
    const settings = readSettings(options, lastWord);
    const placeOf = placesOfClients("sqlite", settings, (database) =>
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
          return () => placeOf((readField(owner, "database") as object | undefined) ?? nowhere).sql(text);
        },
        settings,
      );
    }
    for (const face of facesOf(library)) {
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
        (owner, [text]) => (typeof text === "string" ? () => placeOf(owner).sql(text) : undefined),
        settings,
      );
    }
  });
}
