// @module-tag extended
// The one step that a first release has makes the store that all steps make: each table and each view to the letter.
import { afterAll, beforeAll, expect, test } from "vitest";
import { baselineOf, hasBaseline } from "../../../../tools/release/baseline.ts";
import { type ClickHouseClient, command, select } from "../../src/store/client.ts";
import { migrate, toMigrations } from "../../src/store/schema/migrate.ts";
import { readSqlFiles } from "../../src/store/schema/sql-files.ts";
import { join } from "node:path";
import { type EmptyDatabase, openEmptyDatabase } from "../support/empty-database.ts";

const isPrepared = hasBaseline(join(import.meta.dirname, "../../../.."));
if (isPrepared) console.log("skipped: a store of the baseline: the first release is prepared");

let database: EmptyDatabase | undefined;
let client: ClickHouseClient;

beforeAll(async () => {
  database = await openEmptyDatabase();
  client = database.client;
});

afterAll(() => database?.remove());

test.skipIf(isPrepared)("a store of the baseline equals one of the steps", async () => {
  expect((await migrate(client)).length).toBeGreaterThan(20);
  const made = await definitions();
  expect(made.length).toBeGreaterThan(50);
  const tables = await select<{ name: string }>(
    client,
    "SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY engine != 'MaterializedView', name",
  );
  for (const { name } of tables) await command(client, `DROP TABLE IF EXISTS ${name} SYNC`);
  expect(await definitions()).toEqual([]);

  const [baseline] = toMigrations([{ name: "001-baseline", text: baselineOf(readSqlFiles("schema")) }]);
  // policies are the console's, made at its start
  expect(baseline!.statements.filter((statement) => /DICTIONARY|ROW POLICY/.test(statement))).toEqual([]);
  for (const statement of baseline!.statements) await command(client, statement);
  expect(await definitions()).toEqual(made);
});

/** What `SHOW CREATE` says of all that the database has; the journal of the steps is not made by them. */
async function definitions(): Promise<readonly string[]> {
  const rows = await select<{ name: string }>(
    client,
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND name != 'schema_migrations' ORDER BY name",
  );
  const texts: string[] = [];
  for (const { name } of rows) {
    const [shown] = await select<{ statement: string }>(client, `SHOW CREATE TABLE \`${name}\``);
    texts.push(shown!.statement);
  }
  return texts;
}
