// Collects all metrics at an interval and hands the whole as one batch to the outlets of exporters that want the same.
import { report } from "./diagnose.ts";
import { createScopeBatch, type ScopeBatch } from "./lane.ts";
import type { MetricReader } from "./metric-reader.ts";
import type { CollectedScope, Collection } from "./metrics/collection.ts";
import { encodeMetric } from "./metrics/encode-metric.ts";
import type { Outlet } from "./outlet.ts";
import { seal } from "./seal.ts";

/** A reader that collects by itself. */
export interface PeriodicReader {
  /** Collects now and resolves when the batch has left or was given up. */
  flush(): Promise<void>;
  /** Collects before it returns, for a process that ends. */
  collectNow(): void;
  stop(): void;
}

/** Collects from `reader` every `intervalMs` into `outlets`; never by itself where that is `Infinity`. */
export function createPeriodicReader(
  reader: MetricReader,
  resource: () => Uint8Array,
  outlets: readonly Outlet[],
  intervalMs: number,
): PeriodicReader {
  function push({ scopes, points }: Collection): void {
    if (points === 0) return;
    const batch = { signal: "metrics", body: seal(resource(), scopes.map(toBatch)), items: points } as const;
    for (const outlet of outlets) outlet.push(batch);
  }

  function collect(): void {
    reader
      .collect()
      .then(push)
      .catch((error: unknown) => report("collect_failed", error));
  }

  const timer = intervalMs === Infinity ? undefined : setInterval(collect, intervalMs).unref();

  return {
    async flush() {
      push(await reader.collect());
      await Promise.all(outlets.map(async (outlet) => outlet.drain()));
    },
    collectNow: () => push(reader.collectNow()),
    stop: () => clearInterval(timer),
  };
}

function toBatch({ scope, metrics }: CollectedScope): ScopeBatch {
  const batch = createScopeBatch(scope.name, scope.version, scope.schemaUrl, scope.attributes.encoded(3));
  for (const metric of metrics) encodeMetric(batch.writer, metric);
  return batch;
}
