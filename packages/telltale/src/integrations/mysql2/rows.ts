// How many rows an answer of mysql2 holds.
import { readField } from "../../calls/read-field.ts";

/** Rows of one statement, or of several; undefined for what returns none. */
export function rowsOf(result: unknown): number | undefined {
  if (!Array.isArray(result)) return undefined;
  const isSeveral = result.some((one) => Array.isArray(one) || readField(one, "affectedRows") !== undefined);
  // with `rowsAsArray` each row is a list, too
  if (!isSeveral || result.every((one) => Array.isArray(one) && !one.some(isRow))) return result.length;
  return result.reduce<number>((sum, one) => sum + (Array.isArray(one) ? one.length : 0), 0);
}

function isRow(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value)
  );
}
