import { expect, test } from "vitest";
import { runTogether } from "./run-together.ts";

const statements = [
  "CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree ORDER BY x",
  "CREATE TABLE IF NOT EXISTS b (x UInt8) ENGINE = MergeTree ORDER BY x",
  "ALTER TABLE a ADD INDEX IF NOT EXISTS ix_x x TYPE minmax",
  "INSERT INTO b (x) SELECT x FROM a",
  "CREATE MATERIALIZED VIEW IF NOT EXISTS b_view TO b AS SELECT x FROM a",
] as const;

test("a statement runs when those before it have ended that have to do with it, and no later", async () => {
  const ends = new Map<string, () => void>();
  const begun: string[] = [];
  const all = runTogether(statements, (statement) => {
    begun.push(statement);
    return new Promise((resolve) => ends.set(statement, resolve));
  });
  const [tableA, tableB, index, fill, view] = statements;
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
    statement === statements[1] ? Promise.reject(new Error("no")) : Promise.resolve();
  await expect(runTogether(statements, run)).rejects.toThrow("no");
});
