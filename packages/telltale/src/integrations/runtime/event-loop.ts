// How late the event loop is, and how much of its time it is at work.
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { observable, observeTogether } from "../../metric.ts";

const gauge = (name: string, description: string, unit = "s"): ReturnType<typeof observable> =>
  observable("gauge", `nodejs.eventloop.${name}`, { unit, description });

const parts = {
  min: gauge("delay.min", "Smallest delay of the event loop since the last collection."),
  max: gauge("delay.max", "Largest delay of the event loop since the last collection."),
  mean: gauge("delay.mean", "Mean delay of the event loop since the last collection."),
  stddev: gauge("delay.stddev", "Standard deviation of the delay of the event loop."),
  p50: gauge("delay.p50", "Median delay of the event loop."),
  p90: gauge("delay.p90", "90th percentile of the delay of the event loop."),
  p99: gauge("delay.p99", "99th percentile of the delay of the event loop."),
};
const utilization = gauge("utilization", "Share of its time for which the event loop was at work.", "1");
const time = observable("counter", "nodejs.eventloop.time", {
  unit: "s",
  description: "Time of the event loop, by what it did.",
});

const defaultResolutionMs = 20;

/** Observes the event loop. The returned function ends that. */
export function observeEventLoop(resolutionMs: number = defaultResolutionMs): () => void {
  const resolution = Number.isInteger(resolutionMs) && resolutionMs > 0 ? resolutionMs : defaultResolutionMs;
  if (resolution !== resolutionMs) report("runtime_option_invalid", `resolutionMs: ${resolutionMs}`);
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  // the runtime measures from one look to the next: the time between them is no delay
  const late = (ns: number): number => Math.max(0, ns / 1e9 - resolution / 1000);
  let last = performance.eventLoopUtilization();
  const observation = observeTogether((tell) => {
    const now = performance.eventLoopUtilization();
    tell(utilization, performance.eventLoopUtilization(now, last).utilization);
    tell(time, now.active / 1000, { "nodejs.eventloop.state": "active" });
    tell(time, now.idle / 1000, { "nodejs.eventloop.state": "idle" });
    last = now;
    if (delays.count === 0) return;
    tell(parts.min, late(delays.min));
    tell(parts.max, late(delays.max));
    tell(parts.mean, late(delays.mean));
    tell(parts.stddev, Number.isNaN(delays.stddev) ? 0 : delays.stddev / 1e9);
    tell(parts.p50, late(delays.percentile(50)));
    tell(parts.p90, late(delays.percentile(90)));
    tell(parts.p99, late(delays.percentile(99)));
    delays.reset();
  });
  return () => {
    observation.stop();
    delays.disable();
  };
}
