import { z } from "zod";
import { alertChange } from "./alert-parts.ts";
import type { Out, Routes } from "./route.ts";

export const signalCounts = z
  .object({ spans: z.number(), logRecords: z.number(), metricPoints: z.number(), businessEvents: z.number() })
  .meta({ id: "SignalCounts" });
export type SignalCounts = Out<typeof signalCounts>;

export const senderTimes = z
  .object({
    service: z.string(),
    receivedAt: z.string().describe("When its last request arrived, by the clock of the console."),
    sentAt: z
      .string()
      .nullable()
      .describe("When its newest request was sent, by its own clock; null when the sender does not say."),
    lagMs: z
      .number()
      .nullable()
      .describe(
        "For how long the oldest item in its last request of each signal had waited at the sender; null when unknown, because the sender does not say.",
      ),
  })
  .meta({
    id: "SenderTimes",
    description: "When a service sent last, and how late. Telltale's library says so in two headers.",
  });
export type SenderTimes = Out<typeof senderTimes>;

export const stats = z
  .object({
    version: z.string().describe("Version of the console."),
    received: signalCounts,
    stored: signalCounts,
    rejected: signalCounts.describe("Rejected as invalid, reported in `partial_success`."),
    dropped: signalCounts.describe("Duplicates, which are not stored again."),
    reasons: z
      .array(z.object({ reason: z.string(), items: z.number() }))
      .describe(
        "Reasons reported to senders in `partial_success`, with the number of items; the most frequent first, at most 51.",
      ),
    folded: z
      .array(
        z.object({
          tenant: z.string().describe("Empty where there are no tenants."),
          kind: z.enum(["services", "operations", "environments", "versions", "metrics", "series"]),
          budget: z.number().describe("Most different names that are kept apart."),
          names: z.number().describe("Different names over the budget, to about 2 %."),
          items: z
            .number()
            .describe(
              "Their spans; of services, environments and versions also their log records; of metrics and series their points.",
            ),
          reason: z.string().describe("Why, and what to do."),
        }),
      )
      .describe(
        "Names over the budget of a tenant that this console received today (UTC): roll-ups and lists count them as `_OTHER`; anomalies and catalogs leave out series.",
      ),
    senders: z
      .array(senderTimes)
      .describe(
        "Services that this console received something from since it started, by name: the 1,000 that sent last.",
      ),
    queueBytes: z.number(),
    store: z.object({
      engine: z.string(),
      version: z.string(),
      bytes: z.number(),
      rows: z.number().describe("Of what senders sent, without those of the console itself."),
      damaged: z
        .array(z.string())
        .optional()
        .describe("Damaged parts, as `table/part`. Their rows are lost until a backup is restored."),
      retention: z
        .object({
          spans: z.number(),
          logs: z.number(),
          metrics: z.number(),
          business: z.number(),
          rollups: z.number(),
          audit: z.number(),
          maxSizeBytes: z.number().optional(),
          overBytes: z.number(),
          paused: z
            .object({ known: z.string(), clock: z.string() })
            .optional()
            .describe(
              "Deletion by age is paused: the clock is more than a day past the last time known to be right.",
            ),
        })
        .optional()
        .describe(
          "Retention in days by kind; the maximum size of all tables, when set, and by how much it is exceeded.",
        ),
      disk: z
        .object({
          freeBytes: z.number(),
          totalBytes: z.number(),
          minFreeBytes: z.number(),
          refusal: z.string().optional(),
        })
        .optional()
        .describe(
          "Disk of the data directory, with the embedded engine. Below `minFreeBytes` the console rejects telemetry; `refusal` says why.",
        ),
    }),
    startedAt: z.string(),
    addresses: z
      .object({
        page: z.string(),
        otlpHttp: z.string(),
        otlpGrpc: z.string(),
        zipkin: z.string().optional().describe("Absent when not enabled."),
        jaeger: z.string().optional(),
      })
      .describe("Addresses that receive telemetry."),
  })
  .meta({
    id: "Stats",
    description:
      "Counts since the console started. `received` = `stored` + `rejected` + `dropped` + items in progress.",
  });
export type Stats = Out<typeof stats>;

export const pulse = z
  .object({
    time: z.string(),
    spansPerSecond: z.number(),
    logsPerSecond: z.number(),
    pointsPerSecond: z.number(),
    businessEventsPerSecond: z.number(),
    rejected: z.number(),
    dropped: z.number(),
    totalSpans: z.number(),
  })
  .meta({
    id: "Pulse",
    description:
      "`event: pulse` of the stream at `/api/live`, once a second. `event: pulses` at the beginning is a list of the last 60, oldest first.",
  });
export type Pulse = Out<typeof pulse>;

export const arrival = z
  .object({
    time: z.string(),
    kind: z.enum(["trace", "log", "transaction", "journey", "workflow"]),
    title: z.string(),
    service: z.string(),
    traceId: z.string(),
    status: z.enum(["ok", "error", "warn", "none"]),
  })
  .meta({
    id: "Arrival",
    description: "`event: arrival` of the stream: a newly stored item, sampled to at most 10 per second.",
  });
export type Arrival = Out<typeof arrival>;

export const statsRoutes = {
  "GET /api/stats": {
    summary: "Returns what was received, stored and rejected, and how large the store is.",
    result: stats,
  },
  "GET /api/live": {
    summary:
      "Streams counts each second, a sample of what arrives, and changes of alerts, as server-sent events.",
    description:
      "At most 64 connections, 16 per address. `event: alert` is an `AlertChange`, and `event: notification` a message of a channel of the type `browser` (`tag`, `title`, `body`, `url`), both from the console that evaluates rules.",
    file: "text/event-stream",
    of: z.union([pulse, arrival, alertChange]),
  },
  "GET /healthz": {
    summary: "Answers 200 while the process runs.",
    access: "open",
    result: z.object({ status: z.literal("alive") }),
  },
  "GET /readyz": {
    summary: "Answers 200 when the console takes telemetry and the store answers, else 503.",
    description:
      "The reason for a 503 is given to operators, and to everybody where no token is needed; others get `NOT_READY`.",
    access: "open",
    result: z.object({ status: z.literal("ready") }),
  },
  "GET /metrics": { summary: "Returns the console's own metrics, as Prometheus text.", file: "text/plain" },
  "GET /api/openapi.json": {
    summary: "Returns the API as an OpenAPI 3.1 document.",
    result: z.record(z.string(), z.unknown()),
  },
} satisfies Routes;
