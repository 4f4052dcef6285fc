// The heap of V8 by its spaces, garbage collection, and what keeps the process alive.
import { harmless } from "../../engine/diagnostics/guard.ts";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { builtin } from "../../engine/runtime/builtin.ts";
import { histogram } from "../../own-calls.ts";
import { observeTogether } from "../../metric.ts";
import { type ObservedMetric, observablesOf, type RuntimeMetric } from "./observed-metric.ts";

// loaded with the first look
const v8 = builtin("v8");

/** What is observed of the heap, and of what is active. */
export const heapMetrics: Readonly<
  Record<"size" | "used" | "available" | "physical" | "active", ObservedMetric>
> = {
  size: bytes("space.size", "Memory that a space of the heap has taken."),
  used: bytes("used", "Memory of a space of the heap that is in use."),
  available: bytes("space.available_size", "Memory of a space of the heap that is free."),
  physical: bytes("space.physical_size", "Memory of a space of the heap that is committed."),
  active: {
    name: "v8js.resource.active",
    form: "gauge",
    unit: "{resource}",
    description: "What keeps the process alive: sockets, timers, requests.",
    attributes: ["v8js.resource.type"],
  },
};
const { size, used, available, physical, active } = observablesOf(heapMetrics);

function bytes(name: string, description: string): ObservedMetric {
  const attributes = ["v8js.heap.space.name"];
  return { name: `v8js.memory.heap.${name}`, form: "updowncounter", unit: "By", description, attributes };
}

/** How long garbage collections take. */
export const collectionDuration: RuntimeMetric = {
  name: "v8js.gc.duration",
  form: "histogram",
  unit: "s",
  description: "Duration of garbage collections.",
  buckets: [0.01, 0.1, 1, 10],
  attributes: ["v8js.gc.type"],
};
const collections = histogram(collectionDuration.name, collectionDuration);
// collections of the young generation with `--minor-ms`; there is no constant for it
const minorByMarking = 2;
const kinds = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, collections.with({ "v8js.gc.type": "major" })],
  [constants.NODE_PERFORMANCE_GC_MINOR, collections.with({ "v8js.gc.type": "minor" })],
  [minorByMarking, collections.with({ "v8js.gc.type": "minor" })],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, collections.with({ "v8js.gc.type": "incremental" })],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, collections.with({ "v8js.gc.type": "weakcb" })],
]);

/** Observes the heap. The returned function ends that. */
export function observeHeap(): () => void {
  const observer = new PerformanceObserver(
    harmless((list: { getEntries(): readonly object[] }) => {
      for (const entry of list.getEntries()) {
        const { duration, detail } = entry as { readonly duration: number; readonly detail?: unknown };
        const { kind } = (detail ?? {}) as { readonly kind?: number };
        if (kind !== undefined) kinds.get(kind)?.record(duration / 1000);
      }
    }),
  );
  observer.observe({ entryTypes: ["gc"] });
  const observation = observeTogether((observe) => {
    for (const space of v8().getHeapSpaceStatistics()) {
      const by = { "v8js.heap.space.name": space.space_name };
      observe(size, space.space_size, by);
      observe(used, space.space_used_size, by);
      observe(available, space.space_available_size, by);
      observe(physical, space.physical_space_size, by);
    }
    const counts = new Map<string, number>();
    for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, count] of counts) observe(active, count, { "v8js.resource.type": name });
  });
  return () => {
    observation.stop();
    observer.disconnect();
  };
}
