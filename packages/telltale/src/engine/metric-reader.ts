// Collects all meters at an interval and hands the whole as one batch to the outlets: cumulative, so a lost batch
// loses no count.
import { report } from "./diagnose.ts";
import type { MeterCore } from "./meter.ts";
import type { Aggregation } from "./metrics/aggregation.ts";
import type { Collection, Temporality } from "./metrics/collection.ts";
import type { InstrumentKind } from "./metrics/descriptor.ts";
import type { Observers } from "./observers.ts";
import type { Outlet } from "./outlet.ts";
import { seal } from "./seal.ts";

/**
 * One reader of all metrics of the process, made by `meters.addReader(options)` in the pipeline, before the first instrument.
 *
 * For ways out that ask when they want to (Prometheus): `const { scopes } = await reader.collect()`. Each call asks the
 * observed instruments, then gives every point as plain data: {@link Collection}, whose parts are described there.
 * Cumulative readers share their series; a delta reader has its own.
 */
export interface CollectingReader {
  /**
   * Collects now. Never rejects. Calls while one is under way wait for it and share the next.
   * Callbacks get `timeoutMs` (5 s) in all; what comes later is left out, and counted.
   */
  collect(timeoutMs?: number): Promise<Collection>;
}

/** What a reader wants. */
export interface ReaderOptions {
  /** For diagnosis. */
  readonly name: string;
  /** Default: cumulative for all. */
  readonly temporality?: ((kind: InstrumentKind) => Temporality) | undefined;
  /** What to make of instruments where no view says it. Default: by kind and advice. */
  readonly aggregation?: ((kind: InstrumentKind) => Aggregation | undefined) | undefined;
  /** Series of an instrument, the overflow one included, where no view says it. Default: `limits.cardinality`. */
  readonly cardinality?: ((kind: InstrumentKind) => number | undefined) | undefined;
  /** `new`: only exemplars made since the reader's last collection; `all` (default): those that are held. */
  readonly exemplars?: "new" | "all" | undefined;
}

/** The periodic reader. */
export interface MetricReader {
  /** Collects now and resolves when the batch has left or was given up. */
  flush(): Promise<void>;
  stop(): void;
}

/** Collects `meters` every `intervalMs` into `outlets`. */
export function createMetricReader(
  meters: Iterable<MeterCore>,
  observers: Observers,
  resource: () => Uint8Array,
  outlets: readonly Outlet[],
  intervalMs: number,
): MetricReader {
  async function collect(): Promise<void> {
    if (outlets.length === 0) return;
    await observers.observe();
    const batches = [...meters].map((meter) => meter.collect()).filter((batch) => batch.items > 0);
    if (batches.length === 0) return;
    const items = batches.reduce((total, batch) => total + batch.items, 0);
    const batch = { signal: "metrics", body: seal(resource(), batches), items } as const;
    for (const outlet of outlets) outlet.push(batch);
  }

  const timer = setInterval(() => {
    collect().catch((error: unknown) => report("collect_failed", error));
  }, intervalMs).unref();

  return {
    async flush() {
      await collect();
      await Promise.all(outlets.map(async (outlet) => outlet.drain()));
    },
    stop: () => clearInterval(timer),
  };
}
