// Reading the API from a component: one hook for a result, one for a list that grows page by page.
// The old picture stays while a changed query loads; how often it is read again is the query client's business.
import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from "@tanstack/react-query";

import { type Endpoint, request, type RequestOf, type ResultOf } from "./client.ts";

export interface ApiOptions {
  /** Default true. */
  readonly enabled?: boolean;
  /** `still`: never read again by itself (one trace does not change). Default: as the live switch says. */
  readonly refresh?: "live" | "still";
  /** Read again this often while live, instead of by the length of the range. */
  readonly everyMs?: number;
}

/** The result of `path`, read again when its request changes and, while live, now and then. */
export function useApi<P extends Endpoint>(
  path: P,
  input: RequestOf<P>,
  options: ApiOptions = {},
): UseQueryResult<ResultOf<P>, Error> {
  return useQuery<ResultOf<P>, Error>({
    queryKey: [path, input.params ?? null, input.query ?? null],
    queryFn: ({ signal }) => request(path, input, signal),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    meta: { refresh: options.refresh ?? "live", everyMs: options.everyMs },
  });
}

/** Endpoints that answer in pages with a cursor. */
export type PagedEndpoint = {
  [P in Endpoint]: ResultOf<P> extends { readonly nextCursor: string | null } ? P : never;
}[Endpoint];

/** All pages of `path` read so far; `fetchNextPage` reads one more. */
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
