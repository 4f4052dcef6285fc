import { expect, test } from "vitest";
import { forEmpty, runTogether } from "./empty-store.ts";

const steps = [
  "CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree ORDER BY x",
  "CREATE TABLE IF NOT EXISTS b (x UInt8) ENGINE = MergeTree ORDER BY x",
  "CREATE MATERIALIZED VIEW IF NOT EXISTS b_view TO b AS SELECT x FROM a",
  "CREATE MATERIALIZED VIEW IF NOT EXISTS gone_view TO b AS SELECT x FROM a",
  "ALTER TABLE a ADD INDEX IF NOT EXISTS ix_x x TYPE minmax",
  "ALTER TABLE a MATERIALIZE INDEX ix_x",
  "DROP VIEW IF EXISTS b_view",
  "TRUNCATE TABLE b",
  "INSERT INTO b (x) SELECT x FROM a",
  "CREATE MATERIALIZED VIEW IF NOT EXISTS b_view TO b AS SELECT x + 1 AS x FROM a",
  "DROP VIEW IF EXISTS gone_view",
  "DROP VIEW IF EXISTS b_view",
  "CREATE MATERIALIZED VIEW IF NOT EXISTS b_view TO b AS SELECT x + 2 AS x FROM a",
];

test("views that are dropped later are not made, and rows that are not there are not rewritten", () => {
  expect(forEmpty(steps)).toEqual([steps[0], steps[1], steps[4], steps[8], steps[12]]);
});

test("a statement runs when those before it have ended that have to do with it, and no later", async () => {
  const ends = new Map<string, () => void>();
  const begun: string[] = [];
  const statements = forEmpty(steps);
  const all = runTogether(statements, (statement) => {
    begun.push(statement);
    return new Promise((resolve) => ends.set(statement, resolve));
  });
  const [tableA, tableB, index, fill, view] = statements as [string, string, string, string, string];
  async function end(statement: string): Promise<void> {
    ends.get(statement)!();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([tableA, tableB]);
  await end(tableB);
  expect(begun).toEqual([tableA, tableB]);
  await end(tableA);
  expect(begun).toEqual([tableA, tableB, index]);
  await end(index);
  expect(begun).toEqual([tableA, tableB, index, fill]);
  await end(fill);
  expect(begun).toEqual([tableA, tableB, index, fill, view]);
  await end(view);
  await all;
});

test("the first failure is reported when all that run have ended", async () => {
  const run = (statement: string): Promise<void> =>
    statement === steps[1] ? Promise.reject(new Error("no")) : Promise.resolve();
  await expect(runTogether(forEmpty(steps), run)).rejects.toThrow("no");
});
