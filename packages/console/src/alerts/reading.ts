// The readings of a tenant's telemetry: for evaluation, budgets and previews. What a reader has learned about series, and a preview about a
// range, is kept as long as the view of the tenant.
import type { ApiContext, ApiQueries, ApiView } from "../api/context.ts";
import { evaluateSql } from "../api/sql/sql.ts";
import type { InputReader } from "./input-reader.ts";
import { createPreviewer, type Previewer } from "./read/preview.ts";
import { type AskSql, createReader } from "./read/read.ts";

export interface Reading {
  readonly reader: InputReader;
  readonly previewer: Previewer;
}

const known = new WeakMap<ApiQueries, Reading>();

export function readingOf(view: ApiView): Reading {
  const before = known.get(view.queries);
  if (before !== undefined) return before;
  const askSql: AskSql = async (query, params, { maxRows, signal, priority }) => {
    const context: ApiContext = { ...view, nowMs: Date.now, signal, priority };
    return evaluateSql(query, params, maxRows, context);
  };
  // a view of an API without SQL cannot run queries of people
  const options = view.sql === undefined ? {} : { askSql };
  const fresh: Reading = {
    reader: createReader(view.queries, options),
    previewer: createPreviewer(view.queries, options),
  };
  known.set(view.queries, fresh);
  return fresh;
}
