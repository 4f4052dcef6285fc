// SQLite in the process, by node:sqlite and by better-sqlite3. Both answer at once: there is nothing to be parallel.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import sqlite from "node:sqlite";
import { afterAll } from "vitest";
import { betterSqlite3 } from "../../src/integrations/better-sqlite3.ts";
import type { LibraryIntegration } from "../../src/integrations/library-integration.ts";
import { nodeSqlite } from "../../src/integrations/node-sqlite.ts";
import {
  type DatabaseSubject,
  describeDatabaseIntegration,
} from "../contract/describe-database-integration.ts";

/** What both have. */
interface Statement {
  run(...parameters: unknown[]): unknown;
  get(...parameters: unknown[]): unknown;
  all(...parameters: unknown[]): unknown[];
  iterate(...parameters: unknown[]): Iterable<unknown>;
}
interface Database {
  prepare(text: string): Statement;
  exec(text: string): unknown;
  close(): unknown;
}

const folder = mkdtempSync(path.join(tmpdir(), "telltale-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const text = "SELECT ? AS a, 'hunter2' AS b";
const selected = {
  "db.namespace": "shop.db",
  "db.operation.name": "SELECT",
  "db.query.summary": "SELECT",
  "db.query.text": "SELECT ? AS a, ? AS b",
  "telltale.db.connection": "shop.db",
  "telltale.db.parameter_count": 1,
  "db.response.returned_rows": 1,
};

function subject(
  integration: LibraryIntegration<never>,
  load: () => unknown,
  open: (file: string) => Database,
  code: string,
): DatabaseSubject<Database> {
  const plain = (row: unknown): unknown => ({ ...(row as object) });
  return {
    integration,
    load,
    system: "sqlite",
    open() {
      const database = open(path.join(folder, "shop.db"));
      database.exec("CREATE TABLE IF NOT EXISTS people (name TEXT UNIQUE)");
      database.exec("DELETE FROM people");
      return database;
    },
    close(database) {
      database.close();
    },
    parallel: 1,
    unseen: [/query\.parameter/],
    forms: {
      all: {
        run: (database, value) => database.prepare(text).all(value).map(plain),
        result: (value) => [{ a: value, b: "hunter2" }],
        name: "SELECT",
        attributes: selected,
      },
      get: {
        run: (database, value) => plain(database.prepare(text).get(value)),
        result: (value) => ({ a: value, b: "hunter2" }),
        name: "SELECT",
        attributes: selected,
      },
      iterate: {
        run: (database, value) => [...database.prepare(text).iterate(value)].map(plain),
        result: (value) => [{ a: value, b: "hunter2" }],
        name: "SELECT",
        attributes: selected,
      },
      "iterate, given up": {
        run(database, value) {
          for (const row of database.prepare(`${text} FROM (VALUES (1), (2))`).iterate(value))
            return plain(row);
        },
        result: (value) => ({ a: value, b: "hunter2" }),
        name: "SELECT",
        attributes: { "db.response.returned_rows": 1 },
      },
      run: {
        run: (database, value) =>
          database.prepare("DELETE FROM people WHERE name = ?").run(value) !== undefined,
        result: () => true,
        name: "DELETE people",
        attributes: { "db.collection.name": "people", "telltale.db.parameter_count": 1 },
      },
      exec: {
        run: (database, value) =>
          void database.exec(`DELETE FROM people WHERE name = '${value.replaceAll("'", "''")}'`),
        result: () => undefined,
        name: "DELETE people",
        attributes: { "db.query.text": "DELETE FROM people WHERE name = ?" },
      },
    },
    failures: {
      "what is there already": {
        run(database, value) {
          const insert = "INSERT INTO people VALUES (?), (?)";
          database.prepare(insert).run(value, value);
        },
        name: "INSERT people",
        attributes: { "error.type": code, "db.response.status_code": code },
      },
      "a text with a mistake": {
        run: (database) => void database.exec("INSERT INTO people VALUES ('hunter2', 2)"),
        name: "INSERT people",
        attributes: {},
      },
    },
  };
}

const require = createRequire(import.meta.url);
function loadBetter(): { new (file: string): Database } | undefined {
  try {
    const library = require("better-sqlite3") as { new (file: string): Database };
    new library(":memory:").close();
    return library;
  } catch (error) {
    console.log(`skipped: better-sqlite3 has no binary here: ${String(error).split("\n")[0]}`);
    return undefined;
  }
}
const better = loadBetter();

describeDatabaseIntegration(
  "node:sqlite",
  subject(
    nodeSqlite,
    () => sqlite,
    (file) => new sqlite.DatabaseSync(file) as Database,
    "2067",
  ),
);
describeDatabaseIntegration(
  "better-sqlite3",
  subject(
    betterSqlite3,
    () => better ?? {},
    (file) => new (better as { new (file: string): Database })(file),
    "SQLITE_CONSTRAINT_UNIQUE",
  ),
  { skip: better === undefined },
);
