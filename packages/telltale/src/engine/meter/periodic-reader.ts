// Collects all metrics at an interval and hands the whole as one batch to the queues of exporters that want the same.
import { report } from "../diagnostics/diagnose.ts";
import { harmless } from "../diagnostics/guard.ts";
import { createScopeBatch, type ScopeBatch } from "../queue/signal-pipeline.ts";
import type { MetricReader } from "./metric-reader.ts";
import type { CollectedScope, Collection } from "../metrics/collection.ts";
import { isObserved } from "../metrics/descriptor.ts";
import { encodeMetric } from "../metrics/encode-metric.ts";
import type { ExporterQueue } from "../queue/exporter-queue.ts";
import { finishBatch } from "../queue/finish-batch.ts";

/** A reader that collects by itself. */
export interface PeriodicReader {
  /** Collects now and resolves when the batch has left or was given up. */
  flush(): Promise<void>;
  /** Collects before it returns, for a process that ends; does nothing if nothing was measured since {@link PeriodicReader.flush}. */
  collectNow(): void;
  stop(): void;
}

/** Collects from `reader` every `intervalMs` into `queues`; never by itself where that is `Infinity`. */
export function createPeriodicReader(
  reader: MetricReader,
  resource: () => Uint8Array,
  queues: readonly ExporterQueue[],
  intervalMs: number,
): PeriodicReader {
  function push({ scopes, points }: Collection): void {
    if (points === 0) return;
    const batch = {
      signal: "metrics",
      body: finishBatch(resource(), scopes.map(toBatch)),
      items: points,
      oldestMs: Date.now(),
    } as const;
    for (const queue of queues) queue.push(batch);
  }

  function collect(): void {
    reader
      .collect()
      .then(push)
      .catch((error: unknown) => report("collect_failed", error));
  }

  let flushed: readonly (number | undefined)[] | undefined;
  const timer = intervalMs === Infinity ? undefined : setInterval(harmless(collect), intervalMs).unref();

  return {
    async flush() {
      const collection = await reader.collect();
      flushed = measured(collection).filter((value) => value !== undefined);
      for (const queue of queues) queue.hurry();
      push(collection);
      await Promise.all(queues.map(async (queue) => queue.drain()));
    },
    collectNow() {
      const collection = reader.collectNow();
      if (flushed === undefined || hasNews(measured(collection), flushed)) push(collection);
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * What the application measured by itself, as numbers that change with each measurement; undefined for what is news by itself.
 * Callbacks give points every time.
 */
function measured({ scopes }: Collection): (number | undefined)[] {
  return scopes
    .flatMap(({ metrics }) => metrics)
    .filter(({ kind }) => !isObserved(kind))
    .flatMap(({ temporality, data }) =>
      // a point of a delta is news by itself
      temporality === "delta" && data.form !== "gauge"
        ? [undefined]
        : data.points.map((point) => ("count" in point ? point.count : point.value)),
    );
}

function hasNews(values: readonly (number | undefined)[], before: readonly (number | undefined)[]): boolean {
  return values.length !== before.length || values.some((value, index) => !Object.is(value, before[index]));
}

function toBatch({ scope, metrics }: CollectedScope): ScopeBatch {
  const batch = createScopeBatch(scope.name, scope.version, scope.schemaUrl, scope.attributes.encoded(3));
  for (const metric of metrics) encodeMetric(batch.writer, metric);
  return batch;
}
