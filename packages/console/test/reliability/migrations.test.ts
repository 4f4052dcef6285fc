// From the first schema to the newest and one step beyond it, with new rows in each table on the way: no step changes a row that was there,
// and the roll-ups agree in the end. Rows are made from the types of the columns, so that new tables are covered too.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClickHouseClient, command, select } from "../../src/store/client.ts";
import { type Migration, migrate, readSteps, toMigrations } from "../../src/store/schema/migrate.ts";
import { waitForUnfinishedChanges } from "../../src/store/schema/unfinished-changes.ts";
import { recoverRollups } from "../../src/store/upkeep/recover.ts";
import { expectRollupsToAgree } from "../support/rollups.ts";
import { type Definition, readDefinitions } from "../support/definitions.ts";
import { type EmptyDatabase, openEmptyDatabase } from "../support/empty-database.ts";
import { laterStep } from "../support/later-step.ts";

const steps = [...readSteps(), ...toMigrations([laterStep])];
const [first, later] = [steps[0]!, steps.at(-1)!];
const rows = 40;
const dayOne = 86_400;
let database: EmptyDatabase | undefined;
let client: ClickHouseClient;

beforeAll(async () => {
  database = await openEmptyDatabase();
  client = database.client;
});

afterAll(() => database?.remove());

test(
  "rows of every schema are as they were under the newest, and the roll-ups agree",
  { tags: ["extended"] },
  async () => {
    const prints = new Map<string, { readonly table: Table; readonly print: string }>();
    for (const [at, { name, number }] of steps.entries()) {
      expect(await migrate(client, { steps: steps.slice(0, at + 1) })).toEqual([number]);
      for (const { table, print } of prints.values())
        expect({ step: name, print: await fingerprint(table) }).toEqual({ step: name, print });
      const tables = await readTables();
      for (const table of tables.filter(
        ({ isFilledByView, isAggregated }) => !isFilledByView && !isAggregated,
      ))
        await fill(table, at * rows);
      prints.clear();
      for (const table of tables.filter(({ isAggregated }) => !isAggregated))
        prints.set(table.name, { table, print: await fingerprint(table) });
    }
    const counts = [...prints.values()].map(({ print }) => print).filter((print) => print.startsWith("0 "));
    expect(counts).toEqual([]);
    // each step runs once
    expect(await migrate(client, { steps })).toEqual([]);

    // Roll-ups that are younger than their rows are computed as after an unclean stop.
    await recoverRollups(client, { sinceSeconds: dayOne, keptFromSeconds: dayOne });
    await expectRollupsToAgree((sql) => select(client, sql));
  },
);

test(
  "a step that stopped before its end runs again, whichever statements it had run",
  { tags: ["extended"] },
  async () => {
    await empty();
    await migrate(client, { steps });
    const made = await readDefinitions(client);
    for (const { statements, number } of [first, later]) {
      for (const share of [0.5, 1]) {
        await empty();
        const before = steps.filter((step) => step.number < number);
        await migrate(client, { steps: before });
        for (const one of statements.slice(0, Math.round(statements.length * share)))
          await command(client, one);
        const missing = steps.slice(before.length);
        expect(await migrate(client, { steps })).toEqual(missing.map((step) => step.number));
        expect(await readDefinitions(client)).toEqual(made);
      }
    }
  },
);

test("a step that is not the one that was applied, and one that is unknown, are rejected", async () => {
  await empty();
  const text = "CREATE TABLE made (id UInt64) ENGINE = MergeTree ORDER BY id";
  const [known, newer] = toMigrations([
    { name: "001-made", text },
    { name: "002-more", text: "ALTER TABLE made ADD COLUMN more String" },
  ]) as [Migration, Migration];
  await migrate(client, { steps: [known, newer] });
  const made = await readDefinitions(client);
  const changed = { ...newer, checksum: "0".repeat(32) };
  await expect(migrate(client, { steps: [known, changed] })).rejects.toMatchObject({
    code: "MIGRATION_FAILED",
    message: expect.stringContaining("The schema step 002-more of the store differs") as string,
  });
  await expect(migrate(client, { steps: [known] })).rejects.toMatchObject({
    code: "SCHEMA_NEWER",
    message: expect.stringContaining("002-more") as string,
  });
  expect(await readDefinitions(client)).toEqual(made);
});

