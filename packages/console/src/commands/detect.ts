// `telltale-console detect FILE.csv`: an anomaly score for each row of a time series.
import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Command } from "commander";
import { detectCommand, type DetectValues } from "../config/detect-command.ts";
import { openFile } from "../import/open-file.ts";
import { openCsv } from "../import/tables/csv.ts";
import { ProblemError } from "../problem/problem.ts";
import { addCommand } from "./add-command.ts";
import { assessRows } from "./assess-rows.ts";

/** Rows between two lines of progress, and characters that are written at once. */
const [progressRows, bufferedLength] = [100_000, 64 * 1024];

export function addDetectCommand(program: Command): void {
  addCommand(program, detectCommand, async (values, [file]) => {
    await runDetect(file!, values, process.stdout, (rows) => void process.stderr.write(`${rows} rows\n`));
  });
}

/** Reads `path` and writes a line for each of its rows while it reads. @throws {ProblemError} at the first row that cannot be read. */
export async function runDetect(
  path: string,
  values: DetectValues,
  output: Writable,
  onProgress: (rows: number) => void,
): Promise<void> {
  const file = await openFile(path);
  if (file.kind !== "CSV")
    throw new ProblemError(
      "FILE_NOT_READ",
      `Cannot read ${path} as CSV: its first line is not a header with several columns.`,
      `Expected a header like \`${values.timeColumn},${values.valueColumn}\`.`,
    );
  const table = await openCsv(file.stream, file.firstLine);
  let [text, rows] = ["", 0];
  const flush = async (): Promise<void> => {
    if (text !== "" && !output.write(text)) await once(output, "drain");
    text = "";
  };
  for await (const line of assessRows(table, values)) {
    text += line;
    if (text.length >= bufferedLength) await flush();
    if (++rows % progressRows === 0) onProgress(rows);
  }
  await flush();
}
