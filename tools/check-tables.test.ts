import { expect, test } from "vitest";
import { defineTable, type Table } from "../packages/console/src/tables/table.ts";
import { mistakes, readSchema } from "./check-tables.ts";

const visits = {
  name: "visits",
  kind: "signal",
  description: "Visits.",
  columns: { tenant: "", at: "", "pages.url": "", received: "", note: "" },
  partition: "day",
  mergesRows: false,
  retention: { days: "spans", unless: "received" },
  shardKey: "sorting key",
  personalData: "none",
  private: false,
  readable: true,
} as const;

const statements = [
  "CREATE TABLE IF NOT EXISTS visits (tenant String, at DateTime('UTC') CODEC(Delta(8), ZSTD(1)), pages Nested(url String), received DateTime, INDEX ix at TYPE minmax) ENGINE = MergeTree PARTITION BY toDate(at) ORDER BY (tenant, at)",
  "ALTER TABLE visits ADD COLUMN IF NOT EXISTS note String DEFAULT 'a, b (c'",
];

function found(table: Partial<Table>, more: readonly string[] = [], recover: readonly string[] = []) {
  const schema = readSchema([...statements, ...more]);
  return mistakes(schema, [defineTable({ ...visits, ...table })], { recover, "personal-data": [] });
}

test("a table that is created as it is declared passes", () => {
  expect(found({})).toEqual([]);
});

test("a table outside the registry fails", () => {
  expect(found({}, ["CREATE TABLE IF NOT EXISTS clicks (at Date) ENGINE = MergeTree ORDER BY at"])).toEqual([
    "clicks: the schema creates this table, the registry does not declare it",
  ]);
});

test("a table without a step of the schema fails", () => {
  expect(found({ name: "hits" })).toEqual([
    "visits: the schema creates this table, the registry does not declare it",
    "hits: the registry declares this table, no step of the schema creates it",
  ]);
});

const { note, ...withoutNote } = visits.columns;
test.each<[string, Partial<Table>, string]>([
  ["a column too few", { columns: withoutNote }, "column note is not declared"],
  [
    "a column too many",
    { columns: { ...visits.columns, name: note } },
    "column name is declared and missing",
  ],
  ["another partition", { partition: "month" }, "declared partitions: month, created: day"],
  ["another engine", { mergesRows: undefined }, "`mergesRows` does not fit its engine, MergeTree"],
  [
    "an identity that is not a column",
    { signal: { of: "traces", time: "at", identity: ["tenant", "id"] } },
    "has no column id",
  ],
  ["a view that does not exist", { views: ["v"], recovery: [] }, "view v is declared and missing"],
  ["an unknown source", { retention: { days: "spans", unless: ["red"] } }, "no table red"],
  ["a roll-up without recovery", { kind: "rollup" }, "a table that is computed from others needs a recovery"],
  [
    "a column that merges otherwise",
    { merges: { at: "max" } },
    "column at merges by `max`, its type is DateTime('UTC') CODEC(Delta(8), ZSTD(1))",
  ],
  ["a private table for everybody", { private: true }, "is private and readable"],
])("%s fails", (_, change, mistake) => {
  expect(found(change)).toEqual([`visits: ${mistake}`]);
});

test("a column that names people without personal data fails", () => {
  const columns = { ...visits.columns, user_id: "" };
  expect(found({ columns }, ["ALTER TABLE visits ADD COLUMN IF NOT EXISTS user_id String"])).toEqual([
    "visits: has the column user_id and declares no personal data",
  ]);
});

test("a column that merges rows, and is not declared so, fails", () => {
  const columns = { ...visits.columns, count: "" };
  const added = ["ALTER TABLE visits ADD COLUMN IF NOT EXISTS count SimpleAggregateFunction(sum, UInt64)"];
  expect(found({ columns }, added)).toEqual([
    "visits: column count merges rows, and `merges` does not say how",
  ]);
  expect(found({ columns, merges: { count: "sum" } }, added)).toEqual([]);
});

test("a file of recovery that no table names fails", () => {
  expect(found({}, [], ["visits"])).toEqual(["file of sql/recover visits is not declared"]);
});
