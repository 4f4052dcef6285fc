// How metrics leave: one periodic reader for all exporters that want the same temporality and histograms, and readers of
// another shape beside it.
import { report } from "../diagnostics/diagnose.ts";
import type { Exporter } from "../exporter/exporter.ts";
import type { Meters } from "./meters.ts";
import type { Aggregation } from "../metrics/aggregation.ts";
import type { InstrumentKind } from "../metrics/descriptor.ts";
import { temporalityOf } from "../metrics/temporality.ts";
import type { ExporterQueue } from "../queue/exporter-queue.ts";
import { createPeriodicReader, type PeriodicReader } from "./periodic-reader.ts";
import type { ResourceView } from "../resource/resource-view.ts";

/** A reader that the user brings. */
export interface MetricReaderPlug {
  /** Called once, before the first instrument. Must not throw. */
  attach(meters: Meters, resource: ResourceView): void;
  /** Must not reject. */
  flush(): Promise<void>;
  /** Must not reject. */
  stop(): Promise<void>;
}

/** The ways out of metrics. */
export interface MetricsOut {
  flush(): Promise<void>;
  /** Collects before it returns, for a process that ends. */
  collectNow(): void;
  /** Ends the timers; {@link MetricsOut.flush} still works. */
  stop(): void;
  /** Ends the readers the user brought. */
  shutdown(): Promise<void>;
}

/** What the ways out are made of. */
export interface MetricsOutOptions {
  readonly meters: Meters;
  /** Exporters that take metrics, each with its queue. */
  readonly queues: ReadonlyMap<Exporter, ExporterQueue>;
  readonly plugs: readonly MetricReaderPlug[];
  readonly resource: () => Uint8Array;
  readonly resourceView: ResourceView;
  readonly intervalMs: number;
}

/** The ways out of `meters`. */
export function createMetricsOut(options: MetricsOutOptions): MetricsOut {
  const { meters, queues, plugs, resource, intervalMs } = options;
  const groups = new Map<string, { readonly exporter: Exporter; readonly queues: ExporterQueue[] }>();
  for (const [exporter, queue] of queues) {
    const { temporality = "cumulative", histograms = "" } = exporter.metricPreference ?? {};
    const key = `${temporality} ${histograms}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { exporter, queues: [queue] });
    else group.queues.push(queue);
  }
  const readers = [...groups.values()].map((group): PeriodicReader => {
    const { temporality = "cumulative", histograms } = group.exporter.metricPreference ?? {};
    const reader = meters.addReader({
      temporality: (kind) => temporalityOf(temporality, kind),
      aggregation: (kind) => histogramAggregation(kind, histograms),
      exemplars: "new",
    });
    return createPeriodicReader(reader, resource, group.queues, intervalMs);
  });
  for (const plug of plugs) plug.attach(meters, options.resourceView);
  return {
    async flush() {
      // what goes wrong in one keeps no other from being waited for
      await Promise.all([...readers, ...plugs].map(async (one) => one.flush().catch(failed)));
    },
    collectNow() {
      for (const reader of readers) reader.collectNow();
    },
    stop() {
      for (const reader of readers) reader.stop();
    },
    async shutdown() {
      await Promise.all(plugs.map(async (plug) => plug.stop()));
    },
  };
}

const failed = (error: unknown): void => report("collect_failed", error);

function histogramAggregation(
  kind: InstrumentKind,
  histograms: "explicit" | "exponential" | undefined,
): Aggregation | undefined {
  if (kind !== "histogram" || histograms === undefined) return undefined;
  return { type: histograms === "explicit" ? "histogram" : "exponentialHistogram" };
}
