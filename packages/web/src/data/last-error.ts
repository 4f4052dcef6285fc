// What a query without data failed with last. TanStack Query forgets it with the next fetch: a section that failed would turn into a skeleton
// and back with each refetch while live, and its *Try again* would go away under the pointer.
import type { Query } from "@tanstack/react-query";

type AnyQuery = Query<any, any, any, any>;

const lastErrors = new WeakMap<AnyQuery, Error>();

/** For the query cache, which calls it when a fetch has failed for good. */
export function rememberError(error: Error, query: AnyQuery): void {
  lastErrors.set(query, error);
}

/** Why `query` has no data: also while it is fetched again. */
export function errorOf(query: AnyQuery | undefined): Error | undefined {
  if (query === undefined || query.state.data !== undefined) return undefined;
  return (query.state.error as Error | null) ?? lastErrors.get(query);
}
