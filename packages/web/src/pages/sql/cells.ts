// The values of a result as text, and the widths of the columns.
import type { SqlResult } from "contract";

const narrowest = 7;
const widest = 48;
/** Rows that are measured for a width. */
const sample = 200;

/** `NULL`, lists and maps as JSON, everything else as it is. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Numbers are aligned right. */
export function alignOf(type: string): "num" | "text" {
  return /^(?:(?:Nullable|LowCardinality)\()*(?:U?Int|Float|Decimal|BFloat)/.test(type) ? "num" : "text";
}

/** The width of each column in characters: that of its longest value among the first, within bounds. */
export function columnWidths({ columns, rows }: SqlResult): readonly number[] {
  return columns.map(({ name }, at) => {
    const lengths = rows.slice(0, sample).map((row) => cellText(row[at]).length);
    return Math.min(widest, Math.max(narrowest, name.length, ...lengths)) + 3;
  });
}
