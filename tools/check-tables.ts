// Fails where the store's registry of tables and the statements that create tables differ: a table that is created and not declared, or
// the reverse; columns, engines, the length of partitions, views; and files of recovery and personal data that no table names.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { splitStatements } from "../packages/console/src/store/schema/sql-statements.ts";
import { tables } from "../packages/console/src/tables/registry.ts";
import type { Merge, Table } from "../packages/console/src/tables/table.ts";
import { root } from "./source-files.ts";

/** A table as statements leave it. */
interface CreatedTable {
  /** Types by name. */
  readonly columns: Map<string, string>;
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
      const [, column, type = ""] = /^ADD COLUMN IF NOT EXISTS (\w+) (.*)/.exec(change) ?? [];
      if (column !== undefined) schema.tables.get(altered[1]!)?.columns.set(column, type);
    }
  }
  return schema;
}

/** @param from behind the parenthesis that opens the list of columns. */
function readTable(statement: string, from: number): CreatedTable {
  const columns = new Map<string, string>();
  for (const item of splitList(statement.slice(from))) {
    const [, name = "", type = ""] = /^(\w+) ([\s\S]*)/.exec(item) ?? [];
    if (name === "INDEX") continue;
    const nested = /^Nested\(([\s\S]*)\)$/.exec(type)?.[1];
    if (nested === undefined) columns.set(name, type);
    else for (const inner of splitList(nested)) columns.set(`${name}.${/^\w+/.exec(inner)![0]}`, inner);
  }
  const by = /\bPARTITION BY (toDate|toYYYYMM)\(/.exec(statement)?.[1];
  const engine = /\bENGINE = (\w+)/.exec(statement)?.[1] ?? "";
  return { columns, engine, partition: by === undefined ? undefined : by === "toDate" ? "day" : "month" };
}

/** The items of a list that commas separate, up to the parenthesis that ends it. */
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

/** The mistakes, a line each. */
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

/** Engines that do not merge rows of the same key. */
const enginesThatKeepRows: ReadonlySet<string> = new Set(["MergeTree", "Null"]);

/** A table without rows of its own only passes them on to views. */
function storesRows({ engine }: CreatedTable): boolean {
  return engine !== "Null";
}

function mistakesOf(table: Table, schema: Schema, names: ReadonlySet<string>): readonly string[] {
  const created = schema.tables.get(table.name);
  if (created === undefined) return ["the registry declares this table, no step of the schema creates it"];
  const views = [...schema.views].filter(([, filled]) => filled === table.name).map(([view]) => view);
  return [
    ...differences("column", Object.keys(table.columns), [...created.columns.keys()]),
    ...differences("view", table.views, views),
    ...columnMistakes(table, created),
    ...mergeMistakes(table, created),
    ...partitionMistakes(table, created),
    ...retentionMistakes(table, created, names),
    ...personalDataMistakes(table, created),
    ...when(
      (table.mergesRows ?? true) !== !enginesThatKeepRows.has(created.engine),
      `\`mergesRows\` does not fit its engine, ${created.engine}`,
    ),
    ...when(
      (table.kind === "rollup" || views.length > 0) && storesRows(created) && table.recovery.length === 0,
      "a table that is computed from others needs a recovery",
    ),
  ];
}

function when(isBroken: boolean, mistake: string): readonly string[] {
  return isBroken ? [mistake] : [];
}

function columnMistakes({ signal, readable }: Table, { columns }: CreatedTable): readonly string[] {
  const named = signal === undefined ? [] : [signal.time, ...signal.identity];
  return [
    ...named.filter((column) => !columns.has(column)).map((column) => `has no column ${column}`),
    ...when(readable && !columns.has("tenant"), "is readable and has no tenant"),
  ];
}

/** The beginnings of the types of columns that merge. */
const mergingTypes: Readonly<Record<Merge, string>> = {
  sum: "SimpleAggregateFunction(sum, UInt64)",
  estimate: "SimpleAggregateFunction(sum, Float64)",
  histogram: "SimpleAggregateFunction(sumMap, Map(Int16, UInt64))",
  min: "SimpleAggregateFunction(min, ",
  max: "SimpleAggregateFunction(max, ",
  any: "SimpleAggregateFunction(any, ",
  union: "SimpleAggregateFunction(groupUniqArrayArray, ",
  people: "AggregateFunction(uniqCombined(12), ",
};

/** A table whose rows count can only be put right when all its columns that merge are declared. */
function mergeMistakes({ merges = {} }: Table, { columns }: CreatedTable): readonly string[] {
  const counts = [...columns.values()].some((type) => type.startsWith(mergingTypes.sum));
  return [
    ...Object.entries(merges).flatMap(([column, merge]) => {
      const type = columns.get(column) ?? "";
      return when(
        !type.startsWith(mergingTypes[merge]),
        `column ${column} merges by \`${merge}\`, its type is ${type}`,
      );
    }),
    ...[...columns]
      .filter(([column, type]) => counts && /^(Simple)?AggregateFunction\(/.test(type) && !(column in merges))
      .map(([column]) => `column ${column} merges rows, and \`merges\` does not say how`),
  ];
}

function partitionMistakes(table: Table, { partition }: CreatedTable): readonly string[] {
  const isDropped = table.retention !== undefined || table.sizeTurn !== undefined;
  return [
    ...when(
      table.partition !== partition,
      `declared partitions: ${table.partition ?? "none"}, created: ${partition ?? "none"}`,
    ),
    ...when(isDropped && partition === undefined, "rows are dropped by partition, and it has none by time"),
  ];
}

function retentionMistakes(
  { retention }: Table,
  { columns }: CreatedTable,
  names: ReadonlySet<string>,
): readonly string[] {
  const unless = retention?.unless;
  if (typeof unless === "object")
    return unless.filter((name) => !names.has(name)).map((name) => `no table ${name}`);
  return when(
    unless === "received" && !columns.has("received"),
    "its retention needs a column `received` that it does not have",
  );
}

function personalDataMistakes(table: Table, created: CreatedTable): readonly string[] {
  const columns = personColumns(created);
  return [
    ...when(
      table.personalData === "none" && columns.length > 0 && storesRows(created),
      `has the column ${columns.join(", ")} and declares no personal data`,
    ),
    ...when(table.private && table.readable, "is private and readable"),
  ];
}

/** Columns that identify a person. */
function personColumns({ columns }: CreatedTable): readonly string[] {
  return ["user_id", "session_id", "sattr"].filter((column) => columns.has(column));
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
