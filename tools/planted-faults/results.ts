// The results of a run in a folder: a line of JSON for each fault, and for each test file whether it passes without a fault.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";

import type { Tier } from "./suite.ts";

/** What one run says of a fault. */
export interface Row {
  readonly id: string;
  /** `gone`: its lines are not in this checkout. */
  readonly status: "found" | "missed" | "gone";
  readonly tier?: Tier;
  /** The test files that found it; `build` if the packages cannot be built. */
  readonly by?: readonly string[];
  readonly how?: "failed" | "timeout" | "build";
  readonly message?: string;
  /** Of a missed fault: why no result of the product differs with it, so that no test can find it. */
  readonly harmless?: string;
  /** Test files that ran. */
  readonly ran: number;
  /** Test files that can find it and did not run, because the time of their tier was over; all tiers together. */
  readonly left: number;
  /** Test files that failed, but not because of the fault. */
  readonly dismissed: readonly string[];
  readonly seconds: number;
}

export interface Results {
  readonly rows: readonly Row[];
  /** Whether a test file passes without a fault, if that is known. */
  passes(file: string): boolean | undefined;
  addRow(row: Row): void;
  addBaseline(file: string, passes: boolean): void;
}

/** Opens the results in `folder`. Of the test files `passing` it is known that they pass. */
export function openResults(folder: string, passing: ReadonlySet<string> = new Set()): Results {
  const baselineFile = path.join(folder, "baseline.jsonl");
  const baseline = new Map(
    readLines<{ file: string; passes: boolean }>(baselineFile).map(({ file, passes }) => [file, passes]),
  );
  const rows = [...readRows(folder)];
  return {
    rows,
    passes: (file) => baseline.get(file) ?? (passing.has(file) ? true : undefined),
    addRow(row) {
      rows.push(row);
      appendFileSync(path.join(folder, "rows.jsonl"), `${JSON.stringify(row)}\n`);
    },
    addBaseline(file, passes) {
      baseline.set(file, passes);
      appendFileSync(baselineFile, `${JSON.stringify({ file, passes })}\n`);
    },
  };
}

/** The rows of a run in one or several folders; of several for a fault the last one of the last folder. */
export function readRows(...folders: readonly string[]): readonly Row[] {
  const rows = folders.flatMap((folder) => readLines<Row>(path.join(folder, "rows.jsonl")));
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** A file with a line of JSON for each entry; none if it is not there. */
export function readLines<T>(file: string): readonly T[] {
  if (!existsSync(file)) return [];
  // a run that was ended may leave half a line
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.endsWith("}"));
  return lines.map((line) => JSON.parse(line) as T);
}
