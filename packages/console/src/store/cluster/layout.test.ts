import { expect, test } from "vitest";
import { readSqlFiles } from "../schema/sql-files.ts";
import { splitStatements } from "../schema/sql-statements.ts";
import { distributedTable, type Layout, rewriteStatement } from "./layout.ts";

const plain: Layout = { database: "telltale" };
const replicated = { path: "/clickhouse/tables/{shard}/{database}/{table}", replica: "{replica}" };
const whole: Layout = { database: "telltale", cluster: "shop", onCluster: true, replicated };
const place = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'";

test.each([
  [
    "CREATE TABLE IF NOT EXISTS t (a String) ENGINE = MergeTree ORDER BY a",
    `CREATE TABLE IF NOT EXISTS t ON CLUSTER \`shop\` (a String) ENGINE = ReplicatedMergeTree(${place}) ORDER BY a`,
  ],
  [
    "CREATE TABLE IF NOT EXISTS t (a String, seen DateTime('UTC')) ENGINE = ReplacingMergeTree(seen) ORDER BY a",
    `CREATE TABLE IF NOT EXISTS t ON CLUSTER \`shop\` (a String, seen DateTime('UTC')) ENGINE = ReplicatedReplacingMergeTree(${place}, seen) ORDER BY a`,
  ],
  [
    "CREATE TABLE t (a String) ENGINE = AggregatingMergeTree() PARTITION BY a ORDER BY a",
    `CREATE TABLE t ON CLUSTER \`shop\` (a String) ENGINE = ReplicatedAggregatingMergeTree(${place}) PARTITION BY a ORDER BY a`,
  ],
  [
    "CREATE MATERIALIZED VIEW IF NOT EXISTS v TO t AS SELECT a FROM b",
    "CREATE MATERIALIZED VIEW IF NOT EXISTS v ON CLUSTER `shop` TO t AS SELECT a FROM b",
  ],
  [
    "ALTER TABLE t\n  ADD COLUMN IF NOT EXISTS a String",
    "ALTER TABLE t ON CLUSTER `shop`\n  ADD COLUMN IF NOT EXISTS a String",
  ],
  ["DROP VIEW IF EXISTS v", "DROP VIEW IF EXISTS v ON CLUSTER `shop`"],
  ["INSERT INTO t SELECT a FROM b", "INSERT INTO t SELECT a FROM b"],
])("%s", (statement, expected) => {
  expect(rewriteStatement(statement, plain)).toBe(statement);
  expect(rewriteStatement(statement, whole)).toBe(expected);
});

const statements = readSqlFiles("schema").flatMap(({ name, text }) =>
  splitStatements(text).map((statement) => [name, statement] as const),
);

test.each(statements)("%s can be laid over a cluster", (_name, statement) => {
  const rewritten = rewriteStatement(statement, whole);
  expect(rewritten).toMatch(/^(INSERT|OPTIMIZE|TRUNCATE)\b|^[A-Z ]+ [\w.]+ ON CLUSTER `shop`/);
  expect(/\bENGINE\s*=(?! Null)/.test(rewritten)).toBe(/\bENGINE\s*=\s*Replicated/.test(rewritten));
});

test("a table over all shards keeps on one shard what replaces each other", () => {
  const layout = { database: "telltale", cluster: "shop" };
  expect(distributedTable({ name: "spans", sortingKey: "tenant, toStartOfHour(start), start" }, layout)).toBe(
    "CREATE OR REPLACE TABLE `telltale`.`spans` AS `telltale_local`.`spans` ENGINE = Distributed('shop', 'telltale_local', 'spans', cityHash64(trace_id))",
  );
  expect(distributedTable({ name: "documents", sortingKey: "tenant, kind, version" }, layout)).toContain(
    "cityHash64(tenant, kind, version))",
  );
});
