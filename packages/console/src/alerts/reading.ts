// The readings of a tenant's telemetry: for evaluation, budgets and previews. What a reader has learned about series, and a preview about a
// range, is kept as long as the view of the tenant.
import type { ApiContext, ApiQueries, ApiView } from "../api/context.ts";
import { checkRuleSql, evaluateSql } from "../api/sql/sql.ts";
import type { InputReader } from "./input-reader.ts";
import { createPreviewer, type Previewer } from "./read/preview.ts";
import { type AskSql, createReader } from "./read/read.ts";
import { windowParams } from "./read/sql.ts";
import type { CheckQuery } from "./rules/sql-verdicts.ts";

export interface Reading {
  readonly reader: InputReader;
  readonly previewer: Previewer;
  /** Absent where the API has no SQL. */
  readonly checkQuery: CheckQuery | undefined;
}

const known = new WeakMap<ApiQueries, Reading>();

export function readingOf(view: ApiView): Reading {
  const before = known.get(view.queries);
  if (before !== undefined) return before;
  const askSql: AskSql = async (query, params, { signal, priority, ...limits }) => {
    const context: ApiContext = { ...view, nowMs: Date.now, signal, priority };
    return evaluateSql(query, params, limits, context);
  };
  const checkQuery: CheckQuery = async (query, signal) => {
    const now = Date.now();
    await checkRuleSql(query, windowParams(now - 300_000, now), {
      ...view,
      nowMs: Date.now,
      signal,
      priority: "background-sql",
    });
  };
  // a view of an API without SQL cannot run queries of people
  const options = view.sql === undefined ? {} : { askSql };
  const fresh: Reading = {
    reader: createReader(view.queries, options),
    previewer: createPreviewer(view.queries, options),
    checkQuery: view.sql === undefined ? undefined : checkQuery,
  };
  known.set(view.queries, fresh);
  return fresh;
}
