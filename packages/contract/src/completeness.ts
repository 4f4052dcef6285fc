// Up to when the data of each service and signal is complete.
import { z } from "zod";
import { oneOf, text, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

const signals = ["spans", "logs", "metrics", "business"] as const;
const states = ["current", "late", "silent"] as const;

export const signalCompleteness = z
  .object({
    service: z.string(),
    signal: z.enum(signals),
    state: z
      .enum(states)
      .describe(
        "`late`: data older than a minute is still on its way, or was when the last request came. `silent`: its last data was in time, and nothing came for ten times the usual gap between requests, at least a minute. `current`: neither.",
      ),
    completeUpTo: z
      .string()
      .describe(
        "Nothing earlier is expected any more, by the times that records carry. Of a silent service: when it last sent.",
      ),
    behindMs: z.number().describe("How far `completeUpTo` is behind `time`."),
    lastReceivedAt: z.string().describe("When its newest request was stored, by the clock of the console."),
    source: z
      .enum(["sender", "arrival"])
      .describe(
        "What this is known from: the sender said how old its oldest waiting record is, or event times against their arrival.",
      ),
  })
  .meta({ id: "SignalCompleteness" });
export type SignalCompleteness = Out<typeof signalCompleteness>;

export const completeness = z
  .object({
    time: z.string().describe("When this was judged, by the clock of the console."),
    completeUpTo: z
      .string()
      .nullable()
      .describe(
        "The earliest of those that are not silent: all data before it is there. `null` when all are silent.",
      ),
    counts: z
      .object({ current: z.number(), late: z.number(), silent: z.number() })
      .describe("Services and signals by state, whatever `state` and `limit` ask for."),
    items: z
      .array(signalCompleteness)
      .describe("By service and signal: late ones first, the furthest behind first; then by name."),
  })
  .meta({ id: "CompletenessResult" });
export type CompletenessResult = Out<typeof completeness>;

const completenessQuery = {
  service: text,
  signal: oneOf(...signals),
  state: oneOf(...states),
  limit: whole(1, 5000).default(1000),
};
export type CompletenessQuery = In<typeof completenessQuery>;

export const completenessRoutes = {
  "GET /api/completeness": {
    summary: "Returns up to when the data of each service and signal is complete.",
    description:
      "Of services that sent something within the last day. Telltale's library says with each request how old its oldest waiting record is; for other senders it is the time of the newest record, less the usual lag: the 95th percentile of arrival less event time over the last hour. A service whose data was in time and that sends nothing is `silent`, not `late`. Imports do not count.",
    query: completenessQuery,
    result: completeness,
  },
} satisfies Routes;
