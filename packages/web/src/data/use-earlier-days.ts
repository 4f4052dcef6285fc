// A result at the same hours of earlier days: one day after the other, once the page has its first data.
import { useEffect, useMemo, useState } from "react";

import { earlierDays } from "../lib/earlier-days.ts";
import type { TimeRange } from "../lib/time-range.ts";
import type { Endpoint, RequestOf, ResultOf } from "./client.ts";
import { useIsFirstDataThere } from "./first-data.ts";
import { useApiAll } from "./use-api.ts";

export interface EarlierDays<Result> {
  /** Those that are read so far, the latest first. */
  readonly days: readonly Result[];
  /** Whether all are read; not while one could not be. */
  readonly isRead: boolean;
}

/** Days do not change, and are requested once. */
export function useEarlierDays<P extends Endpoint>(
  path: P,
  input: RequestOf<P> & { readonly query: TimeRange },
): EarlierDays<ResultOf<P>> {
  const enabled = useIsFirstDataThere();
  const days = earlierDays(input.query);
  const key = JSON.stringify([path, input.params, days]);
  const [asked, setAsked] = useState({ key, count: 1 });
  const count = asked.key === key ? asked.count : 1;
  const inputs = enabled
    ? days.slice(0, count).map((day) => ({ ...input, query: { ...input.query, ...day } }) as RequestOf<P>)
    : [];
  const answers = useApiAll(path, inputs, { part: "earlier days" });
  const known = answers.filter(({ isFetched }) => isFetched).length;
  useEffect(() => {
    if (known === count && count < days.length) setAsked({ key, count: count + 1 });
  }, [known, count, days.length, key]);
  const found = answers.flatMap(({ data }) => data ?? []);
  const foundKey = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  // The answers are the same while they were received at the same times.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const read = useMemo(() => found as unknown as readonly ResultOf<P>[], [key, foundKey]);
  return { days: read, isRead: enabled && found.length === days.length };
}
