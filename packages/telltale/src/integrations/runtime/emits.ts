// What the observation of the runtime writes.
import type { Emitted } from "../library-integration.ts";

type Row = readonly [name: string, form: string, unit: string, description: string, ...attributes: string[]];

const space = "v8js.heap.space.name";
const rows: readonly Row[] = [
  ["nodejs.eventloop.delay.min", "gauge", "s", "Smallest delay of the event loop since the last collection."],
  ["nodejs.eventloop.delay.max", "gauge", "s", "Largest delay of the event loop since the last collection."],
  ["nodejs.eventloop.delay.mean", "gauge", "s", "Mean delay of the event loop since the last collection."],
  ["nodejs.eventloop.delay.stddev", "gauge", "s", "Standard deviation of the delay of the event loop."],
  ["nodejs.eventloop.delay.p50", "gauge", "s", "Median delay of the event loop."],
  ["nodejs.eventloop.delay.p90", "gauge", "s", "90th percentile of the delay of the event loop."],
  ["nodejs.eventloop.delay.p99", "gauge", "s", "99th percentile of the delay of the event loop."],
  ["nodejs.eventloop.utilization", "gauge", "1", "Share of its time for which the event loop was at work."],
  [
    "nodejs.eventloop.time",
    "counter",
    "s",
    "Time of the event loop, by what it did.",
    "nodejs.eventloop.state",
  ],
  ["v8js.gc.duration", "histogram", "s", "Duration of garbage collections.", "v8js.gc.type"],
  ["v8js.memory.heap.space.size", "updowncounter", "By", "Memory that a space of the heap has taken.", space],
  ["v8js.memory.heap.used", "updowncounter", "By", "Memory of a space of the heap that is in use.", space],
  ["v8js.memory.heap.space.available_size", "updowncounter", "By", "Memory of a space that is free.", space],
  [
    "v8js.memory.heap.space.physical_size",
    "updowncounter",
    "By",
    "Memory of a space that is committed.",
    space,
  ],
  ["v8js.resource.active", "gauge", "{resource}", "What keeps the process alive.", "v8js.resource.type"],
  ["process.cpu.time", "counter", "s", "CPU time by mode.", "cpu.mode"],
  ["process.cpu.utilization", "gauge", "1", "CPU time as a share of all CPUs' time.", "cpu.mode"],
  ["process.memory.usage", "updowncounter", "By", "Physical memory in use."],
  ["process.uptime", "gauge", "s", "Time since the process began."],
  [
    "process.context_switches",
    "counter",
    "{context_switch}",
    "Context switches by type.",
    "process.context_switch.type",
  ],
  ["process.paging.faults", "counter", "{fault}", "Page faults by type.", "system.paging.fault.type"],
];

/** Metrics of the runtime. */
export const runtimeEmits: readonly Emitted[] = rows.map(
  ([name, form, unit, description, ...attributes]) => ({
    kind: "metric",
    name,
    form,
    unit,
    description,
    attributes: attributes.map((attribute) => ({ name: attribute })),
  }),
);
