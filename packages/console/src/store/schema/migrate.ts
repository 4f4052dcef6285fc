// Brings the tables up to what this code expects. Files of `sql/schema` are numbered: the first makes a new store, each later one changes
// it. Each runs once and is recorded with a checksum. Statements are idempotent, so one that was interrupted is simply run again.
import { ProblemError } from "../../problem/problem.ts";
import { createHash } from "node:crypto";
import { type ClickHouseClient, command, longCommand, select } from "../client.ts";
import { leastClickHouse } from "../least-clickhouse.ts";
import { runTogether } from "./run-together.ts";
import { readSqlFiles, type SqlFile } from "./sql-files.ts";
import { splitStatements } from "./sql-statements.ts";
import { waitForUnfinishedChanges } from "./unfinished-changes.ts";

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** One numbered step of the schema. */
export interface Migration extends Applied {
  readonly statements: readonly string[];
}

export interface MigrateOptions {
  /** What happens to each statement on the server behind the client. */
  readonly rewrite?: (statement: string) => string;
  /** For what a step waits. */
  readonly note?: (note: string) => void;
  /** Ends unfinished changes that keep failing, where a step has to wait for them. */
  readonly endsFailed?: boolean | undefined;
  /** Absent: those of this version. */
  readonly steps?: readonly Migration[];
}

/** The statement that makes the table of the steps that were applied. */
export const journal =
  "CREATE TABLE IF NOT EXISTS schema_migrations (number UInt32, name String, checksum String, applied DateTime('UTC') DEFAULT now()) ENGINE = ReplacingMergeTree(applied) ORDER BY number";

/**
 * Applies what is missing and returns the numbers it applied.
 *
 * @throws {ProblemError} `SCHEMA_NEWER` when the store was written by a newer console, `MIGRATION_FAILED` when a file changed after it
 * was applied or a statement fails.
 */
export async function migrate(
  client: ClickHouseClient,
  options: MigrateOptions = {},
): Promise<readonly number[]> {
  const missing = await missingMigrations(client, options.steps);
  for (const migration of missing) {
    await apply(client, migration, options);
    await note(client, migration);
  }
  return missing.map(({ number }) => number);
}

/** Notes that a step was applied. */
function note(client: ClickHouseClient, { number, name, checksum }: Applied): Promise<void> {
  return client.insert({
    table: "schema_migrations",
    values: [{ number, name, checksum }],
    clickhouse_settings: { async_insert: 0 },
  });
}

/** What is to be done still. */
export async function missingMigrations(
  client: ClickHouseClient,
  steps: readonly Migration[] = readSteps(),
): Promise<readonly Migration[]> {
  await command(client, journal);
  const applied = await select<Applied>(
    client,
    "SELECT number, name, checksum FROM schema_migrations FINAL ORDER BY number",
  );
  return planMigrations(steps, applied);
}

/** The steps of this version. */
export function readSteps(): readonly Migration[] {
  return toMigrations(readSqlFiles("schema"));
}

/** Reads the number from the name of each file; the checksum ignores comments and white space. */
export function toMigrations(files: readonly SqlFile[]): readonly Migration[] {
  return files.map(({ name, text }) => {
    const statements = splitStatements(text);
    const bare = statements.map((statement) => statement.replaceAll(/\s+/g, " ")).join(";");
    const checksum = createHash("sha256").update(bare).digest("hex").slice(0, 32);
    return { number: Number.parseInt(name, 10), name, checksum, statements };
  });
}

/** Compares what there is with what was applied, and returns what is to be done. */
export function planMigrations(
  migrations: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  for (const { number, name, checksum } of applied) {
    const migration = known.get(number);
    if (migration === undefined) {
      throw new ProblemError(
        "SCHEMA_NEWER",
        `The store was written by a newer telltale-console: its schema step ${name} is unknown to this one.`,
        "Start the newer version again, or give this one a directory of its own with `--data DIR`.",
      );
    }
    if (migration.checksum !== checksum) {
      throw new ProblemError(
        "MIGRATION_FAILED",
        `The schema step ${name} of the store differs from that of this telltale-console (${checksum} there, ${migration.checksum} here).`,
        "Start the version that made the store, or give this one a directory of its own with `--data DIR`.",
      );
    }
  }
  const done = new Set(applied.map(({ number }) => number));
  return migrations.filter(({ number }) => !done.has(number));
}

async function apply(
  client: ClickHouseClient,
  { number, name, statements }: Migration,
  { rewrite = (statement) => statement, note: onNote = () => undefined, endsFailed }: MigrateOptions,
): Promise<void> {
  const run = (statement: string): Promise<void> =>
    namingStep(name, statement, async () => {
      const text = rewrite(statement);
      await waitForUnfinishedChanges(client, text, { note: onNote, endsFailed });
      // Computing a roll-up of what a store has already can take minutes.
      if (text.startsWith("INSERT")) await longCommand(client, text, {}, { max_execution_time: 0 });
      else await command(client, text);
    });
  // the first step changes nothing that is there, so that only names order its statements
  if (number === 1) return runTogether(statements, run);
  for (const statement of statements) await run(statement);
}

/** @throws {ProblemError} `MIGRATION_FAILED` with the step when `act` fails. */
async function namingStep(name: string, statement: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    const fix =
      cause instanceof ProblemError && cause.code === "MIGRATION_FAILED"
        ? cause.fix
        : `With \`--clickhouse URL\`, use ClickHouse ${leastClickHouse} or later and a user who may create tables and views.`;
    throw new ProblemError(
      "MIGRATION_FAILED",
      `Cannot apply the schema step ${name}: ${(cause as Error).message} (at \`${statement.slice(0, 80)}…\`)`,
      fix,
      { cause },
    );
  }
}
