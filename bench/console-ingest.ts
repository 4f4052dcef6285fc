// How many spans a second does the console take over HTTP and gRPC, how soon are they acknowledged, what does
// it need for that, and how many rows does the store take by itself? `TELLTALE_BENCH_SECONDS=10` for a short run. The longest
// loads come last: what they leave to be merged and deleted is not what the others are asked about.
import { answer } from "./figure.ts";
import {
  answerTimes,
  questions,
  peakMb,
  sendTo,
  steadySeconds,
  sustainedSeconds,
  withConsole,
} from "./ingest.ts";
import { run } from "./process.ts";
import { residentMb } from "./resident.ts";

const signal = "traces";

const steady = { signal, seconds: steadySeconds, rate: 30_000 } as const;
const halfHttp = await withConsole((running) => sendTo(running, { ...steady, protocol: "http" }));
const halfGrpc = await withConsole((running) => sendTo(running, { ...steady, protocol: "grpc" }));
const memory = await withConsole(async (running) => {
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const { console: own, engine } = residentMb(running.child.pid ?? 0);
  const busy = await peakMb(running, () =>
    answerTimes(running, questions, () => sendTo(running, { ...steady, rate: 20_000, protocol: "http" })),
  );
  return { idle: own + engine, busy };
});
const http = await withConsole((running) => sendTo(running, { signal, protocol: "http" }));
const grpc = await withConsole((running) => sendTo(running, { signal, protocol: "grpc" }));
const store = await run<{ rowsPerSecond: number }>(
  "../packages/console/test/support/fill-store.ts",
  [String(Math.min(20, sustainedSeconds))],
  ["--conditions=telltale-source"],
);

answer({
  question: "Spans into the console",
  method:
    `OTLP protobuf, requests of 1,000 spans of 11 attributes, sender, console and store on the same cores. Most: 64 requests under way, ${sustainedSeconds} s, ` +
    `${http.acknowledged.toLocaleString("en")} spans acknowledged over HTTP and ${grpc.acknowledged.toLocaleString("en")} over gRPC, as many stored, ${http.refused + grpc.refused} requests refused. ` +
    `Steady: a request whenever one is due, ${steadySeconds} s; the time counts from then. ` +
    "The store by itself: Native blocks of 25,000 rows, two at a time, roll-up views on.",
  figures: [
    { name: "acknowledged, HTTP", value: http.perSecond, unit: "spans/s" },
    { name: "acknowledged, gRPC", value: grpc.perSecond, unit: "spans/s" },
    { name: "answer at 30,000 spans/s, HTTP, median", value: halfHttp.p50Ms, unit: "ms" },
    { name: "answer at 30,000 spans/s, HTTP, p99", value: halfHttp.p99Ms, unit: "ms" },
    { name: "answer at 30,000 spans/s, gRPC, median", value: halfGrpc.p50Ms, unit: "ms" },
    { name: "answer at 30,000 spans/s, gRPC, p99", value: halfGrpc.p99Ms, unit: "ms" },
    { name: "rows into the store alone", value: store.rowsPerSecond, unit: "rows/s" },
    { name: "resident at rest, console and engine", value: memory.idle, unit: "MB" },
    { name: "resident at 20,000 spans/s and answering, console and engine", value: memory.busy, unit: "MB" },
  ],
});
