// The rows of a list that are not loaded yet.
import type { UseInfiniteQueryResult } from "@tanstack/react-query";

/** What `useApiPages` knows of the pages that are not loaded yet. */
export interface MoreRows {
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly hasFailed: boolean;
  readonly onMore: () => void;
}

/** Of a long list that is loaded at once: only rows near the screen are in the document. */
export const allLoaded: MoreRows = {
  hasMore: false,
  isLoadingMore: false,
  hasFailed: false,
  onMore: () => undefined,
};

/** The further pages of a query. */
export function moreRows({
  hasNextPage,
  isFetchingNextPage,
  isFetchNextPageError,
  fetchNextPage,
}: Pick<
  UseInfiniteQueryResult,
  "hasNextPage" | "isFetchingNextPage" | "isFetchNextPageError" | "fetchNextPage"
>): MoreRows {
  return {
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    hasFailed: isFetchNextPageError,
    onMore: () => void fetchNextPage(),
  };
}
