// The file of a list: the rows that are loaded, and those of its further pages, which are written as they arrive.
import { toCsv, type CsvValue } from "../../lib/csv.ts";
import type { RestRows } from "../list/more-rows.ts";

/** Of more, the file has the first. */
export const mostRows = 1_000_000;

export interface SavedRows<Row> {
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string;
  readonly more?: RestRows<Row> | undefined;
  /** Headings and cells; the first row has the headings. */
  readonly tableOf: (rows: readonly Row[]) => readonly (readonly CsvValue[])[];
}

export interface RowsFile {
  readonly file: Blob;
  readonly rows: number;
  /** There are more than a file takes. */
  readonly isCut: boolean;
}

/**
 * Reads all rows. A row that moved to a later page meanwhile is written once.
 *
 * @throws what a page threw, and the reason of `signal` when it is aborted: there is no file then.
 */
export async function fileOfRows<Row>(
  { rows, keyOf, more, tableOf }: SavedRows<Row>,
  signal: AbortSignal,
  onRows: (count: number) => void,
  most: number = mostRows,
): Promise<RowsFile> {
  const first = rows.slice(0, most);
  const written = new Set(first.map(keyOf));
  const parts = [new Blob([toCsv(tableOf(first))])];
  let isCut = rows.length > most;
  if (more?.hasMore === true)
    for await (const page of more.rest(signal)) {
      signal.throwIfAborted();
      const kept: Row[] = [];
      for (const row of page) {
        const key = keyOf(row, written.size);
        if (written.has(key)) continue;
        isCut = written.size >= most;
        if (isCut) break;
        written.add(key);
        kept.push(row);
      }
      parts.push(new Blob([toCsv(tableOf(kept).slice(1))]));
      onRows(written.size);
      if (isCut) break;
    }
  signal.throwIfAborted();
  return { file: new Blob(parts, { type: "text/csv" }), rows: written.size, isCut };
}
