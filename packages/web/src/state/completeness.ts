// Whether the data of a subject is late, as the console knows it; polled as often as the page.
import type { CompletenessResult, SignalCompleteness } from "contract";
import { useMemo } from "react";

import type { Endpoint, RequestOf, ResultOf } from "../data/client.ts";
import { useApi } from "../data/use-api.ts";
import {
  completePart,
  groupLate,
  type Late,
  type LateIn,
  lateOf,
  type Services,
  type Signal,
  silentSince,
} from "../lib/completeness.ts";
import type { TimeRange } from "../lib/time-range.ts";
import { refreshMs } from "./query-client.ts";
import { useScope } from "./scope.ts";

const nothing: readonly SignalCompleteness[] = [];

/** With the signals that are late, of all services: none as a rule. `undefined` while the console has not said so. */
function useCompleteness(): CompletenessResult | undefined {
  return useLateQuery().data;
}

function useLateQuery() {
  const { range } = useScope();
  const options = { everyMs: refreshMs(range.from), part: "late data" };
  return useApi("/api/completeness", { query: { state: "late" } }, options);
}

/** Whether it is known what is late; `undefined` while the console is asked for the first time. */
export function useKnowsLate(): boolean | undefined {
  const { data, isError, isFetching } = useLateQuery();
  return data === undefined && isFetching && !isError ? undefined : data !== undefined;
}

/** What is late of `signals` of `services` within the range of the page; `undefined` when nothing is, as far as is known. */
export function useLate(signals: readonly Signal[], services?: Services): Late | undefined {
  return useLateIn(signals)?.(services);
}

/** The same of records of any time, whatever the range of the page. */
export function useLateAtAnyTime(signals: readonly Signal[], services?: Services): Late | undefined {
  return lateOf(useCompleteness()?.items ?? nothing, signals, services);
}

/** The same as a function of the services, for lists. It changes only when the answer does. */
export function useLateIn(signals: readonly Signal[]): LateIn {
  const items = useCompleteness()?.items;
  const { range } = useScope();
  const key = signals.join();
  return useMemo(
    () =>
      items === undefined
        ? undefined
        : (services) => within(range, lateOf(items, key.split(",") as Signal[], services)),
    [items, range, key],
  );
}

/** The time up to which all data is there; `undefined` while it is not known, while any is late, and when nothing is sent. */
export function useCompleteUpTo(): string | undefined {
  const result = useCompleteness();
  return result === undefined || result.counts.late > 0 ? undefined : (result.completeUpTo ?? undefined);
}

/** All that is late, one group a line of the page. */
export function useLateGroups(): readonly Late[] {
  const items = useCompleteness()?.items;
  const { range } = useScope();
  return groupLate(items ?? nothing).filter((late) => within(range, late) !== undefined);
}

/** Late data matters to ranges that reach into the time that is not complete. */
function within(range: TimeRange, late: Late | undefined): Late | undefined {
  return completePart(range, late) === undefined ? undefined : late;
}

/**
 * The result of the complete part of the range, for figures that are compared. `undefined` while it loads, and when nothing is late or
 * nothing of the range is complete.
 */
export function useComplete<P extends Endpoint>(
  path: P,
  input: RequestOf<P> & { readonly query: TimeRange },
  late: Late | undefined,
): ResultOf<P> | undefined {
  const part = completePart(input.query, late);
  const isAsked = typeof part === "object";
  // Without a query nothing is requested or cached, so that no figures of incomplete time stand in.
  const query = isAsked ? part : undefined;
  const { data } = useApi(path, { ...input, query } as RequestOf<P>, {
    enabled: isAsked,
    part: "figures of complete time",
    // the end moves with the data; figures of another range or scope would stand under this one
    sameStart: true,
  });
  return isAsked ? data : undefined;
}

/** The signals of a list, as the console limits it. */
const listed = 1000;

/** Since when services are silent, as a function of their name. */
export function useSilentSince(service?: string): (service: string) => string | undefined {
  const { range } = useScope();
  const { data } = useApi(
    "/api/completeness",
    { query: { service } },
    { everyMs: refreshMs(range.from), part: "which services are silent" },
  );
  // The last service of a list that was cut may have more signals.
  const items = useMemo(() => {
    const all = data?.items ?? nothing;
    return all.length < listed ? all : all.filter((item) => item.service !== all.at(-1)?.service);
  }, [data]);
  return useMemo(() => (name) => silentSince(items, name), [items]);
}
