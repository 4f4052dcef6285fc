// Channels that messages about alerts are sent to, and the log of deliveries. No answer has a secret.
import { z } from "zod";
import { alertDelivery, deliveryOutcomes } from "./alert-parts.ts";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { pageOf, resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";

export const channel = z
  .object({
    name: z.string(),
    kind: z.string().describe("`webhook`, `slack`, `email`, …"),
    target: z
      .string()
      .describe(
        "Where it sends, without secrets: the host of an address, the recipients of mail; empty when the URL is a secret.",
      ),
    match: z.record(z.string(), z.string()).describe("Conditions of the first route; empty for all alerts."),
    secrets: z
      .array(z.string())
      .describe("References to its secrets: `env:SLACK_URL`, `file:/run/secrets/token`. Never their values."),
    problem: z
      .string()
      .describe("Reserved: always empty. The console does not start with a channel that it cannot use."),
    waiting: z.number().describe("Messages that wait for another attempt, their group or the rate limit."),
    dead: z.number().describe("Messages that failed for good within seven days."),
    lastDelivery: alertDelivery.nullable(),
  })
  .meta({ id: "Channel" });
export type Channel = Out<typeof channel>;

export const channelsResult = z
  .object({ channels: z.array(channel).describe("By name."), mayChange: z.boolean() })
  .meta({ id: "ChannelsResult" });
export type ChannelsResult = Out<typeof channelsResult>;

export const deliveriesResult = z
  .object({ ...resolvedRange, ...pageOf(alertDelivery) })
  .meta({ id: "DeliveriesResult", description: "The latest first." });
export type DeliveriesResult = Out<typeof deliveriesResult>;

const deliveriesQuery = {
  ...rangeFields,
  from: rangeFields.from.describe("As in other routes. Default `-7d`."),
  ...pageFields,
  channel: text.describe("Name of a channel."),
  outcome: oneOf(...deliveryOutcomes),
};
export type DeliveriesQuery = In<typeof deliveriesQuery>;

export const channelRoutes = {
  "GET /api/channels": { summary: "Lists channels, without their secrets.", result: channelsResult },
  "POST /api/channels/:name/test": {
    summary: "Sends a test message to a channel, and returns the attempt.",
    description:
      "The message names the caller and the tenant. Each ten minutes a tenant may send five to a channel, and all tenants together twenty: 429 `TOO_MANY_TESTS` beyond. Written to the audit log.",
    access: "alerts",
    result: alertDelivery,
  },
  "GET /api/deliveries": {
    summary: "Lists attempts to deliver messages to channels.",
    query: deliveriesQuery,
    result: deliveriesResult,
  },
} satisfies Routes;
