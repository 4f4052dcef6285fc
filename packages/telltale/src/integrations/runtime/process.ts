// CPU, memory and faults of the process. A worker thread leaves them to the main one: they would be counted twice.
import { cpus } from "node:os";
import { workerThreadId } from "../../engine/runtime/worker-thread.ts";
import type { ObserveOne } from "../../metric.ts";
import { type ObservedMetric, observablesOf, observeSince } from "./observed-metric.ts";

/** What is observed of the process. */
export const processMetrics: Readonly<
  Record<"cpuTime" | "cpuShare" | "memory" | "uptime" | "switches" | "faults", ObservedMetric>
> = {
  cpuTime: {
    name: "process.cpu.time",
    form: "counter",
    unit: "s",
    description: "CPU time by mode.",
    attributes: ["cpu.mode"],
  },
  cpuShare: {
    name: "process.cpu.utilization",
    form: "gauge",
    unit: "1",
    description: "CPU time since the last collection, as a share of all CPUs' time.",
    attributes: ["cpu.mode"],
  },
  memory: {
    name: "process.memory.usage",
    form: "updowncounter",
    unit: "By",
    description: "Physical memory in use.",
  },
  uptime: { name: "process.uptime", form: "gauge", unit: "s", description: "Time since the process began." },
  switches: {
    name: "process.context_switches",
    form: "counter",
    unit: "{context_switch}",
    description: "Context switches by type.",
    attributes: ["process.context_switch.type"],
  },
  faults: {
    name: "process.paging.faults",
    form: "counter",
    unit: "{fault}",
    description: "Page faults by type.",
    attributes: ["system.paging.fault.type"],
  },
};
const { cpuTime, cpuShare, memory, uptime, switches, faults } = observablesOf(processMetrics);

/** Observes the process. The returned function ends that. */
export function observeProcess(): () => void {
  if (workerThreadId() !== undefined) return () => {};
  const count = Math.max(1, cpus().length);
  const asked = (observe: ObserveOne, seen: { last: Usage }): void => {
    const { last } = seen;
    const usage = process.resourceUsage();
    const now = { at: performance.now(), user: usage.userCPUTime, system: usage.systemCPUTime };
    const elapsed = (now.at - last.at) * 1000 * count;
    for (const mode of ["user", "system"] as const) {
      const by = { "cpu.mode": mode };
      observe(cpuTime, now[mode] / 1e6, by);
      if (elapsed > 0) observe(cpuShare, Math.min(1, Math.max(0, (now[mode] - last[mode]) / elapsed)), by);
    }
    seen.last = now;
    observe(memory, process.memoryUsage.rss());
    observe(uptime, process.uptime());
    observe(switches, usage.voluntaryContextSwitches, { "process.context_switch.type": "voluntary" });
    observe(switches, usage.involuntaryContextSwitches, { "process.context_switch.type": "involuntary" });
    observe(faults, usage.majorPageFault, { "system.paging.fault.type": "major" });
    observe(faults, usage.minorPageFault, { "system.paging.fault.type": "minor" });
  };
  return observeSince({ last: { at: performance.now(), ...process.cpuUsage() } }, asked).stop;
}

/** CPU time in µs at a moment. */
interface Usage {
  readonly at: number;
  readonly user: number;
  readonly system: number;
}
