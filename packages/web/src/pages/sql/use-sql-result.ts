// The result of the query that the URL names.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { pathOf, type Problem, type SqlResult } from "contract";

import { toProblem } from "../../data/api-error.ts";
import { send } from "../../data/client.ts";
import { addToHistory } from "./history.ts";

export interface QueryRun {
  readonly result: SqlResult | undefined;
  /** A different number for each result. */
  readonly resultId: number;
  readonly problem: Problem | undefined;
  readonly running: boolean;
  /** `result` is being replaced, or belongs to the previous query. */
  readonly outdated: boolean;
  /** The query was cancelled before it had a result. */
  readonly cancelled: boolean;
  cancel(): void;
  runAgain(): void;
}

/** Runs `query` when it changes. Until the result arrives, the previous one stays. */
export function useSqlResult(query: string | undefined): QueryRun {
  const client = useQueryClient();
  const queryKey = [pathOf("POST /api/sql"), query ?? ""];
  const { data, error, isFetching, isPlaceholderData, dataUpdatedAt, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => run(query ?? "", signal),
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    meta: { refresh: "still" },
  });
  return {
    result: query === undefined ? undefined : data,
    resultId: dataUpdatedAt,
    problem: error === null || isFetching ? undefined : toProblem(error),
    running: isFetching,
    outdated: isFetching || isPlaceholderData,
    cancelled:
      query !== undefined && !isFetching && error === null && (data === undefined || isPlaceholderData),
    cancel: () => void client.cancelQueries({ queryKey }),
    runAgain: () => void refetch(),
  };
}

async function run(query: string, signal: AbortSignal): Promise<SqlResult> {
  const result = await send("POST /api/sql", { body: { query }, signal });
  addToHistory({ query, rows: result.rows.length, timeMs: Date.now() });
  return result;
}
