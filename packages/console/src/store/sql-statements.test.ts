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

test("finds the statements of the schema, each of which can be run again", () => {
  const statements = readSqlFiles("schema").flatMap(({ text }) => splitStatements(text));
  expect(statements.length).toBeGreaterThan(15);
  for (const statement of statements)
    expect(statement).toMatch(
      /^(CREATE (TABLE|MATERIALIZED VIEW)|ALTER TABLE \w+\s+ADD COLUMN) IF NOT EXISTS /,
    );
});
