import { expect, test } from "vitest";
import { readSqlFiles } from "./sql-files.ts";
import { splitStatements } from "./sql-statements.ts";

test.each([
  ["SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]],
  ["SELECT ';'; SELECT 'it\\'s;'", ["SELECT ';'", "SELECT 'it\\'s;'"]],
  ["-- one; two\nSELECT 1 -- ; three\n;", ["SELECT 1"]],
  ['SELECT `a;b`, "c;d", 3 - 2;;', ['SELECT `a;b`, "c;d", 3 - 2']],
  ["", []],
])("splits %j", (text, statements) => {
  expect(splitStatements(text)).toEqual(statements);
});

const again =
  /^(CREATE (TABLE|MATERIALIZED VIEW) IF NOT EXISTS|DROP VIEW IF EXISTS|TRUNCATE TABLE|ALTER TABLE \w+\s+((ADD COLUMN|ADD INDEX) IF NOT EXISTS|DROP INDEX IF EXISTS|MODIFY SETTING|MODIFY TTL|MATERIALIZE INDEX)) /;

/** Tables in which a row that comes twice changes nothing: sets of events, extremes, the latest. */
const countsOnce = ["journey_days", "journey_steps", "session_owners", "workflow_days", "workflow_names"];

test("finds the statements of the schema, each of which can be run again", () => {
  const files = readSqlFiles("schema").map(({ text }) => splitStatements(text));
  expect(files.flat().length).toBeGreaterThan(15);
  const once = files.flatMap((statements) => statements.filter((_, at) => !canRunAgain(statements, at)));
  expect(once).toEqual([]);
});

/** An insert comes after its table was emptied, leaves out what is there, or goes where the same row counts once. */
function canRunAgain(statements: readonly string[], at: number): boolean {
  const statement = statements[at]!;
  const table = /^INSERT INTO (\w+)/.exec(statement)?.[1];
  if (table === undefined) return again.test(statement);
  const isEmptied = statements.slice(0, at).includes(`TRUNCATE TABLE ${table}`);
  return isEmptied || statement.includes(" NOT IN (") || countsOnce.includes(table);
}
