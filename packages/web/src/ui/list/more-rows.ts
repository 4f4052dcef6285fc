// The rows of a list that are not loaded yet.
import type { UseInfiniteQueryResult } from "@tanstack/react-query";

/** What `useApiPages` knows of the pages that are not loaded yet. */
export interface MoreRows {
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly hasFailed: boolean;
  /** The rows are an estimate, or those of the question before: which pages follow is not known yet. */
  readonly isWaiting: boolean;
  /** Pages that are loaded. */
  readonly pages: number;
  readonly onMore: () => void;
}

/** Of a long list that is loaded at once: only rows near the screen are in the document. */
export const allLoaded: MoreRows = {
  hasMore: false,
  isLoadingMore: false,
  hasFailed: false,
  isWaiting: false,
  pages: 1,
  onMore: () => undefined,
};

type PagesQuery = Pick<
  UseInfiniteQueryResult<{ readonly pages: readonly object[] }>,
  | "data"
  | "isPlaceholderData"
  | "isError"
  | "hasNextPage"
  | "isFetchingNextPage"
  | "isFetchNextPageError"
  | "fetchNextPage"
>;

/** The further pages of a query. */
export function moreRows(query: PagesQuery): MoreRows {
  const { data, isPlaceholderData, isError, hasNextPage, fetchNextPage } = query;
  const [first] = data?.pages ?? [];
  const isEstimate = first !== undefined && "isEstimate" in first && first.isEstimate === true;
  return {
    hasMore: hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    hasFailed: query.isFetchNextPageError,
    isWaiting: !isError && (isPlaceholderData || isEstimate),
    pages: data?.pages.length ?? 0,
    onMore: () => void fetchNextPage(),
  };
}
