// What readings ask the store: named queries of one tenant, a few at a time, cancelled together.
import { ProblemError } from "../../problem/problem.ts";
import type { QueryName } from "../../sql/query-name.ts";
import type { QueryParams } from "../../store/query/query.ts";
import type { QueryPriority } from "../../store/query/queue.ts";

/** The queries of a tenant. */
export interface ReadQueries {
  run<Row>(
    name: QueryName,
    params: QueryParams,
    options?: { readonly signal?: AbortSignal | undefined; readonly priority?: QueryPriority },
  ): Promise<Row[]>;
}

/** Runs a query. */
export type Ask = <Row>(name: QueryName, params: QueryParams) => Promise<Row[]>;

/** Why an input has no reading: known before the store is asked. */
export class ReadingMistake extends Error {
  override readonly name = "ReadingMistake";
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  /** Default `background`. */
  readonly priority?: QueryPriority | undefined;
}

export function createAsk(queries: ReadQueries, { signal, priority = "background" }: AskOptions): Ask {
  return (name, params) => queries.run(name, params, { signal, priority });
}

/** A text for people. An unexpected error is reported without its details, which may hold secrets. */
export function reasonOf(error: unknown, onFault?: (error: unknown) => void): string {
  if (error instanceof ProblemError) return error.text;
  if (!(error instanceof ReadingMistake)) onFault?.(error);
  return error instanceof ReadingMistake
    ? error.message
    : "The reading failed inside of the console; see its log.";
}

/** Runs tasks, at most `width` at a time, until one fails. The queue of the store admits a hundred queries of a tenant. */
export async function runAll(tasks: readonly (() => Promise<void>)[], width: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tasks.length) {
      const task = tasks[next]!;
      next += 1;
      try {
        await task();
      } catch (error) {
        next = tasks.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, tasks.length) }, worker));
}
