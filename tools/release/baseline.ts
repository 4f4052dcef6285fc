// The steps of the store's schema as one: before the first release no store has run them one by one that has to be kept. After it they stay as
// they are.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { forEmpty } from "../../packages/console/src/store/schema/empty-store.ts";
import { splitStatements } from "../../packages/console/src/store/schema/sql-statements.ts";

const schemaFolder = "packages/console/src/sql/schema";
const baselineFile = "001-baseline.sql";

/** One file of the schema. */
interface Step {
  readonly name: string;
  readonly text: string;
}

/** Whether the steps in `root` are one already: the first release is prepared, and none of this is done again. */
export function hasBaseline(root: string): boolean {
  return existsSync(path.join(root, schemaFolder, baselineFile));
}

/**
 * Replaces all steps in `root` by one that makes the same store, and returns the names of those that it replaces.
 *
 * @throws {Error} where there is one step only: a released schema is not written again.
 */
export function writeBaseline(root: string): readonly string[] {
  const folder = path.join(root, schemaFolder);
  const steps = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));
  if (steps.length < 2 || steps[0]?.name === baselineFile)
    throw new Error(
      `Cannot write the baseline: ${schemaFolder} has one. Steps of a release stay as they are.`,
    );
  const text = baselineOf(steps);
  for (const { name } of steps) rmSync(path.join(folder, name));
  writeFileSync(path.join(folder, baselineFile), text);
  return steps.map(({ name }) => name);
}

/** The text of one step that makes the store which `steps` make one after the other. Each part has the first comment of its step. */
export function baselineOf(steps: readonly Step[]): string {
  const kept = [...forEmpty(steps.flatMap(({ text }) => splitStatements(text)))];
  const parts = steps.flatMap(({ text }) => {
    const own = splitStatements(text).filter((statement) => {
      if (statement !== kept[0]) return false;
      kept.shift();
      return true;
    });
    return own.length === 0
      ? []
      : [[...firstComment(text), ...own.map((statement) => `${statement};`)].join("\n\n")];
  });
  return `${parts.join("\n\n")}\n`;
}

function firstComment(text: string): string[] {
  const comment = /^(?:--[^\n]*\n)+/.exec(text)?.[0].trimEnd();
  return comment === undefined ? [] : [comment];
}
