// What the detectors cost a span, in CPU time of this process: run by the benchmark of the same question.
import { createCallReader } from "../../src/bottlenecks/call.ts";
import { judgeTrace } from "../../src/bottlenecks/judge-trace.ts";
import type { TraceSpan } from "../../src/bottlenecks/trace-span.ts";
import { seeded, shopTrace } from "./shop-traces.ts";

const traces = 10_000;
const rounds = 7;
const reader = createCallReader();
const random = seeded(1);
const clean = Array.from({ length: traces }, () => shopTrace(random));
const bad = Array.from({ length: traces }, (_, place) => shopTrace(random, place % 10 === 0));
const root = { ...clean[0]![0]!, id: "root", end: 10_000 };
const [, query] = bad[0]!;
const wide = [
  root,
  ...Array.from({ length: 9_999 }, (_, place) => ({
    ...query!,
    id: `q${place}`,
    parentId: "root",
    start: place,
    end: place + 1,
  })),
];

let findings = 0;

/** µs of CPU a span. */
function measure(all: readonly (readonly TraceSpan[])[]): number {
  const before = process.cpuUsage();
  findings = 0;
  for (const spans of all) findings += judgeTrace(spans, reader).length;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / all.reduce((sum, spans) => sum + spans.length, 0);
}

const times = (all: readonly (readonly TraceSpan[])[]): number[] =>
  Array.from({ length: rounds }, () => measure(all));

const ofClean = times(clean);
if (findings > 0) throw new Error(`${findings} findings in clean traces`);
const ofBad = times(bad);
if (findings !== traces / 10) throw new Error(`${findings} findings instead of ${traces / 10}`);
const found = findings;
const ofWide = times([wide]);
const spans = clean.reduce((sum, one) => sum + one.length, 0);
console.log(JSON.stringify({ traces, spans, findings: found, clean: ofClean, bad: ofBad, wide: ofWide }));