/** Drops all that the database has. */
async function empty(): Promise<void> {
  const isView = ({ engine }: Definition): boolean => engine === "MaterializedView";
  const all = await readDefinitions(client);
  for (const { name } of [...all.filter(isView), ...all.filter((one) => !isView(one))])
    await command(client, `DROP TABLE ${name} SYNC`);
}

test("a step that drops an index waits for unfinished changes of the table, and says so", async () => {
  await command(
    client,
    "CREATE TABLE dropping (id UInt64, INDEX ix_id id TYPE minmax) ENGINE = MergeTree ORDER BY id",
  );
  await command(client, "INSERT INTO dropping SELECT number FROM numbers(10)");
  await command(client, "SYSTEM STOP MERGES dropping");
  await command(client, "ALTER TABLE dropping DELETE WHERE id = 1 SETTINGS mutations_sync = 0");
  const notes: string[] = [];
  let isOver = false;
  const waiting = waitForUnfinishedChanges(client, "ALTER TABLE dropping DROP INDEX IF EXISTS ix_id", {
    note: (note) => notes.push(note),
  }).then(() => (isOver = true));
  await expect.poll(() => notes).toHaveLength(1);
  expect(notes[0]).toContain(
    "Waiting to drop indexes or columns of dropping: the store has 1 unfinished changes",
  );
  expect(isOver).toBe(false);
  await command(client, "SYSTEM START MERGES dropping");
  await waiting;
  const [left] = await select<{ rows: string }>(client, "SELECT toString(count()) AS rows FROM dropping");
  expect([left, notes.length]).toEqual([{ rows: "9" }, 1]);
  await command(client, "DROP TABLE dropping");
});

test(
  "a step that drops an index names the unfinished change that fails, and how to end it",
  { tags: ["extended"] },
  async () => {
    await command(
      client,
      "CREATE TABLE stuck (id UInt64, INDEX ix_id id TYPE minmax) ENGINE = MergeTree ORDER BY id",
    );
    await command(client, "INSERT INTO stuck SELECT number FROM numbers(10)");
    await command(
      client,
      "ALTER TABLE stuck DELETE WHERE throwIf(id = 1, 'row 1 is bad') SETTINGS mutations_sync = 0",
    );
    const notes: string[] = [];
    const options = { note: (note: string) => void notes.push(note), patienceMs: 600 };
    const statement = "ALTER TABLE stuck DROP INDEX IF EXISTS ix_id";
    await expect(waitForUnfinishedChanges(client, statement, options)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringMatching(
        /columns of stuck: its unfinished change \S+ fails: .*row 1 is bad/s,
      ) as string,
      fix: expect.stringContaining("start it with `--end-failed-changes`") as string,
    });
    await waitForUnfinishedChanges(client, statement, { ...options, endsFailed: true });
    expect(notes.at(-1)).toMatch(/^Ended the unfinished change \S+ of stuck, which failed: .*row 1 is bad/s);
    const [left] = await select<{ rows: string }>(client, "SELECT toString(count()) AS rows FROM stuck");
    expect(left).toEqual({ rows: "10" });
    await command(client, "DROP TABLE stuck");
  },
);

test(
  "a later step waits for the deletion of a person's data before it drops indexes",
  { tags: ["extended"] },
  async () => {
    await empty();
    await migrate(client);
    const notes: string[] = [];
    // without rows the deletion would be over at once
    await command(client, "INSERT INTO business_events (user_id) VALUES ('u1'), ('u2')");
    await command(client, "SYSTEM STOP MERGES business_events");
    await command(
      client,
      "ALTER TABLE business_events DELETE WHERE user_id = 'u1' SETTINGS mutations_sync = 0",
    );
    const dropping = toMigrations([
      { name: "901-dropping", text: "ALTER TABLE business_events DROP INDEX IF EXISTS ix_ts" },
    ]);
    const known = readSteps();
    const migrating = migrate(client, { steps: [...known, ...dropping], note: (note) => notes.push(note) });
    await expect.poll(() => notes).toHaveLength(1);
    expect(notes[0]).toContain("of business_events");
    await command(client, "SYSTEM START MERGES business_events");
    expect(await migrating).toEqual([901]);
  },
);

