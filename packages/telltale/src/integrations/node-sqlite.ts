// node:sqlite: the statements and texts of every database of the process.
import { type DatabaseIntegration, defineDatabaseIntegration } from "./database/define.ts";
import { readField } from "../calls/read-field.ts";
import { state } from "../engine/running/state.ts";
import type { DatabaseSettings, DatabaseIntegrationOptions } from "./database/settings.ts";
import { type DatabaseTarget, targetsOfClients } from "./database/shape.ts";
import { instrumentExec, instrumentStatement, placeOfFile, sqliteCalls } from "./database/sqlite.ts";
import { prototypeOf } from "./patching/class.ts";
import { type Method, wrapMethod } from "./patching/method.ts";

export type { DatabaseIntegrationOptions } from "./database/settings.ts";

/** The part of node:sqlite that is used. */
export interface NodeSqlite {
  readonly DatabaseSync: abstract new (...args: never[]) => object;
}

/**
 * Has the statements of `node:sqlite` traced. Returns the same library.
 *
 * Each `run`, `get`, `all` and `exec` is a span; what is stepped through by `iterate` is one, from its first step to its last.
 *
 * @example
 * ```ts
 * import sqlite from "node:sqlite";
 * import { instrumentNodeSqlite } from "telltale/node-sqlite";
 *
 * instrumentNodeSqlite(sqlite) === sqlite; // => true
 * ```
 */
export function instrumentNodeSqlite<L extends NodeSqlite>(
  library: L,
  options?: DatabaseIntegrationOptions,
): L {
  return nodeSqlite.instrumentByHand(library, options);
}

/** node:sqlite for `telltale/register`. */
export const nodeSqlite: DatabaseIntegration<DatabaseIntegrationOptions> = defineDatabaseIntegration({
  name: "node-sqlite",
  modules: ["node:sqlite"],
  calls: sqliteCalls,
  instrument,
});

function instrument(faces: readonly object[], settings: DatabaseSettings): void {
  const targetOf = targetsOfClients("sqlite", settings, (database) => placeOfFile(locationOf(database)));
  // a statement does not lead to its database, nor in all versions to its text
  const statements = new WeakMap<object, { readonly target: DatabaseTarget; readonly text: string }>();
  for (const face of faces) {
    const database = prototypeOf(readField(face, "DatabaseSync"));
    const statement = prototypeOf(readField(face, "StatementSync"));
    if (database === undefined || statement === undefined) continue;
    instrumentExec(
      database,
      (owner, [text]) => (typeof text === "string" ? () => targetOf(owner).sql(text) : undefined),
      settings,
    );
    instrumentStatement(
      statement,
      (owner) => {
        const known = statements.get(owner);
        if (known !== undefined) return () => known.target.sql(known.text);
        const text = readField(owner, "sourceSQL");
        return typeof text === "string" ? () => unknownTarget().sql(text) : undefined;
      },
      settings,
    );
    wrapMethod(database, "prepare", (prepare) => noting(prepare, statements, targetOf), settings);
  }
  const nowhere = {};
  function unknownTarget(): DatabaseTarget {
    return targetOf(nowhere);
  }
}

function noting(
  prepare: Method,
  statements: WeakMap<object, { readonly target: DatabaseTarget; readonly text: string }>,
  targetOf: (database: object) => DatabaseTarget,
): Method {
  return function preparing(this: object, ...args: unknown[]) {
    const statement: unknown = prepare.apply(this, args);
    const [text] = args;
    if (state.running && typeof text === "string" && typeof statement === "object" && statement !== null)
      statements.set(statement, { target: targetOf(this), text });
    return statement;
  };
}

/** The file of a database, where this version of Node has it and it is open. */
function locationOf(database: object): unknown {
  const location = readField(database, "location");
  if (typeof location !== "function") return undefined;
  try {
    return (location as Method).call(database) ?? ":memory:";
  } catch {
    return undefined;
  }
}
