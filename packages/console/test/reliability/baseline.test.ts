// @module-tag extended
// The one step that a first release has makes the store that all steps make: each table and each view to the letter.
import { afterAll, beforeAll, expect, test } from "vitest";
import { baselineOf } from "../../../../tools/release/baseline.ts";
import { type ClickHouseClient, command } from "../../src/store/client.ts";
import { migrate, toMigrations } from "../../src/store/schema/migrate.ts";
import { readSqlFiles } from "../../src/store/schema/sql-files.ts";
import { readDefinitions } from "../support/definitions.ts";
import { type EmptyDatabase, openEmptyDatabase } from "../support/empty-database.ts";
import { laterStep } from "../support/later-step.ts";

let database: EmptyDatabase | undefined;
let client: ClickHouseClient;

beforeAll(async () => {
  database = await openEmptyDatabase();
  client = database.client;
});

afterAll(() => database?.remove());

test("a store of the baseline equals one of the steps", async () => {
  const steps = [...readSqlFiles("schema"), laterStep];
  await migrate(client, { steps: toMigrations(steps) });
  const made = await readDefinitions(client);
  expect(made.length).toBeGreaterThan(50);
  const text = await baselineOf(steps, client);
  const views = made.filter(({ engine }) => engine === "MaterializedView");
  for (const { name } of [...views, ...made]) await command(client, `DROP TABLE IF EXISTS ${name} SYNC`);
  expect(await readDefinitions(client)).toEqual([]);

  const baseline = toMigrations([{ name: "001-baseline", text }]);
  await migrate(client, { steps: baseline });
  expect(await readDefinitions(client)).toEqual(made);
  const statements = baseline.flatMap((step) => step.statements);
  expect(statements.filter((one) => !one.startsWith("CREATE "))).toEqual([
    expect.stringMatching(/^INSERT INTO rolled_attributes /),
  ]);
  // what no later step changes is as it was written, and comments stay
  expect(text).toContain(
    "\n-- A session belongs to the user last seen with it.\nCREATE TABLE IF NOT EXISTS identities (\n  tenant",
  );
  expect(text).toContain(
    "-- A column, another index, and a roll-up with what is stored already.\nCREATE TABLE IF NOT EXISTS spans\n",
  );
});
