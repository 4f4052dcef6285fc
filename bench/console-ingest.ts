// How many spans a second does the console take, what does it need for that, and what does a span weigh on disk?
import { createFolder, startConsole } from "../tools/console-process.ts";
import { answer } from "./figure.ts";
import { run } from "./process.ts";
import { residentMb } from "./resident.ts";

interface Load {
  readonly acknowledged: number;
  readonly refused: number;
  readonly spansPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Stats {
  readonly stored: { readonly spans: number };
  readonly store: { readonly bytes: number; readonly rows: number };
}

const seconds = 20;
const connections = 24;
const { folder, remove } = createFolder();
const running = await startConsole(folder);
const idle = residentMb(running.child.pid ?? 0);
const load = await run<Load>("workload/load.ts", [
  running.addresses.otlpHttp,
  String(seconds),
  String(connections),
]);
const busy = residentMb(running.child.pid ?? 0);
// Merges go on for a little after the load; the weight is taken when they are through.
await new Promise((resolve) => setTimeout(resolve, 15_000));
const stats = (await (await fetch(`${running.addresses.page}/api/stats`)).json()) as Stats;
await running.stop();
remove();
if (stats.stored.spans !== load.acknowledged) {
  throw new Error(
    `Cannot trust the figures: ${load.acknowledged} spans were acknowledged and ${stats.stored.spans} stored`,
  );
}

answer({
  question: "Spans into the console",
  method:
    `OTLP/HTTP protobuf, 1,000 spans of 11 attributes a request, ${connections} connections that each send the next when the last is acknowledged, ${seconds} s, ` +
    `sender, console and store on the same two cores. ${load.acknowledged.toLocaleString("en")} spans acknowledged and as many stored, ${load.refused} requests refused.`,
  figures: [
    { name: "acknowledged", value: load.spansPerSecond, unit: "spans/s" },
    { name: "answer, median", value: load.p50Ms, unit: "ms" },
    { name: "answer, p99", value: load.p99Ms, unit: "ms" },
    { name: "resident at rest, console", value: idle.console, unit: "MB" },
    { name: "resident at rest, engine", value: idle.engine, unit: "MB" },
    { name: "resident after the load, console", value: busy.console, unit: "MB" },
    { name: "resident after the load, engine", value: busy.engine, unit: "MB" },
    {
      name: "on disk, roll-ups included",
      value: stats.store.bytes / stats.stored.spans,
      unit: "bytes a span",
    },
  ],
});
