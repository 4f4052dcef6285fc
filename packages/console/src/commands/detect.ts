// `telltale-console detect FILE.csv`: an anomaly score for each row of a time series.
import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Command } from "commander";
import { detectCommand, type DetectValues } from "../config/detect-command.ts";
import { openFile } from "../import/open-file.ts";
import { openCsv } from "../import/tables/csv.ts";
import { located, ProblemError } from "../problem/problem.ts";
import { addCommand } from "./add-command.ts";
import { assessRows, newTally, type Tally } from "./assess-rows.ts";

/** Rows between two lines of progress, and characters that are written at once. */
const [progressRows, bufferedLength] = [100_000, 64 * 1024];

export function addDetectCommand(program: Command): void {
  addCommand(program, detectCommand, async (values, [file]) => {
    await runDetect(file!, values, process.stdout, (line) => void process.stderr.write(`${line}\n`));
  });
}

/**
 * Reads `path` and writes a line for each of its rows while it reads.
 *
 * @param onNote gets lines for people: progress, what was read, and rows that are out of order.
 * @throws {ProblemError} at the first row that cannot be read.
 */
export async function runDetect(
  path: string,
  values: DetectValues,
  output: Writable,
  onNote: (line: string) => void,
): Promise<void> {
  const file = await open(path);
  if (file.kind !== "CSV")
    throw new ProblemError(
      "FILE_NOT_READ",
      `Cannot read ${path} as CSV: its first line is not a header with several columns.`,
      `Write a header like \`${values.timeColumn},${values.valueColumn}\` as the first line.`,
    );
  const table = await openCsv(file.stream, file.firstLine);
  const tally = newTally();
  let text = "";
  const flush = async (): Promise<void> => {
    if (text !== "" && !output.write(text)) await once(output, "drain");
    text = "";
  };
  for await (const line of assessRows(table, values, tally)) {
    text += line;
    if (text.length >= bufferedLength) await flush();
    if (tally.rows > 0 && tally.rows % progressRows === 0) onNote(`${tally.rows} rows`);
  }
  await flush();
  for (const note of notesOf(tally)) onNote(note);
}

async function open(path: string): ReturnType<typeof openFile> {
  try {
    return await openFile(path);
  } catch (error) {
    throw error instanceof ProblemError ? located(error, path) : error;
  }
}

function notesOf({ rows, gaps, anomalies, early, firstEarly }: Tally): readonly string[] {
  const parts = [
    counted(rows, "row", "rows"),
    ...(gaps === 0 ? [] : [`${gaps} without a value`]),
    counted(anomalies, "anomaly", "anomalies"),
  ];
  if (early === 0) return [parts.join(", ")];
  return [
    parts.join(", "),
    `${counted(early, "row is", "rows are")} earlier than the row above, the first in row ${firstEarly}. The detector learns from rows in the order of their times: sort the file.`,
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
