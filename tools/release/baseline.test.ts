// The command that turns the steps of the schema into one. packages/console/test/reliability/baseline.test.ts makes stores of both.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { splitStatements } from "../../packages/console/src/store/schema/sql-statements.ts";
import { readSchema } from "../check-tables.ts";
import { root } from "../source-files.ts";
import { hasBaseline, writeBaseline } from "./baseline.ts";

const schema = "packages/console/src/sql/schema";

const isPrepared = hasBaseline(root);
if (isPrepared) console.log("skipped: the baseline of the schema: the first release is prepared");

test.skipIf(isPrepared)("all steps become one file with the same tables, columns and views, once", () => {
  const copy = mkdtempSync(path.join(tmpdir(), "telltale-baseline-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(path.join(root, schema), path.join(copy, schema), { recursive: true });
  const files = readdirSync(path.join(root, schema)).toSorted();
  const read = (folder: string): readonly string[] =>
    readdirSync(path.join(folder, schema))
      .toSorted()
      .flatMap((file) => splitStatements(readFileSync(path.join(folder, schema, file), "utf8")));

  expect(writeBaseline(copy)).toEqual(files);
  expect(readdirSync(path.join(copy, schema))).toEqual(["001-baseline.sql"]);
  const statements = read(copy);
  expect(readSchema(statements)).toEqual(readSchema(read(root)));
  expect(statements.filter((statement) => /^(?:DROP VIEW|TRUNCATE)/.test(statement))).toEqual([]);
  expect(() => writeBaseline(copy)).toThrow("Steps of a release stay as they are");
});
