// All tables of the store. A table is declared here and created by a step of `sql/schema`, and nowhere else.
import { dimensionTables } from "./dimensions.ts";
import { internalTables } from "./internal.ts";
import { rollupTables } from "./rollups.ts";
import { signalTables } from "./signals.ts";
import type { Table } from "./table.ts";

export const tables: readonly Table[] = [
  ...signalTables,
  ...rollupTables,
  ...dimensionTables,
  ...internalTables,
];

const byName: ReadonlyMap<string, Table> = new Map(tables.map((table) => [table.name, table]));

/** `undefined` for a table that a newer console made. */
export function findTable(name: string): Table | undefined {
  return byName.get(name);
}

/** Tables that people may read with SQL. */
export const readableTables: readonly Table[] = tables.filter(({ readable }) => readable);

/** Tables of the engine that people may read with SQL. Not `columns`, which shows how much all tenants have together. */
export const readableSystemTables: readonly string[] = ["one", "numbers", "functions"];

/** Names of the tables that no reader may read. */
export const privateTables: readonly string[] = namesOf((table) => table.private);

/** Names of the tables whose rows are for all tenants. */
export const sharedTables: readonly string[] = namesOf(({ shared }) => shared);

/** Names of the tables for which `test` is true. */
export function namesOf(test: (table: Table) => boolean): readonly string[] {
  return tables.filter(test).map(({ name }) => name);
}
