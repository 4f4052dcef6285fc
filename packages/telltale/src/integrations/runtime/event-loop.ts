// How late the event loop is, and how much of its time it is at work.
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { report } from "../../engine/diagnostics/diagnose.ts";
import type { ObserveOne } from "../../metric.ts";
import { type ObservedMetric, observablesOf, observeSince } from "./observed-metric.ts";

/** What is observed of the event loop. */
export const eventLoopMetrics: Readonly<Record<Measure, ObservedMetric>> = {
  min: gauge("delay.min", "Smallest delay of the event loop since the last collection."),
  max: gauge("delay.max", "Largest delay of the event loop since the last collection."),
  mean: gauge("delay.mean", "Mean delay of the event loop since the last collection."),
  stddev: gauge("delay.stddev", "Standard deviation of the delay of the event loop."),
  p50: gauge("delay.p50", "Median delay of the event loop."),
  p90: gauge("delay.p90", "90th percentile of the delay of the event loop."),
  p99: gauge("delay.p99", "99th percentile of the delay of the event loop."),
  utilization: gauge("utilization", "Share of its time for which the event loop was at work.", "1"),
  time: {
    name: "nodejs.eventloop.time",
    form: "counter",
    unit: "s",
    description: "Time of the event loop, by what it did.",
    attributes: ["nodejs.eventloop.state"],
  },
};
type Measure = "min" | "max" | "mean" | "stddev" | "p50" | "p90" | "p99" | "utilization" | "time";
const loop = observablesOf(eventLoopMetrics);

function gauge(name: string, description: string, unit = "s"): ObservedMetric {
  return { name: `nodejs.eventloop.${name}`, form: "gauge", unit, description };
}

const defaultResolutionMs = 20;

/** What a reader has seen: the delays since its last collection, and the loop at that moment. */
interface Seen {
  readonly delays: ReturnType<typeof monitorEventLoopDelay>;
  last: ReturnType<typeof performance.eventLoopUtilization>;
}

/** Observes the event loop. The returned function ends that. */
export function observeEventLoop(resolutionMs: number = defaultResolutionMs): () => void {
  const resolution = Number.isInteger(resolutionMs) && resolutionMs > 0 ? resolutionMs : defaultResolutionMs;
  if (resolution !== resolutionMs) report("runtime_option_invalid", `resolutionMs: ${resolutionMs}`);
  // the runtime measures from one look to the next: the time between them is not a delay
  const late = (ns: number): number => Math.max(0, ns / 1e9 - resolution / 1000);
  // a monitor ends with its reader: its timer stops when it is collected
  const begin = (last = performance.eventLoopUtilization()): Seen => {
    const delays = monitorEventLoopDelay({ resolution });
    delays.enable();
    return { delays, last };
  };
  const asked = (observe: ObserveOne, seen: Seen): void => {
    const { delays, last } = seen;
    const now = performance.eventLoopUtilization();
    observe(loop.utilization, performance.eventLoopUtilization(now, last).utilization);
    observe(loop.time, now.active / 1000, { "nodejs.eventloop.state": "active" });
    observe(loop.time, now.idle / 1000, { "nodejs.eventloop.state": "idle" });
    seen.last = now;
    if (delays.count === 0) return;
    observe(loop.min, late(delays.min));
    observe(loop.max, late(delays.max));
    observe(loop.mean, late(delays.mean));
    observe(loop.stddev, Number.isNaN(delays.stddev) ? 0 : delays.stddev / 1e9);
    observe(loop.p50, late(delays.percentile(50)));
    observe(loop.p90, late(delays.percentile(90)));
    observe(loop.p99, late(delays.percentile(99)));
    delays.reset();
  };
  const main = begin();
  const observation = observeSince(main, asked, ({ last }) => begin(last));
  return () => {
    observation.stop();
    main.delays.disable();
  };
}
