// Whether a query needs the roll-ups of what was stored last. Rows of spans, log records and points are in their tables when their
// sender is answered; the roll-ups of spans follow within a second, those of log records within two.
import { findTable } from "../../tables/registry.ts";

const tableName = /\b(?:FROM|JOIN)\s+(\w+)/gi;

/** `false` only when all tables of `text` are those that the writer inserts into itself. */
export function readsRollups(text: string): boolean {
  return [...text.matchAll(tableName)].some(([, name = ""]) => {
    const table = findTable(name);
    return table !== undefined && table.signal === undefined && name !== "resources";
  });
}
