// Reading the API from a component: one hook for a result, one for a list that grows page by page.
// The previous result is shown while a changed query loads; the query client decides how often it is refetched.
import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type QueryClient,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from "@tanstack/react-query";

import { type Endpoint, request, type RequestOf, type ResultOf } from "./client.ts";

export interface ApiOptions {
  /** Default true. */
  readonly enabled?: boolean;
  /** `still`: never refetched automatically (a trace does not change). Default: while live. */
  readonly refresh?: "live" | "still";
  /** The interval of refetches while live, instead of one by the length of the range. */
  readonly everyMs?: number;
}

/** The result of `path`, refetched when its request changes and, while live, at intervals. */
export function useApi<P extends Endpoint>(
  path: P,
  input: RequestOf<P>,
  options: ApiOptions = {},
): UseQueryResult<ResultOf<P>, Error> {
  return useQuery<ResultOf<P>, Error>({
    ...queryOf(path, input),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    meta: { refresh: options.refresh ?? "live", everyMs: options.everyMs },
  });
}

/** Requests what a component will read with `useApi` and the same arguments. An error is left to that component. */
export function requestEarly<P extends Endpoint>(client: QueryClient, path: P, input: RequestOf<P>): void {
  void client.prefetchQuery(queryOf(path, input));
}

function queryOf<P extends Endpoint>(path: P, input: RequestOf<P>) {
  return {
    queryKey: [path, input.params ?? null, input.query ?? null],
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<ResultOf<P>> =>
      request(path, input, signal),
  };
}

/** Endpoints that return pages with a cursor. */
export type PagedEndpoint = {
  [P in Endpoint]: ResultOf<P> extends { readonly nextCursor: string | null } ? P : never;
}[Endpoint];

/** All pages of `path` fetched so far; `fetchNextPage` fetches one more. */
export function useApiPages<P extends PagedEndpoint>(
  path: P,
  input: RequestOf<P>,
  options: ApiOptions = {},
): UseInfiniteQueryResult<InfiniteData<ResultOf<P>, string | null>, Error> {
  return useInfiniteQuery<
    ResultOf<P>,
    Error,
    InfiniteData<ResultOf<P>, string | null>,
    readonly unknown[],
    string | null
  >({
    queryKey: [path, "pages", input.params ?? null, input.query ?? null],
    queryFn: ({ signal, pageParam }) =>
      request(
        path,
        {
          ...input,
          query: { ...input.query, ...(pageParam === null ? {} : { cursor: pageParam }) },
        } as RequestOf<P>,
        signal,
      ),
    initialPageParam: null,
    getNextPageParam: (last) => (last as { readonly nextCursor: string | null }).nextCursor,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    meta: { refresh: options.refresh ?? "live", everyMs: options.everyMs },
  });
}
