// CSV (RFC 4180) with names in its first row, read as a stream: https://www.rfc-editor.org/rfc/rfc4180
import { pipeline, type Readable } from "node:stream";
import { ownLimits } from "../limits.ts";
import type { Table, TableRow } from "./table.ts";
import { ProblemError } from "../../problem/problem.ts";

/** What a list of names is written with: also what spreadsheets write where the comma is part of numbers. */
const delimiters = [",", ";", "\t"] as const;

/** Whether `line`, the first of a file, looks like names of several columns. */
export function isCsvHeader(line: string): boolean {
  const names = line
    .replace(/^\uFEFF/, "")
    .trim()
    .split(delimiterOf(line));
  return names.length > 1 && names.every((name) => /^(?:"[^"]*"|[A-Za-z_][^"{}[\]:]*)$/.test(name.trim()));
}

/**
 * @param firstLine of the file, from which its delimiter is detected.
 * @param maxRowBytes a quote that is never closed would take the rest of the file for one cell.
 */
export async function openCsv(
  stream: Readable,
  firstLine: string,
  maxRowBytes: number = ownLimits.maxRowBytes,
): Promise<Table> {
  // Loaded where it is needed: a console that starts does not pay for it.
  const { parse } = await import("csv-parse");
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(firstLine),
    // Rows of another length are reported one by one.
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRowBytes,
  });
  // The reader of the parser gets the stream's error.
  pipeline(stream, parser, () => {});
  const records = (parser as AsyncIterable<string[]>)[Symbol.asyncIterator]();
  const header = await explained(() => records.next());
  const columns = header.done === true ? [] : header.value.map((name) => asWritten(name).trim());
  return { format: "CSV", columns, rows: () => rowsOf(records) };
}

async function* rowsOf(records: AsyncIterator<string[]>): AsyncGenerator<TableRow> {
  try {
    for (;;) {
      const next = await explained(() => records.next());
      if (next.done === true) return;
      yield next.value.map(asWritten);
    }
  } finally {
    await records.return?.();
  }
}

const neutralized = /^'+[=+\-@\t\r\n]/;

/** Without the apostrophe that keeps spreadsheets from running a cell: see `store/query/csv-formulas.ts`. */
function asWritten(cell: string): string {
  return cell.charCodeAt(0) === 0x27 && neutralized.test(cell) ? cell.slice(1) : cell;
}

async function explained<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    // Errors of the parser have their line.
    const { message, code, lines } = cause as Error & { readonly code?: string; readonly lines?: number };
    if (lines === undefined) throw cause;
    const hint = code === "CSV_QUOTE_NOT_CLOSED" ? "Is it cut off?" : "Quotes in a cell are written twice.";
    throw new ProblemError("FILE_NOT_READ", `Line ${lines} is not CSV: ${message}. ${hint}`, "", { cause });
  }
}

function delimiterOf(line: string): string {
  const count = (delimiter: string): number => line.split(delimiter).length;
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best));
}
