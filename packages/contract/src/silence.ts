// Silences: messages of matching alerts are withheld for a time.
import { z } from "zod";
import { alertLabels } from "./alert-parts.ts";
import type { Body, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";

export const silence = z
  .object({
    id: z.string(),
    version: z.number().describe('Send it as `If-Match` with a change: `"3"`. 0 for one from a file.'),
    source: z.enum(["file", "stored"]),
    name: z.string(),
    match: alertLabels.describe("Labels that an alert must have. `*` matches any text."),
    from: z.string(),
    to: z.string(),
    reason: z.string(),
    reportRecovery: z
      .boolean()
      .describe("Whether the recovery of an alert that was reported before is sent during the silence."),
    state: z.enum(["active", "pending", "ended"]),
    alerts: z.number().describe("Alerts that match and are not `ok` now."),
    savedBy: z.string().describe("Who saved it; empty for one from a file."),
  })
  .meta({ id: "Silence" });
export type Silence = Out<typeof silence>;

export const silencesResult = z
  .object({
    silences: z.array(silence).describe("Active ones first, then those that begin later, then ended ones."),
    truncated: truncated("Silences"),
    mayChange: z.boolean(),
  })
  .meta({ id: "SilencesResult" });
export type SilencesResult = Out<typeof silencesResult>;

export const newSilence = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    match: z
      .record(z.string().min(1).max(200), z.string().min(1).max(1000))
      .refine((match) => Object.keys(match).length > 0, "at least one label"),
    from: z.string().max(100).default("now").describe("ISO 8601, or relative to now: `+1h`."),
    to: z.string().max(100).describe("ISO 8601, or relative to now: `+2h`."),
    reason: z.string().trim().max(2000).default(""),
    reportRecovery: z.boolean().default(false),
  })
  .meta({ id: "NewSilence" });
export type NewSilence = Body<typeof newSilence>;

export const silenceRoutes = {
  "GET /api/silences": {
    summary: "Lists silences: active and future ones, and those that ended within 30 days.",
    result: silencesResult,
  },
  "POST /api/silences": {
    summary: "Adds a silence.",
    description: "Written to the audit log.",
    access: "alerts",
    body: newSilence,
    result: silence,
  },
  "DELETE /api/silences/:id": {
    summary: "Ends a stored silence now; one that has ended is removed from the list.",
    description: "One from a file is read-only: 409. Written to the audit log.",
    access: "alerts",
    result: silence,
  },
} satisfies Routes;
