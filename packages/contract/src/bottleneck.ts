// Bottlenecks that the console's detectors found in traces, grouped by what causes them.
import { z } from "zod";
import { bottleneckKinds } from "./enumerations.ts";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { pageOf, resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { money } from "./transaction.ts";

/** What a detector looks for. */
export type BottleneckKind = (typeof bottleneckKinds)[number];

const shapes = [
  "consecutive",
  "parallel",
  "resolver",
  "services",
  "key-value",
  "same-result",
  "backend",
  "body",
  "rows",
  "history",
  "version",
  "memory",
  "cpu",
] as const;
/** How a finding shows in a trace. */
export type BottleneckShape = (typeof shapes)[number];

export const bottleneckExample = z
  .object({
    traceId: z.string(),
    timeNs: z.string().describe("Start of the trace."),
    version: z.string().describe("Version of the service; empty when unknown."),
    savedMs: z.number(),
    totalMs: z.number().describe("Time that the spans took together."),
    count: z.number().describe("How many spans show it."),
    spanIds: z
      .array(z.string())
      .describe("The evidence: these spans, at most 100, in the order of their start."),
  })
  .meta({ id: "BottleneckExample", description: "A trace with the finding." });
export type BottleneckExample = Out<typeof bottleneckExample>;

export const bottleneckChange = z
  .object({
    unit: z.enum(["ms", "bytes"]),
    before: z.number(),
    after: z.number(),
    since: z.string().nullable().describe("Start of the change, where it is one moment."),
  })
  .meta({
    id: "BottleneckChange",
    description: "What was usual, and what was measured in the latest hour with a finding.",
  });

export const bottleneckHistory = z
  .object({
    stepMs: z.number(),
    points: z.array(z.object({ time: z.string(), value: z.number() })).describe("In the unit of the change."),
    traceId: z.string().nullable().describe("A usual trace from before."),
    spanId: z.string().nullable(),
    version: z.string().describe("The version before; empty for other kinds."),
  })
  .meta({ id: "BottleneckHistory", description: "What the finding of the latest hour was judged by." });

export type BottleneckChange = Out<typeof bottleneckChange>;
export type BottleneckHistory = Out<typeof bottleneckHistory>;

export const bottleneck = z
  .object({
    fingerprint: z
      .string()
      .describe("16 hex digits: the same for the same kind, service, environment, operation and target."),
    kind: z.enum(bottleneckKinds),
    shape: z
      .enum(shapes)
      .describe(
        "Of the latest trace. `consecutive`, `parallel`: how the calls follow each other; `resolver`: each below a span of its own; `services`: each in a call of another service; `backend`: calls that another service answers; `body`, `rows`: what is large; `history`, `version`: slower than before, or than the version before; `memory`, `cpu`: what grows.",
      ),
    service: z.string(),
    environment: z.string(),
    operation: z
      .string()
      .describe(
        "Name of the span with which the service was entered; of a slow statement that of its spans, of growth the profile, or `all operations`.",
      ),
    target: z
      .string()
      .describe("The statement or address, without values; what grows; the versions that are compared."),
    traces: z.number().describe("Traces with the finding; estimated where traces were sampled."),
    calls: z.number().describe("Spans that show it in a trace, on average."),
    size: z.number().describe("The largest body in bytes or number of rows; 0 for other kinds."),
    savedMs: z
      .number()
      .describe(
        "Time that all of these traces would have been shorter by: what they waited for, on their critical path.",
      ),
    change: bottleneckChange.nullable().describe("`null` for kinds that a single trace shows."),
    savedMsPerTrace: z.number().describe("On average."),
    transactions: z.number().describe("Transactions with a record in one of the `counted` traces."),
    amounts: z.array(money).describe("Their amounts."),
    counted: z
      .number()
      .describe(
        "How many traces with the finding are stored: fewer than `traces` where traces were sampled, and of what history shows at most 20 an hour.",
      ),
    firstNs: z.string().describe("In the range."),
    lastNs: z.string().describe("In the range."),
    firstSeenNs: z.string().describe("As long as findings are kept."),
    versions: z.array(z.string()).describe("Versions of the service in which it was found in the range."),
    example: bottleneckExample.describe("The trace with the most time saved."),
  })
  .meta({ id: "Bottleneck", description: "Findings with the same cause, with their figures in the range." });
export type Bottleneck = Out<typeof bottleneck>;

export const bottlenecksResult = z
  .object({
    ...resolvedRange,
    ...pageOf(bottleneck),
    total: z.number().describe("Bottlenecks on all pages."),
  })
  .meta({ id: "BottlenecksResult", description: "Bottlenecks in the range, the worst first." });
export type BottlenecksResult = Out<typeof bottlenecksResult>;

export const bottleneckResult = z
  .object({
    ...resolvedRange,
    bottleneck,
    stepMs: z.number(),
    buckets: z
      .array(z.object({ time: z.string(), traces: z.number(), savedMs: z.number() }))
      .describe("Traces with the finding, and the time that they would have been shorter by, in each step."),
    history: bottleneckHistory.nullable().describe("`null` for kinds that a single trace shows."),
    examples: z.array(bottleneckExample).describe("The 20 traces with the most time saved."),
  })
  .meta({ id: "BottleneckResult" });
export type BottleneckResult = Out<typeof bottleneckResult>;

const bottlenecksQuery = {
  ...rangeFields,
  from: rangeFields.from.describe("As in other routes. Default `-1d`."),
  ...pageFields,
  service: text,
  kind: oneOf(...bottleneckKinds),
  new: oneOf("true").describe("Only bottlenecks that were first found in the range."),
  sort: oneOf("saved", "transactions", "latest").default("saved"),
};
export type BottlenecksQuery = In<typeof bottlenecksQuery>;

export const bottleneckRoutes = {
  "GET /api/bottlenecks": {
    summary: "Lists what makes operations slow, the most time saved first.",
    description:
      "Detectors judge each trace when none of its spans was received for 10 seconds, and again when a late span arrives. What only history shows (`slow-statement`, `resource-growth`, `version-regression`) is judged five minutes after each hour.",
    query: bottlenecksQuery,
    result: bottlenecksResult,
  },
  "GET /api/bottlenecks/:fingerprint": {
    summary: "Returns one bottleneck over time, with example traces and their evidence.",
    query: {
      ...rangeFields,
      from: rangeFields.from.describe("As in other routes. Default `-1d`."),
    },
    result: bottleneckResult,
  },
} satisfies Routes;
