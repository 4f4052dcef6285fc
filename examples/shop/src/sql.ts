// The database through the real `pg` driver, a client span around each statement.
import { SpanKind } from "@opentelemetry/api";
import type pg from "pg";
import { trace } from "telltale";

import { faultIsOn } from "./faults.ts";
import { pool } from "./pool.ts";

/** Runs one statement. `summary` names the span, as `SELECT products`; values never go into the text. */
export function sql<Row extends pg.QueryResultRow>(
  summary: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const [operation = "", collection = ""] = summary.split(" ");
  const attributes = {
    "db.system.name": "postgresql",
    "db.operation.name": operation,
    "db.collection.name": collection,
    "db.query.summary": summary,
    "db.query.text": text,
  };
  return trace(summary, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    if (faultIsOn("slow-database")) await pool.query("SELECT pg_sleep(0.25)");
    const result = await pool.query<Row>(text, [...values]);
    span.setAttribute("db.response.returned_rows", result.rows.length);
    return result.rows;
  });
}
