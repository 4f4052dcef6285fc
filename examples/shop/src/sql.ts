// The database through the real `pg` driver, each statement traced by hand: operation, table and text come from the statement itself.
import type pg from "pg";
import { traceDatabase } from "telltale";

import { faultIsOn } from "./faults.ts";
import { pool } from "./pool.ts";

/** Runs one statement and gives its rows. Values never leave. */
export function sql<Row extends pg.QueryResultRow>(
  query: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  return traceDatabase({ system: "postgresql", query, parameters, connection: pool }, async () => {
    if (faultIsOn("slow-database")) await pool.query("SELECT pg_sleep(0.25)");
    const { rows } = await pool.query<Row>(query, [...parameters]);
    return rows;
  });
}
