// Whether any data was ever received, the test spans of the doctor apart. Until then it is asked every second; when the first record
// arrives, the page confirms it for a moment and then becomes the overview.
import type { Stats } from "contract";
import { useEffect, useState } from "react";

import { useApi } from "../../data/use-api.ts";

export interface FirstRun {
  /** Whether it is certain that no data was received before. */
  readonly isFirst: boolean;
  /** Whether the first data has just arrived. */
  readonly arrived: boolean;
  readonly stats: Stats | undefined;
}

const showArrivalMs = 2600;

export function useFirstRun(): FirstRun {
  const [waited, setWaited] = useState(false);
  const [done, setDone] = useState(false);
  const received = useApi("/api/received", {}, { everyMs: 1000, enabled: !done });
  const hasTelemetry = received.data?.hasTelemetry;
  const { data: stats } = useApi(
    "/api/stats",
    {},
    { everyMs: 1000, enabled: !done && hasTelemetry === false },
  );
  if (hasTelemetry === false && !waited) setWaited(true);
  // It was never empty: straight to the overview.
  if (hasTelemetry === true && !waited && !done) setDone(true);
  const arrived = waited && hasTelemetry === true;
  useEffect(() => {
    if (!arrived || done) return undefined;
    const timer = setTimeout(() => setDone(true), showArrivalMs);
    return () => clearTimeout(timer);
  }, [arrived, done]);
  return { isFirst: waited && !done, arrived, stats };
}
