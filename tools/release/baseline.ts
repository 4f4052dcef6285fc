// The steps of the store's schema as one, before the first release: no store has run them one by one that has to be kept. After it they
// stay as they are. packages/console/test/reliability/baseline.test.ts makes stores of both.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { type ClickHouseClient, select } from "../../packages/console/src/store/client.ts";
import { migrate, toMigrations } from "../../packages/console/src/store/schema/migrate.ts";
import {
  type CommentedStatement,
  splitCommented,
} from "../../packages/console/src/store/schema/sql-statements.ts";
import { openEmptyDatabase } from "../../packages/console/test/support/empty-database.ts";

const schemaFolder = "packages/console/src/sql/schema";
const baseline = "001-baseline";

/** One file of the schema: its name without `.sql`. */
interface Step {
  readonly name: string;
  readonly text: string;
}

/**
 * Replaces all steps in `root` by one that makes the same store, and returns the files that it replaces: none where there is one step.
 * Starts an engine for it.
 */
export async function writeBaseline(root: string): Promise<readonly string[]> {
  const folder = path.join(root, schemaFolder);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  if (files.length < 2) return [];
  const steps = files.map((file) => ({
    name: path.basename(file, ".sql"),
    text: readFileSync(path.join(folder, file), "utf8"),
  }));
  const database = await openEmptyDatabase();
  try {
    await migrate(database.client, { steps: toMigrations(steps) });
    const text = await baselineOf(steps, database.client);
    for (const file of files) rmSync(path.join(folder, file));
    writeFileSync(path.join(folder, `${baseline}.sql`), text);
  } finally {
    await database.remove();
  }
  return files;
}

/**
 * The text of one step that makes the store which `steps` make one after the other. What no later step changes stays as it is written;
 * of a table that one alters, the engine says what it has become, below the comments of all.
 *
 * @param client of an empty store that `steps` have made.
 */
export async function baselineOf(steps: readonly Step[], client: ClickHouseClient): Promise<string> {
  const parts = new Map<string, SchemaPart>();
  for (const one of steps.flatMap(({ text }) => splitCommented(text))) add(parts, one);
  const texts: string[] = [];
  for (const [name, { text, isAltered, fills }] of parts) {
    if (isAltered)
      texts.push([...text.split("\n").filter(isComment), await definitionOf(client, name)].join("\n"));
    else if (fills === undefined || (await hasRows(client, fills))) texts.push(text);
  }
  return `${texts.map((text) => `${text};`).join("\n\n")}\n`;
}

/** A table or view, or an INSERT. */
interface SchemaPart {
  readonly text: string;
  readonly isAltered: boolean;
  /** The table that an INSERT adds rows to. */
  readonly fills: string | undefined;
}

const forms = {
  create: /^CREATE (?:TABLE|MATERIALIZED VIEW) IF NOT EXISTS (\w+)/,
  alter: /^ALTER TABLE (\w+)/,
  drop: /^DROP (?:TABLE|VIEW) IF EXISTS (\w+)/,
  insert: /^INSERT INTO (\w+)/,
  empty: /^TRUNCATE TABLE (\w+)/,
};

/** @throws {Error} for a statement that none of `forms` describes. */
function add(parts: Map<string, SchemaPart>, { statement, text }: CommentedStatement): void {
  const nameIn = (form: keyof typeof forms): string | undefined => forms[form].exec(statement)?.[1];
  const created = nameIn("create");
  const altered = nameIn("alter");
  const dropped = nameIn("drop");
  const filled = nameIn("insert");
  if (created !== undefined)
    parts.set(created, parts.get(created) ?? { text, isAltered: false, fills: undefined });
  else if (filled !== undefined) parts.set(statement, { text, isAltered: false, fills: filled });
  else if (dropped !== undefined) parts.delete(dropped);
  else if (altered !== undefined) {
    const before = parts.get(altered);
    if (before === undefined)
      throw new Error(`Cannot merge the steps: ${altered} is altered before it is made.`);
    const comments = text.split("\n").filter(isComment);
    parts.set(altered, { ...before, text: [before.text, ...comments].join("\n"), isAltered: true });
  } else if (nameIn("empty") === undefined)
    throw new Error(`Cannot merge the steps: unexpected statement \`${statement.slice(0, 80)}\`.`);
}

function isComment(line: string): boolean {
  return line.startsWith("--");
}

/** As the engine shows it, without the database and with `IF NOT EXISTS`. */
async function definitionOf(client: ClickHouseClient, name: string): Promise<string> {
  const [shown] = await select<{ statement: string }>(client, `SHOW CREATE TABLE \`${name}\``);
  return shown!.statement.replace(/^CREATE TABLE \w+\./, "CREATE TABLE IF NOT EXISTS ");
}

async function hasRows(client: ClickHouseClient, table: string): Promise<boolean> {
  return (await select(client, `SELECT 1 FROM \`${table}\` LIMIT 1`)).length > 0;
}
