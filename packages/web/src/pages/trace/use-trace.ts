// The trace of the page. While more of it may come it is requested again, and changes in place.
import type { UseQueryResult } from "@tanstack/react-query";
import type { Trace } from "contract";
import { useMemo, useState } from "react";

import { useApi } from "../../data/use-api.ts";
import { useNow } from "../../ui/use-now.ts";
import { hasRoot, isStillArriving } from "./still-arriving.ts";

export interface ArrivingTrace {
  readonly query: UseQueryResult<Trace, Error>;
  /** More of it may come. */
  readonly isArriving: boolean;
  /** The span that names the trace is missing. */
  readonly isRootMissing: boolean;
}

/** An outline is some megabytes. */
const everyMs = { full: 3_000, outline: 15_000 } as const;

export function useTrace(id: string): ArrivingTrace {
  const [refreshes, setRefreshes] = useState(false);
  const [interval, setInterval] = useState<number>(everyMs.full);
  const query = useApi(
    "/api/traces/:id",
    { params: { id }, query: { detail: "auto" } },
    refreshes ? { refresh: "live", everyMs: interval } : { refresh: "still" },
  );
  const { data, isPlaceholderData } = query;
  const nowMs = useNow(5_000);
  const rooted = useMemo(() => data !== undefined && hasRoot(data), [data]);
  const isArriving = data?.kept === true && !isPlaceholderData && isStillArriving(data, rooted, nowMs);
  if (isArriving !== refreshes) setRefreshes(isArriving);
  const wanted = data?.outline === undefined ? everyMs.full : everyMs.outline;
  if (wanted !== interval) setInterval(wanted);
  return { query, isArriving, isRootMissing: data?.kept === true && !rooted };
}
