// The queries of a rule, checked by the engine before it is saved or previewed.
import type { ApiContext } from "../../api/context.ts";
import { readingOf } from "../reading.ts";
import { mistakeOf, queriesOf } from "../rules/sql-mistakes.ts";
import { invalid } from "./invalid.ts";

/** @throws {ProblemError} 422 `ALERT_RULE_INVALID` for a query that cannot run; what the store says when it does not answer. */
export async function checkQueries(content: unknown, context: ApiContext): Promise<void> {
  const { checkQuery } = readingOf(context);
  if (checkQuery === undefined) return;
  const signal = context.signal ?? new AbortController().signal;
  for (const { path, query } of queriesOf(content)) {
    try {
      await checkQuery(query, signal);
    } catch (error) {
      const mistake = mistakeOf(error);
      throw mistake === undefined ? error : invalid([{ path, ...mistake }]);
    }
  }
}
