// Queries of alert rules run as those of `POST /api/sql`: checked, as the tenant, within the limits of every query.
import type { ApiView } from "../api/context.ts";
import { evaluateSql } from "../api/sql/sql.ts";
import type { AskSql } from "./read/read.ts";

/** Runs queries in a view; undefined where the view has no SQL. */
export function askSqlOf({ queries, sql }: Pick<ApiView, "queries" | "sql">): AskSql | undefined {
  if (sql === undefined) return undefined;
  return (query, params, { maxRows, signal, priority }) =>
    evaluateSql(query, params, maxRows, { queries, sql, nowMs: Date.now, signal, priority });
}