interface Column {
  readonly name: string;
  readonly type: string;
}

interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly isFilledByView: boolean;
  /** Rows of the same key are put together in the background. */
  readonly isAggregated: boolean;
}

async function readTables(): Promise<readonly Table[]> {
  const columns = await select<Column & { table: string }>(
    client,
    "SELECT table, name, type FROM system.columns WHERE database = 'telltale' AND default_kind NOT IN ('ALIAS', 'MATERIALIZED') ORDER BY table, position",
  );
  const tables = await select<{ name: string; engine: string; query: string }>(
    client,
    "SELECT name, engine, create_table_query AS query FROM system.tables WHERE database = 'telltale' AND name != 'schema_migrations'",
  );
  const targets = new Set(tables.map(({ query }) => / TO telltale\.(\w+)/.exec(query)?.[1]));
  return tables
    .filter(({ engine: kind }) => kind.endsWith("MergeTree"))
    .map(({ name, engine: kind }) => ({
      name,
      isAggregated: kind === "AggregatingMergeTree",
      columns: columns.filter(({ table }) => table === name),
      isFilledByView: targets.has(name),
    }));
}

/** How many rows, and a sum over all that is in them. */
async function fingerprint({ name, columns }: Table): Promise<string> {
  const list = columns.map((column) => `toString(\`${column.name}\`)`).join(", ");
  const [row] = await select<{ print: string }>(
    client,
    `SELECT concat(toString(count()), ' ', toString(sum(cityHash64(${list})))) AS print FROM \`${name}\``,
  );
  return `${row!.print} ${name}`;
}

async function fill({ name, columns }: Table, from: number): Promise<void> {
  const names = columns.map((column) => `\`${column.name}\``).join(", ");
  const values = columns.map((column) => valueOf(column)).join(", ");
  await command(client, `INSERT INTO \`${name}\` (${names}) SELECT ${values} FROM numbers(${from}, ${rows})`);
}

/** What views ask for. */
const knownValues: Readonly<Record<string, string>> = {
  event_name: "if(number % 3 = 0, 'exception', 'paid')",
  kind: "['transaction', 'journey', 'workflow', 'interaction', 'profile'][number % 5 + 1]",
  // Roll-ups that are older than their estimates take each span for one.
  weight: "1",
  phase: "if(number % 2 = 0, 'started', 'step')",
};

/** An expression over \`number\` for a column. */
function valueOf({ name, type }: Column): string {
  const known = knownValues[name];
  if (known !== undefined && !type.includes("Int")) return `CAST(${known} AS ${type})`;
  return `CAST(${plainValue(type)} AS ${innerType(type)})`;
}

function innerType(type: string): string {
  return /^SimpleAggregateFunction\(\w+, (.*)\)$/.exec(type)?.[1] ?? type;
}

function plainValue(type: string): string {
  const [, outer, inner] = /^(\w+)(?:\((.*)\))?$/s.exec(innerType(type))!;
  if (outer === "LowCardinality" || outer === "Nullable") return plainValue(inner!);
  if (outer === "Array") return `arrayMap(i -> CAST(${plainValue(inner!)} AS ${inner}), range(2))`;
  if (outer === "Map") {
    const [key, value] = splitTypes(inner!) as [string, string];
    return `map(CAST(${plainValue(key)} AS ${key}), CAST(${plainValue(value)} AS ${value}))`;
  }
  if (outer === "FixedString") return `leftPad(toString(number + 1), ${inner}, '0')`;
  if (outer === "String") return "concat('text ', toString(number))";
  if (outer === "Bool") return "number % 2 = 0";
  if (outer === "DateTime64") return "now64(9, 'UTC') - toIntervalSecond(number)";
  if (outer === "DateTime") return "now('UTC') - toIntervalSecond(number)";
  if (outer === "Date") return "today()";
  if (/^(U?Int|Float|Decimal)/.test(outer!)) return "number % 50";
  throw new Error(`No value is known for the type ${type}: add one here.`);
}

function splitTypes(list: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of list) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}
