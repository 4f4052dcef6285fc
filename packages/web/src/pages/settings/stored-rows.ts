// How many rows the store has.
import type { Stats, StoreDetails } from "contract";

/** Rows of the tables that are listed below, on all servers; while they are not known, those of what senders sent. */
export function storedRows({ store }: Pick<Stats, "store">, details: StoreDetails | undefined): number {
  if (details === undefined) return store.rows;
  const tables = details.servers.flatMap((server) => server.tables);
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}
