// Reads data for a replay: tables, exports of the console's store, scenarios.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type Fact, factsOfCsv, isScenario, type Recording, TableMistake } from "alerts";
import { loadModule } from "../catalog/load-module.ts";
import { Failure } from "../failure.ts";
import { factsOfExport } from "./export-facts.ts";

/**
 * The facts of one or several files.
 *
 * @throws {Failure} for a file that cannot be read, with the row and the column.
 * @example
 * const recording = await readData(["orders.csv"]);
 */
export async function readData(files: readonly string[]): Promise<Recording> {
  const recordings: Recording[] = [];
  for (const file of files.flatMap(filesOf)) recordings.push(await readOne(file));
  if (recordings.length === 1) return recordings[0]!;
  const facts: Fact[] = [];
  for (const one of recordings) for (const fact of one.facts) facts.push(fact);
  const [from, to] = [known(recordings.map((one) => one.from)), known(recordings.map((one) => one.to))];
  return {
    facts,
    ...(from.length > 0 && { from: Math.min(...from) }),
    ...(to.length > 0 && { to: Math.max(...to) }),
  };
}

/** Of a folder: tables and exports. Modules in it may be rules. */
function filesOf(place: string): readonly string[] {
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return [place];
  const files = readdirSync(place).filter((name) => /\.(?:csv|jsonl|ndjson)$/i.test(name));
  if (files.length > 0) return files.toSorted().map((name) => path.join(place, name));
  throw new Failure(
    `${place} has no data.`,
    "Put files into it: .csv for tables, .jsonl for exports of the console.",
  );
}

function known(values: readonly (number | undefined)[]): number[] {
  return values.filter((one) => one !== undefined);
}

async function readOne(file: string): Promise<Recording> {
  switch (path.extname(file).toLowerCase()) {
    case ".csv":
      return { facts: readTable(file) };
    case ".jsonl":
    case ".ndjson":
      return { facts: factsOfExport(textOf(file).replace(/^\uFEFF/, ""), file) };
    case ".ts":
    case ".mts":
    case ".js":
    case ".mjs":
      return readScenario(file);
    default:
      throw new Failure(
        `Cannot read ${file}: the extension \`${path.extname(file)}\` is unknown.`,
        "Use .csv for a table, .jsonl for an export of the console, .ts for a scenario.",
      );
  }
}

function readTable(file: string): readonly Fact[] {
  try {
    return factsOfCsv(textOf(file));
  } catch (error) {
    if (!(error instanceof TableMistake)) throw error;
    throw new Failure(
      `Cannot read ${file}: ${error.message}`,
      'See "Data" in docs/guide/alerts.md.',
      undefined,
      {
        cause: error,
      },
    );
  }
}

async function readScenario(file: string): Promise<Recording> {
  const exported = Object.values(await loadModule(path.resolve(file), "the scenario"));
  const found = [...new Set(exported)].filter((one) => isScenario(one));
  if (found.length === 1) return found[0]!;
  throw new Failure(
    `${file} exports ${found.length === 0 ? "no scenario" : `${found.length} scenarios`}; expected one.`,
    "Write `export default scenario({ … })`, imported from `telltale-cli/alerts`.",
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Failure(
      `Cannot read ${file}: ${(cause as Error).message}.`,
      "Pass a file that exists.",
      undefined,
      {
        cause,
      },
    );
  }
}
