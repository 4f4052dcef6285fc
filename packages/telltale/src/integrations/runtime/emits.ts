// What the observation of the runtime emits.
import type { Emitted } from "../library-integration.ts";
import { eventLoopMetrics } from "./event-loop.ts";
import { collectionDuration, heapMetrics } from "./heap.ts";
import { emittedOf } from "./observed-metric.ts";
import { processMetrics } from "./process.ts";

export const runtimeEmits: readonly Emitted[] = emittedOf([
  ...Object.values(eventLoopMetrics),
  collectionDuration,
  ...Object.values(heapMetrics),
  ...Object.values(processMetrics),
]);
