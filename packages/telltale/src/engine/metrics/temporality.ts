// Which instruments a reader wants as deltas (specification: metrics exporters/otlp, temporality preference).
import type { Temporality } from "./collection.ts";
import type { InstrumentKind } from "./descriptor.ts";

/** The specification's three preferences. Up-down counters and gauges are cumulative in all of them. */
export type TemporalityPreference = "cumulative" | "delta" | "lowmemory";

/** The temporality of `kind` under `preference`. */
export function temporalityOf(preference: TemporalityPreference, kind: InstrumentKind): Temporality {
  if (preference === "cumulative") return "cumulative";
  if (kind === "counter" || kind === "histogram") return "delta";
  // adding up observed sums by difference needs memory, which `lowmemory` does not want to spend
  return preference === "delta" && kind === "observedCounter" ? "delta" : "cumulative";
}
