// How many rows a result holds, in the forms of common drivers. A number that is not certain is not told.
import { readField } from "./read-field.ts";

/** The rows in `result`: a list (most drivers), `rows` (pg), a list and its columns (mysql2), `recordset` (mssql). */
export function rowsIn(result: unknown): number | undefined {
  if (Array.isArray(result)) return isRowsAndColumns(result) ? result[0].length : result.length;
  const rows = readField(result, "rows") ?? readField(result, "recordset");
  return Array.isArray(rows) ? rows.length : undefined;
}

// mysql2 gives `[rows, columns]`, and `[header, undefined]` for what returns no rows
function isRowsAndColumns(result: readonly unknown[]): result is readonly [readonly unknown[], unknown] {
  return (
    result.length === 2 && Array.isArray(result[0]) && (result[1] === undefined || Array.isArray(result[1]))
  );
}
