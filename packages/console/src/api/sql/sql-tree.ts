// The second check of a query: its `EXPLAIN QUERY TREE`, first as parsed, then with tables, columns and functions resolved. All names in
// it are checked, except in the values of strings: a name that is hidden in another name or in a type only adds to them.
import { readableSystemTables, readableTables } from "../../tables/registry.ts";
import { placeColumns } from "./sql-functions.ts";
import { isKnownFunction, isKnownTableFunction } from "./sql-known.ts";

const tables = new Set(readableTables.map(({ name }) => name));
const systemTables = new Set(readableSystemTables.map((name) => `system.${name}`));

/** Up to the next comma: in a name that has one, its beginning, which is then no name of anything. */
const names = /\b(table_function_name|function_name|table_name|column_name): ([^,\n]*)/g;

/** Table of the engine for a recursive query. */
const ofRecursion = /^_temporary_and_external_tables\.`?_tmp_[0-9a-f-]{36}`?$/;

/** @returns why the query may not run; `undefined` when it may. Takes time that is linear in the length of `tree`. */
export function refusalOfTree(tree: string): string | undefined {
  if (!/^(QUERY|UNION) id: 0/.test(tree)) return "The store does not say what it would do";
  if (/^ *SETTINGS /m.test(tree)) return "Queries cannot change settings";
  const seen = new Set<string>();
  for (const [found, what, name] of withoutTexts(tree).matchAll(names)) {
    if (seen.has(found)) continue;
    seen.add(found);
    if (!isAllowed[what as keyof typeof isAllowed](name!)) return refusals[what as keyof typeof refusals];
  }
  return undefined;
}

/**
 * Empties the texts of constants, which may say anything. Their lines name no function, and a line of a function stays as it is, so that
 * nothing in it can be hidden between quotes.
 */
function withoutTexts(tree: string): string {
  return tree.replaceAll(/^ *CONSTANT id: .*$/gm, (line) =>
    line.replaceAll(/'[^'\\]*(?:\\.[^'\\]*)*'/g, "''"),
  );
}

/** Whether a name could be taken for a part of the tree. */
export function readsLikeTree(name: string): boolean {
  return /\b(?:table_function|function|table|column)_name: /.test(name);
}

const isAllowed = {
  function_name: isKnownFunction,
  table_function_name: isKnownTableFunction,
  table_name: isReadable,
  column_name: (name: string) => !placeColumns.has(name),
};

const refusals = {
  function_name: "It uses a function that is not allowed",
  table_function_name: "It uses a table function that is not allowed",
  table_name: "It reads a table that is not allowed",
  column_name: "A column in it shows how rows are stored, those of others included",
};

function isReadable(name: string): boolean {
  if (systemTables.has(name) || ofRecursion.test(name)) return true;
  const [database, table, ...more] = name.replaceAll("`", "").split(".");
  return (
    more.length === 0 &&
    table !== undefined &&
    tables.has(table) &&
    database !== "system" &&
    database?.toLowerCase() !== "information_schema"
  );
}
