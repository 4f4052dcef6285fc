// Fails where the store's registry of tables and the statements that create tables differ: a table that is created and not declared, or
// the reverse; columns, engines, the length of partitions, views; and files of recovery and personal data that no table names.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { splitStatements } from "../packages/console/src/store/schema/sql-statements.ts";
import { tables } from "../packages/console/src/tables/registry.ts";
import type { Table } from "../packages/console/src/tables/table.ts";
import { root } from "./source-files.ts";

/** A table as statements leave it. */
export interface CreatedTable {
  readonly columns: Set<string>;
  readonly engine: string;
  partition: Table["partition"];
}

export interface Schema {
  readonly tables: Map<string, CreatedTable>;
  /** Names of views, each with the table it fills. */
  readonly views: Map<string, string>;
}

/** What `statements` create, one after the other. */
export function readSchema(statements: readonly string[]): Schema {
  const schema: Schema = { tables: new Map(), views: new Map() };
  for (const statement of statements) {
    const view = /^CREATE MATERIALIZED VIEW IF NOT EXISTS (\w+) TO (\w+)/.exec(statement);
    if (view !== null) schema.views.set(view[1]!, view[2]!);
    const dropped = /^DROP VIEW IF EXISTS (\w+)/.exec(statement);
    if (dropped !== null) schema.views.delete(dropped[1]!);
    const created = /^CREATE TABLE IF NOT EXISTS (\w+) (\()/.exec(statement);
    if (created !== null) schema.tables.set(created[1]!, readTable(statement, created[0].length));
    const altered = /^ALTER TABLE (\w+)\s+/.exec(statement);
    if (altered === null) continue;
    for (const change of splitList(statement.slice(altered[0].length))) {
      const column = /^ADD COLUMN IF NOT EXISTS (\w+)/.exec(change)?.[1];
      if (column !== undefined) schema.tables.get(altered[1]!)?.columns.add(column);
    }
  }
  return schema;
}

/** @param from behind the parenthesis that opens the list of columns. */
function readTable(statement: string, from: number): CreatedTable {
  const columns = new Set<string>();
  for (const item of splitList(statement.slice(from))) {
    const [, name = "", nested] = /^(\w+) (?:Nested\(([\s\S]*)\)$)?/.exec(item) ?? [];
    if (name === "INDEX") continue;
    if (nested === undefined) columns.add(name);
    else for (const inner of splitList(nested)) columns.add(`${name}.${/^\w+/.exec(inner)![0]}`);
  }
  const by = /\bPARTITION BY (toDate|toYYYYMM)\(/.exec(statement)?.[1];
  const engine = /\bENGINE = (\w+)/.exec(statement)?.[1] ?? "";
  return { columns, engine, partition: by === undefined ? undefined : by === "toDate" ? "day" : "month" };
}

/** What commas separate, up to the parenthesis that ends the list. */
function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let item = "";
  for (const [token] of text.matchAll(/'(?:[^'\\]|\\[\s\S])*'|[^']/g)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth < 0) break;
    if (token === "," && depth === 0) {
      items.push(item.trim());
      item = "";
    } else item += token;
  }
  return [...items, item.trim()];
}

/** SQL files by folder: `recover`, `personal-data`. */
export type SqlFiles = Readonly<Record<"recover" | "personal-data", readonly string[]>>;

/** What is wrong, a line each. */
export function mistakes(schema: Schema, declared: readonly Table[], files: SqlFiles): readonly string[] {
  const names = new Set(declared.map(({ name }) => name));
  return [
    ...[...schema.tables.keys()]
      .filter((name) => !names.has(name))
      .map((name) => `${name}: the schema creates this table, the registry does not declare it`),
    ...declared.flatMap((table) =>
      mistakesOf(table, schema, names).map((mistake) => `${table.name}: ${mistake}`),
    ),
    ...differences(
      "file of sql/recover",
      declared.flatMap(({ recovery }) => recovery.map(({ file }) => file)),
      files.recover,
    ),
    ...differences(
      "file of sql/personal-data",
      declared.filter(({ personalData }) => personalData !== "none").map(({ name }) => name),
      files["personal-data"],
    ),
  ];
}

function mistakesOf(table: Table, schema: Schema, names: ReadonlySet<string>): readonly string[] {
  const created = schema.tables.get(table.name);
  if (created === undefined) return ["the registry declares this table, no step of the schema creates it"];
  const found: string[] = [];
  found.push(...differences("column", Object.keys(table.columns), [...created.columns]));
  if (table.partition !== created.partition)
    found.push(`declared partitions: ${table.partition ?? "none"}, created: ${created.partition ?? "none"}`);
  const views = [...schema.views].filter(([, filled]) => filled === table.name).map(([view]) => view);
  found.push(...differences("view", table.views, views));
  const { retention, kind, personalData, signal } = table;
  if (signal !== undefined)
    found.push(
      ...[signal.time, ...signal.identity]
        .filter((column) => !created.columns.has(column))
        .map((column) => `has no column ${column}`),
    );
  if ((table.mergesRows ?? true) !== (created.engine !== "MergeTree"))
    found.push(`\`mergesRows\` does not fit its engine, ${created.engine}`);
  if (retention?.unless === "received" && !created.columns.has("received"))
    found.push("its retention asks for a column `received` that it does not have");
  if (typeof retention?.unless === "object")
    found.push(...retention.unless.filter((name) => !names.has(name)).map((name) => `no table ${name}`));
  if ((retention !== undefined || table.sizeTurn !== undefined) && created.partition === undefined)
    found.push("rows are dropped by partition, and it has none by time");
  if ((kind === "rollup" || views.length > 0) && table.recovery.length === 0)
    found.push("a table that is computed from others needs a recovery");
  const naming = ["user_id", "session_id", "sattr"].filter((column) => created.columns.has(column));
  if (personalData === "none" && naming.length > 0)
    found.push(`has the column ${naming.join(", ")} and declares no personal data`);
  if (table.private && table.readable) found.push("is private and readable");
  if (table.readable && !created.columns.has("tenant")) found.push("is readable and has no tenant");
  return found;
}

function differences(what: string, declared: readonly string[], found: readonly string[]): readonly string[] {
  return [
    ...declared
      .filter((name) => !found.includes(name))
      .map((name) => `${what} ${name} is declared and missing`),
    ...found.filter((name) => !declared.includes(name)).map((name) => `${what} ${name} is not declared`),
  ];
}

/** All statements that create tables: the steps of the schema in order, then those in the code. */
function readStatements(): readonly string[] {
  const source = path.join(root, "packages/console/src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).toSorted();
  const steps = files.filter((file) => /^sql[\\/]schema[\\/].*\.sql$/.test(file));
  const code = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return [
    ...steps.flatMap((file) => splitStatements(readFileSync(path.join(source, file), "utf8"))),
    ...code.flatMap(
      (file) =>
        readFileSync(path.join(source, file), "utf8").match(/\bCREATE TABLE IF NOT EXISTS \w+ \([^\n]*/g) ??
        [],
    ),
  ];
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(path.join(root, "packages/console/src/sql", folder)).map((file) =>
    file.replace(/\.sql$/, ""),
  );
}

if (import.meta.main) {
  const found = mistakes(readSchema(readStatements()), tables, {
    recover: namesIn("recover"),
    "personal-data": namesIn("personal-data"),
  });
  for (const mistake of found) console.error(mistake);
  console.log(`${tables.length} tables, ${found.length} mistakes`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
