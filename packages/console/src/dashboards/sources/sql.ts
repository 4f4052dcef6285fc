// A query that a person wrote as a source of charts: lines when its first column is a time in even steps, else a table.
import { type ChartResult, type ChartSource, type SqlResult, toTimeTable } from "contract";
import { limitList } from "../../api/limits/limit-list.ts";
import { runSql } from "../../api/sql/sql.ts";
import { toSqlTime } from "../../api/time/time.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { ChartAnswer, ChartQuery } from "./chart-query.ts";

type SqlSource = Extract<ChartSource, { readonly sql: string }>;

/** Rows of a table on a dashboard. */
const mostRows = 200;
const mostPoints = 10_000;

/** @throws {ProblemError} when the query answers a table: that has no place in a formula, in a comparison or beside other lines. */
export async function readSqlLines(source: SqlSource, asked: ChartQuery): Promise<ChartAnswer> {
  const { table, ...lines } = await readSqlSource(source, asked);
  // fewer rows may be a time series with hardly any data
  if (table === null || table.rows.length < 2) return lines;
  throw new ProblemError(
    "BAD_BODY",
    "Cannot draw the query in SQL with a formula, a comparison or other queries: its result is a table.",
    "Let its first column be a time in even steps, in UTC: `toStartOfMinute(start) AS time`; or draw it alone.",
  );
}

export type AnsweredSql = ChartAnswer & Pick<ChartResult, "table">;

/** The query is checked, limited and written to the audit log like every other. */
export async function readSqlSource({ sql }: SqlSource, asked: ChartQuery): Promise<AnsweredSql> {
  const { range, params, context } = asked;
  const times = { from: toSqlTime(range.fromNs), to: toSqlTime(range.toNs) };
  const own = Object.entries({ ...params, ...times }).filter(([name]) => sql.includes(`{${name}:`));
  const body = { query: sql, format: "json", params: Object.fromEntries(own), limit: mostPoints };
  const request = { body, ifMatch: undefined };
  const { columns, rows } = (await runSql(undefined, { ...context, request })) as SqlResult;
  const lines = toTimeTable({ columns, rows });
  const none = { unit: "", perSecond: false, truncated: 0 };
  if (lines !== undefined) return { ...none, ...lines, table: null };
  const listed = limitList(rows, { rows: mostRows });
  return {
    ...none,
    times: [],
    stepMs: 60_000,
    lines: [],
    table: { columns, rows: listed.items, truncated: listed.truncated },
  };
}
