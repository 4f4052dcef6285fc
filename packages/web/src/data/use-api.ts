// Reading the API from a component: one hook for a result, one for a list that grows page by page.
// The previous result is shown while a changed query loads; the query client decides how often it is refetched.
import {
  hashKey,
  keepPreviousData,
  useInfiniteQuery,
  useQueries,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
  type QueryKey,
  type QueryMeta,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from "@tanstack/react-query";

import { type Endpoint, type PagedEndpoint, request, type RequestOf, type ResultOf } from "./client.ts";
import { errorOf } from "./last-error.ts";
import { readRest } from "./read-rest.ts";

/** What a page shows of a result and its states. */
export type Answer<T> = Pick<
  UseQueryResult<T, Error>,
  "data" | "dataUpdatedAt" | "error" | "isError" | "isFetching" | "isPlaceholderData" | "refetch"
>;

export interface ApiOptions {
  /** What the page lacks when this fails, for a result that no `QueryView` shows: `deploys`. See `failed-parts.ts`. */
  readonly part?: string;
  /** Default true. */
  readonly enabled?: boolean;
  /** `still`: never refetched automatically (a trace does not change). `always`: also while paused. Default: while live. */
  readonly refresh?: "live" | "still" | "always";
  /** The interval of refetches while live, instead of one by the length of the range. A range with a fixed end is not refetched. */
  readonly everyMs?: number;
  /** A result younger than this is not requested again when the component appears or is enabled. Default 2 s. */
  readonly freshMs?: number;
  /** While a changed query loads, only the result of one that has the same scope and range but for its end is shown. Default: any before. */
  readonly sameStart?: boolean;
}

/** The result of `path`, refetched when its request changes and, while live, at intervals. */
export function useApi<P extends Endpoint>(
  path: P,
  input: RequestOf<P>,
  options: ApiOptions = {},
): UseQueryResult<ResultOf<P>, Error> {
  const query = queryOf(path, input);
  const result = useQuery<ResultOf<P>, Error>({
    ...query,
    placeholderData:
      options.sameStart === true
        ? (before, last) => (last && hasSameStart(last.queryKey, query.queryKey) ? before : undefined)
        : keepPreviousData,
    enabled: options.enabled ?? true,
    meta: metaOf(options),
    ...(options.freshMs !== undefined && { staleTime: options.freshMs }),
  });
  return useKeptError(result, query.queryKey);
}

/** Whether two requests differ only in the end of their range. */
export function hasSameStart(one: QueryKey, other: QueryKey): boolean {
  return hashKey(withoutEnd(one)) === hashKey(withoutEnd(other));
}

const withoutEnd = (key: QueryKey): QueryKey => [
  ...key.slice(0, -1),
  { ...(key.at(-1) as object | null), to: null },
];

/** `result`; while a query that failed and has no data is fetched again, as it was when it failed. */
function useKeptError<Result extends UseQueryResult<unknown, Error>>(
  result: Result,
  queryKey: QueryKey,
): Result {
  const error = errorOf(useQueryClient().getQueryCache().get(hashKey(queryKey)));
  if (error === undefined) return result;
  return {
    ...result,
    data: undefined,
    error,
    isError: true,
    isPending: false,
    isPlaceholderData: false,
    status: "error",
  };
}

/** Several results of `path` that do not change: ranges with a fixed end. */
export function useApiAll<P extends Endpoint>(
  path: P,
  inputs: readonly RequestOf<P>[],
  { part }: Pick<ApiOptions, "part">,
): readonly UseQueryResult<ResultOf<P>, Error>[] {
  return useQueries({
    queries: inputs.map((input) => ({
      ...queryOf(path, input),
      meta: metaOf({ refresh: "still", ...(part !== undefined && { part }) }),
      staleTime: Infinity,
    })),
  }) as readonly UseQueryResult<ResultOf<P>, Error>[];
}

/** What is known of `path`, without asking for it. */
export function knownResult<P extends Endpoint>(
  client: QueryClient,
  path: P,
  input: RequestOf<P>,
): ResultOf<P> | undefined {
  return client.getQueryData<ResultOf<P>>(queryOf(path, input).queryKey);
}

function metaOf({ refresh = "live", everyMs, part }: ApiOptions): QueryMeta {
  return { refresh, everyMs, part };
}

/** Requests what a component will read with `useApi` and the same arguments. An error is left to that component. */
export function requestEarly<P extends Endpoint>(client: QueryClient, path: P, input: RequestOf<P>): void {
  void client.prefetchQuery(queryOf(path, input));
}

/** The same for `useApiPages`: requests the first page. */
export function requestEarlyPage<P extends PagedEndpoint>(
  client: QueryClient,
  path: P,
  input: RequestOf<P>,
): void {
  void client.prefetchInfiniteQuery(pagesOf(path, input));
}

function queryOf<P extends Endpoint>(path: P, input: RequestOf<P>) {
  return {
    queryKey: [path, input.params ?? null, input.query ?? null],
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<ResultOf<P>> =>
      request(path, input, signal),
  };
}

type Pages<P extends PagedEndpoint> = InfiniteData<ResultOf<P>, string | null>;

export type PagesResult<P extends PagedEndpoint> = UseInfiniteQueryResult<Pages<P>, Error> & {
  /** Reads the pages that are not fetched, one after another, without keeping them. */
  readonly readRest: (signal: AbortSignal) => AsyncGenerator<ResultOf<P>>;
};

/** All pages of `path` fetched so far; `fetchNextPage` fetches one more. */
export function useApiPages<P extends PagedEndpoint>(
  path: P,
  input: RequestOf<P>,
  options: ApiOptions = {},
): PagesResult<P> {
  const client = useQueryClient();
  const query = pagesOf(path, input);
  const result = useInfiniteQuery<ResultOf<P>, Error, Pages<P>, readonly unknown[], string | null>({
    ...query,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    meta: metaOf(options),
  });
  const kept = useKeptError(result, query.queryKey);
  const last = kept.data?.pages.at(-1);
  const cursor = last === undefined ? null : query.getNextPageParam(last);
  return { ...kept, readRest: (signal) => readRest(client, path, input, cursor, signal) };
}

interface PageContext {
  readonly signal: AbortSignal;
  readonly pageParam: string | null;
}

function pagesOf<P extends PagedEndpoint>(path: P, input: RequestOf<P>) {
  return {
    queryKey: pagesKey(path, input),
    queryFn: ({ signal, pageParam }: PageContext): Promise<ResultOf<P>> => {
      const query = { ...input.query, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return request(path, { ...input, query } as RequestOf<P>, signal);
    },
    initialPageParam: null,
    getNextPageParam: (last: ResultOf<P>) => (last as { readonly nextCursor: string | null }).nextCursor,
  };
}

function pagesKey<P extends PagedEndpoint>(path: P, input: RequestOf<P>): readonly unknown[] {
  return [path, "pages", input.params ?? null, input.query ?? null];
}

/**
 * Takes `page` as the first page of a list of which no page is known. It counts as received now: one that was requested early and waited for
 * the code of the page would be out of date at once, and the list requested again.
 */
export function keepAsFirstPage<P extends PagedEndpoint>(
  client: QueryClient,
  path: P,
  input: RequestOf<P>,
  page: ResultOf<P>,
): void {
  const queryKey = pagesKey(path, input);
  if (client.getQueryData<Pages<P>>(queryKey) !== undefined) return;
  client.setQueryData<Pages<P>>(queryKey, { pages: [page], pageParams: [null] });
}

/** Forgets all pages but the first of what a component reads with `useApiPages` and the same arguments: a refetch requests each page. */
export async function keepFirstPage<P extends PagedEndpoint>(
  client: QueryClient,
  path: P,
  input: RequestOf<P>,
): Promise<void> {
  const queryKey = pagesKey(path, input);
  const isLong = (data: Pages<P> | undefined): data is Pages<P> =>
    data !== undefined && data.pages.length > 1;
  const state = client.getQueryState<Pages<P>>(queryKey);
  if (!isLong(state?.data) && state?.fetchMeta?.fetchMore === undefined) return;
  // A refetch would bring all pages back, and a next page may be on its way.
  await client.cancelQueries({ queryKey, exact: true });
  client.setQueryData<Pages<P>>(queryKey, (data) =>
    isLong(data) ? { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) } : undefined,
  );
}
