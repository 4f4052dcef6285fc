// Whether any data was ever received. Until then the counters are fetched every second; when the first record arrives,
// the page confirms it for a moment and then becomes the overview.
import type { Stats } from "contract";
import { useEffect, useState } from "react";

import { useApi } from "../../data/use-api.ts";

export interface FirstRunState {
  readonly state: "unknown" | "waiting" | "arrived" | "overview";
  readonly stats: Stats | undefined;
}

const showArrivalMs = 2600;

export function useFirstRun(): FirstRunState {
  const [waited, setWaited] = useState(false);
  const [done, setDone] = useState(false);
  const { data: stats, isError } = useApi("/api/stats", {}, { everyMs: done ? 60_000 : 1000 });
  const empty = stats === undefined ? undefined : isEmpty(stats);
  if (empty === true && !waited) setWaited(true);
  // It was never empty: straight to the overview.
  if (empty === false && !waited && !done) setDone(true);
  const arrived = waited && empty === false;
  useEffect(() => {
    if (!arrived || done) return undefined;
    const timer = setTimeout(() => setDone(true), showArrivalMs);
    return () => clearTimeout(timer);
  }, [arrived, done]);
  // Without a response the overview shows the errors of its own sections.
  if (done || (isError && stats === undefined)) return { state: "overview", stats };
  if (stats === undefined) return { state: "unknown", stats };
  return { state: arrived ? "arrived" : "waiting", stats };
}

/** Nothing in the store and nothing received since the console started. */
export function isEmpty({ received, store }: Stats): boolean {
  return (
    store.rows === 0 &&
    received.spans + received.logRecords + received.metricPoints + received.businessEvents === 0
  );
}
