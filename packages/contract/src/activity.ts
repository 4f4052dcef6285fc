import { z } from "zod";
import { logRecord } from "./log.ts";
import type { Out } from "./route.ts";
import { traceSummary } from "./trace.ts";

export const activityError = z
  .object({
    timeNs: z.string(),
    fingerprint: z.string().describe("Its error group."),
    type: z.string(),
    message: z.string(),
    service: z.string(),
    traceId: z.string(),
    spanId: z.string(),
  })
  .meta({ id: "ActivityError" });
export type ActivityError = Out<typeof activityError>;

export const activity = z
  .object({
    traces: z.array(traceSummary).describe("Without those that were sampled away. Newest first."),
    errors: z.array(activityError).describe("Oldest first, at most 200."),
    logs: z.array(logRecord).describe("Without the records of errors. Oldest first, at most 500."),
    truncated: z.boolean().describe("There are more traces than 200, or more errors or logs than listed."),
  })
  .meta({ id: "Activity", description: "What happened in the traces of business records." });
export type Activity = Out<typeof activity>;
