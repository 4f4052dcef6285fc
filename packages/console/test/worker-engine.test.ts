// The engine that all files of a worker share: a place finds nothing of those before it.
import { expect, onTestFinished, test } from "vitest";
import { command, select } from "../src/store/client.ts";
import { takeWorkerEngine, type WorkerEngine } from "./support/worker-engine.ts";

async function take(): Promise<WorkerEngine> {
  const engine = await takeWorkerEngine();
  if (engine === undefined) throw new Error("The engine was not given back by a file before this one.");
  return engine;
}

/** Rows of each table that holds rows, but for those of the schema itself. */
async function countRows({ writer }: WorkerEngine): Promise<ReadonlyMap<string, number>> {
  const tables = await select<{ table: string; rows: string }>(
    writer,
    `SELECT concat(database, '.', name) AS table, toString(total_rows) AS rows FROM system.tables
     WHERE database IN ('telltale', 'telltale_readers') AND endsWith(engine, 'MergeTree')
       AND name NOT IN ('schema_migrations', 'rolled_attributes')`,
  );
  return new Map(tables.map(({ table, rows }) => [table, Number(rows)]));
}

/** One row of default values in each table. */
async function fillAll(engine: WorkerEngine): Promise<void> {
  const columns = await select<{ table: string; column: string; type: string }>(
    engine.writer,
    `SELECT concat(database, '.', table) AS table, argMin(name, position) AS column, argMin(type, position) AS type
     FROM system.columns WHERE database IN ('telltale', 'telltale_readers') AND default_kind = '' GROUP BY table`,
  );
  const tables = await countRows(engine);
  for (const { table, column, type } of columns.filter((one) => tables.has(one.table)))
    await command(
      engine.writer,
      `INSERT INTO ${table} (${column}) SELECT defaultValueOfTypeName({type:String})`,
      {
        type,
      },
    );
}

test("rows in every table are gone when it is taken again", async () => {
  const first = await take();
  const store = await first.open({ writer: { maxAgeMs: 1 } });
  // its reader is in a database of its own
  await store.of("acme");
  await fillAll(first);
  await store.close();
  const filled = await countRows(first);
  expect(filled.size).toBeGreaterThan(35);
  expect([...filled].filter(([, rows]) => rows === 0)).toEqual([]);
  await first.giveBack();

  const second = await take();
  expect(second.pid).toBe(first.pid);
  expect([...(await countRows(second))].filter(([, rows]) => rows > 0)).toEqual([]);
  await second.giveBack();
});

test(
  "one whose schema was changed, or that was killed, is not given to another place",
  { tags: ["extended"] },
  async () => {
    const first = await take();
    const store = await first.open();
    await store.chooseAttributes({ typed: [{ key: "tier", type: "string" }], rolled: [] });
    await store.close();
    await first.giveBack();

    const second = await take();
    expect(second.pid).not.toBe(first.pid);
    process.kill(second.pid!, "SIGKILL");
    await second.giveBack();

    const third = await take();
    onTestFinished(() => third.giveBack());
    expect(third.pid).not.toBe(second.pid);
  },
);

test("is given to one place at a time", async () => {
  const first = await take();
  expect(await takeWorkerEngine()).toBeUndefined();
  await first.giveBack();
  await (await take()).giveBack();
});
