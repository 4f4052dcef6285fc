// How many spans a second does the console take when their values hardly repeat, from one, sixteen and sixty-four senders? What share
// is that of what the engine takes by itself, of the same rows, and what do sender, console and engine need for a span?
// `TELLTALE_BENCH_SECONDS=10` for a short run.
import { cpuMs } from "./cpu.ts";
import { answer, type Figure } from "./figure.ts";
import { sendTo, sustainedSeconds, withConsole } from "./ingest.ts";
import { fillEngine } from "./workload/fill-engine.ts";
import type { Load } from "./workload/load.ts";

const seconds = Math.min(20, sustainedSeconds);
const spansPerRequest = 512;

interface Loaded extends Load {
  /** CPU time for each span, µs. */
  readonly consoleUs: number;
  readonly engineUs: number;
}

const load = {
  signal: "traces",
  protocol: "http",
  realistic: true,
  items: spansPerRequest,
  seconds,
} as const;

function loadOf(connections: number): Promise<Loaded> {
  return withConsole(async (running) => {
    const pid = running.child.pid ?? 0;
    // what the first requests cost is not what the others do
    await sendTo(running, { ...load, connections, seconds: 2 });
    const before = cpuMs(pid);
    const sent = await sendTo(running, { ...load, connections });
    const after = cpuMs(pid);
    const each = (ms: number): number => (ms * 1000) / sent.acknowledged;
    return {
      ...sent,
      consoleUs: each(after.console - before.console),
      engineUs: each(after.engine - before.engine),
    };
  });
}

const alone = await fillEngine(seconds);
const loads: [senders: string, load: Loaded][] = [];
for (const connections of [64, 16, 1])
  loads.push([connections === 1 ? "1 sender" : `${connections} senders`, await loadOf(connections)]);

const idle = await withConsole(async (running) => {
  await sendTo(running, { ...load, connections: 1, seconds: 2 });
  return sendTo(running, { ...load, connections: 1, rate: 2 * spansPerRequest });
});

answer({
  question: "Spans whose values hardly repeat into the console",
  method:
    "OTLP/HTTP protobuf, requests of 512 spans in traces of eight across twelve services, 11 attributes a span, among them one of 50,000 users and one of a million paths; " +
    `each sender waits for its answer and sends again; ${seconds} s, sender, console and engine on the same cores. ` +
    "The engine by itself: the same rows as Native blocks of 24,576, two at a time, roll-up views on.",
  figures: [
    { name: "rows into the engine alone", value: alone.rowsPerSecond, unit: "rows/s" },
    { name: "the engine alone, CPU for a row", value: alone.engineUs, unit: "µs" },
    ...loads.flatMap(([senders, sent]) => figuresOf(senders, sent)),
    { name: "answer, one request every half second, median", value: idle.p50Ms, unit: "ms" },
    { name: "answer, one request every half second, p99", value: idle.p99Ms, unit: "ms" },
  ],
});

function figuresOf(senders: string, sent: Loaded): Figure[] {
  return [
    { name: `acknowledged, ${senders}`, value: sent.perSecond, unit: "spans/s" },
    { name: `share of the engine alone, ${senders}`, value: sent.perSecond / alone.rowsPerSecond, unit: "×" },
    { name: `answer, ${senders}, median`, value: sent.p50Ms, unit: "ms" },
    { name: `answer, ${senders}, p99`, value: sent.p99Ms, unit: "ms" },
    { name: `console, ${senders}, CPU for a span`, value: sent.consoleUs, unit: "µs" },
    { name: `engine, ${senders}, CPU for a span`, value: sent.engineUs, unit: "µs" },
    { name: `sender, ${senders}, CPU for a span`, value: sent.senderUs, unit: "µs" },
  ];
}
