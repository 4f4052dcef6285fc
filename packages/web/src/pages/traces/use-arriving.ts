// Traces whose root is still arriving are asked for again while they are listed: also when the list stands still for a reader, or is
// refreshed only once a minute.
import type { TraceSummary } from "contract";
import { useMemo } from "react";

import { useApi } from "../../data/use-api.ts";

const everyMs = 3000;
/** The newest: older ones have mostly arrived. */
const most = 50;

/** `traces`, those that were arriving as they are now. */
export function useArriving(
  traces: readonly TraceSummary[],
  column: readonly string[],
): readonly TraceSummary[] {
  const ids = traces.filter(({ root }) => root === "arriving").map(({ traceId }) => traceId);
  const id = ids.slice(0, most);
  const again = useApi(
    "/api/traces",
    { query: { id, column } },
    { enabled: id.length > 0, everyMs, part: "traces that still arrive" },
  );
  const items = again.data?.items;
  return useMemo(() => {
    if (items === undefined) return traces;
    const now = new Map(items.map((trace) => [trace.traceId, trace]));
    return traces.map((trace) => (trace.root === "arriving" ? (now.get(trace.traceId) ?? trace) : trace));
  }, [traces, items]);
}
