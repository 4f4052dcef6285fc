// The values of a result as text, and the widths of the columns.
import type { SqlResult } from "contract";

import { numberFormats } from "../../lib/sql-numbers.ts";

const narrowest = 7;
const widest = 48;
/** Rows that are measured for a width. */
const sample = 200;

/** `NULL`, lists and maps as JSON, everything else as it is. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** How the values of each column are shown. */
export function cellFormats(result: SqlResult): readonly ((value: unknown) => string)[] {
  return numberFormats(result).map((format) => (value) => format(cellText(value)));
}

/** The width of each column in characters: that of its longest value among the first, within bounds. */
export function columnWidths(result: SqlResult): readonly number[] {
  const formats = cellFormats(result);
  return result.columns.map(({ name }, at) => {
    const lengths = result.rows.slice(0, sample).map((row) => formats[at]!(row[at]).length);
    return Math.min(widest, Math.max(narrowest, name.length, ...lengths)) + 3;
  });
}
