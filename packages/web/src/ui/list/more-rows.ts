// The rows of a list that are not loaded yet.
import { useQueryClient, type UseInfiniteQueryResult } from "@tanstack/react-query";

import type { PagedEndpoint, RequestOf, ResultOf } from "../../data/client.ts";
import { readRest } from "../../data/read-rest.ts";

/** What `useApiPages` knows of the pages that are not loaded yet. */
export interface MoreRows<Row = unknown> {
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly hasFailed: boolean;
  /** The rows are an estimate, or those of the question before: which pages follow is not known yet. */
  readonly isWaiting: boolean;
  readonly onMore: () => void;
  /** Reads the rows of the pages that are not loaded, a page at a time, without keeping them: for a file. */
  readonly rest: (signal: AbortSignal) => AsyncIterable<readonly Row[]>;
}

/** What a file needs of it. */
export type RestRows<Row> = Pick<MoreRows<Row>, "hasMore" | "rest">;

/** Of a long list that is loaded at once: only rows near the screen are in the document. */
export const allLoaded: MoreRows<never> = {
  hasMore: false,
  isLoadingMore: false,
  hasFailed: false,
  isWaiting: false,
  onMore: () => undefined,
  // oxlint-disable-next-line eslint/require-yield -- there are none
  rest: async function* () {},
};

type PagesQuery<Page> = Pick<
  UseInfiniteQueryResult<{ readonly pages: readonly Page[] }>,
  | "data"
  | "isPlaceholderData"
  | "isError"
  | "hasNextPage"
  | "isFetchingNextPage"
  | "isFetchNextPageError"
  | "fetchNextPage"
> & { readonly readRest: (signal: AbortSignal) => AsyncIterable<Page> };

/** The further pages of a query, and the rows that the list makes of each. */
export function moreRows<Page extends object, Row>(
  query: PagesQuery<Page>,
  rowsOf: (page: Page) => readonly Row[],
): MoreRows<Row> {
  const { data, isPlaceholderData, isError, hasNextPage, fetchNextPage } = query;
  const [first] = data?.pages ?? [];
  const isEstimate = first !== undefined && "isEstimate" in first && first.isEstimate === true;
  return {
    hasMore: hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    hasFailed: query.isFetchNextPageError,
    isWaiting: !isError && (isPlaceholderData || isEstimate),
    onMore: () => void fetchNextPage(),
    rest: (signal) => rowsOfEach(query.readRest(signal), rowsOf),
  };
}

/** The pages after `first` of a list of which a page shows the first only: its file has them all. */
export function useRestRows<P extends PagedEndpoint, Row>(
  path: P,
  input: RequestOf<P>,
  first: { readonly nextCursor: string | null } | undefined,
  rowsOf: (page: ResultOf<P>) => readonly Row[],
): RestRows<Row> {
  const client = useQueryClient();
  const cursor = first?.nextCursor ?? null;
  return {
    hasMore: cursor !== null,
    rest: (signal) => rowsOfEach(readRest(client, path, input, cursor, signal), rowsOf),
  };
}

async function* rowsOfEach<Page, Row>(
  pages: AsyncIterable<Page>,
  rowsOf: (page: Page) => readonly Row[],
): AsyncGenerator<readonly Row[]> {
  for await (const page of pages) yield rowsOf(page);
}
