// How many rows a result holds, in the forms of common drivers. A number that is not certain is not told.
import { readField } from "./read-field.ts";

/** The rows in `result`: a list (most drivers), `rows` (pg), a list and its columns (mysql2), `recordset` (mssql). */
export function rowsIn(result: unknown): number | undefined {
  if (Array.isArray(result)) return isAnswerAndColumns(result) ? rowsIn(result[0]) : result.length;
  const rows = readField(result, "rows") ?? readField(result, "recordset");
  return Array.isArray(rows) ? rows.length : undefined;
}

// mysql2 gives `[rows, columns]`, and `[header, undefined]` for what returns no rows
function isAnswerAndColumns(result: readonly unknown[]): boolean {
  const [answer, columns] = result;
  if (result.length !== 2 || (columns !== undefined && !Array.isArray(columns))) return false;
  return Array.isArray(answer) || readField(answer, "affectedRows") !== undefined;
}
