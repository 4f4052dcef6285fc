// Collects all meters at an interval and hands the whole as one batch to the outlets: cumulative, so a lost batch
// loses no count.
import { report } from "./diagnose.ts";
import type { MeterCore } from "./meter.ts";
import type { Observers } from "./observers.ts";
import type { Outlet } from "./outlet.ts";
import { seal } from "./seal.ts";

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
