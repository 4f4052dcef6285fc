// Results that take seconds over very much data, shown first as an estimate from a part of it: that takes a moment. All of it is counted when
// the page has its first data, so that nothing else on it waits for the count.
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import type { PagedEndpoint, RequestOf, ResultOf } from "./client.ts";
import { type Estimated, type EstimatedEndpoint, ofFew } from "./estimate.ts";
import { useIsFirstDataThere } from "./first-data.ts";
import { type Answer, keepAsFirstPage, type PagesResult, useApi, useApiPages } from "./use-api.ts";
import { ownData } from "./own-data.ts";

/** The estimate while there is no exact answer to the same question; `data.isEstimate` distinguishes them. */
export function useEstimated<P extends EstimatedEndpoint>(path: P, input: RequestOf<P>): Answer<ResultOf<P>> {
  const [hasExact, setHasExact] = useState(false);
  const few = useApi(path, ofFew(input), { refresh: hasExact ? "still" : "live" });
  const first = ownData(few);
  const isExactAlready = isExact(first);
  const isFirstDataThere = useIsFirstDataThere();
  const isNext = (isFirstDataThere && first !== undefined) || few.isError;
  const all = useApi(path, input, { enabled: isNext && !isExactAlready });
  const isCounted = !isExactAlready && all.data !== undefined && !all.isPlaceholderData;
  if (isCounted !== hasExact) setHasExact(isCounted);
  if (isExactAlready) return few;
  if (isCounted || few.isError) return all;
  if (first === undefined) return waiting(few, all.data ?? few.data);
  return { ...answerOf(all, isFirstDataThere), data: first, isPlaceholderData: false };
}

type Pages<P extends PagedEndpoint> = InfiniteData<ResultOf<P>, string | null>;
type PagesAnswer<P extends PagedEndpoint> = Answer<Pages<P>> &
  Pick<
    PagesResult<P>,
    "fetchNextPage" | "hasNextPage" | "isFetchingNextPage" | "isFetchNextPageError" | "readRest"
  >;

/** The same for a list that grows page by page: its first page has the estimate. */
export function useEstimatedPages<P extends EstimatedEndpoint & PagedEndpoint>(
  path: P,
  input: RequestOf<P>,
  { refresh }: { readonly refresh: "live" | "still" },
): PagesAnswer<P> {
  const client = useQueryClient();
  const few = useApi(path, ofFew(input), { refresh: "still" });
  const first = ownData(few);
  useEffect(() => {
    // Before the list is requested, which is not done then.
    if (isExact(first)) keepAsFirstPage(client, path, input, first!);
  });
  const isFirstDataThere = useIsFirstDataThere();
  const isNext = (isFirstDataThere && first !== undefined) || isExact(first) || few.isError;
  const all = useApiPages(path, input, { enabled: isNext, refresh });
  const more = {
    fetchNextPage: all.fetchNextPage,
    readRest: all.readRest,
    // of the exact list, which is asked for when it is there
    hasNextPage:
      (first as (Estimated & { readonly nextCursor?: string | null }) | undefined)?.nextCursor != null,
    isFetchingNextPage: false,
    isFetchNextPageError: false,
  };
  if ((all.data !== undefined && !all.isPlaceholderData) || few.isError) return all;
  if (first === undefined) return { ...waiting(few, all.data), ...more };
  return {
    ...answerOf(all, isFirstDataThere),
    ...more,
    data: { pages: [first], pageParams: [null] },
    isPlaceholderData: false,
  };
}

function isExact(answer: unknown): boolean {
  return (answer as Estimated | undefined)?.isEstimate === false;
}

/** While the first answer is on its way: the previous result, if there is one. */
function waiting<T>(few: Answer<unknown>, data: T | undefined): Answer<T> {
  return { ...answerOf(few), data, isPlaceholderData: data !== undefined } as Answer<T>;
}

/** @param hasBegun whether it was requested: else it will be in a moment. */
function answerOf<T>(
  { data, dataUpdatedAt, error, isError, isFetching, isPlaceholderData, refetch }: Answer<T>,
  hasBegun = true,
): Answer<T> {
  return {
    data,
    dataUpdatedAt,
    error,
    isError,
    isFetching: isFetching || !hasBegun,
    isPlaceholderData,
    refetch,
  };
}
