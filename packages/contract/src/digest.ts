// The digest: what changed in a week against the week before, for readers who do not open the console daily.
import { z } from "zod";
import { completeUpTo } from "./complete-up-to.ts";
import { rangeFields } from "./fields.ts";
import { resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { wholeHoursFrom } from "./time.ts";

const path = z.string().describe("Page of the console with it.");

export const digestMove = z
  .object({
    kind: z.enum(["transaction", "funnel"]),
    name: z.string(),
    what: z.enum(["volume", "completion", "amount", "conversion"]),
    now: z.number(),
    before: z.number(),
    unit: z.string().describe("`count`, `share`, or a currency (ISO 4217)."),
    size: z.number().describe("By how many standard errors it moved; negative for a fall."),
    path,
  })
  .meta({ id: "DigestMove", description: "A figure that moved by more than chance explains." });
export type DigestMove = Out<typeof digestMove>;

export const digestError = z
  .object({
    fingerprint: z.string(),
    type: z.string(),
    message: z
      .string()
      .describe("What most of its errors say, with the most frequent words where they differ."),
    service: z.string(),
    count: z.number(),
    users: z.number(),
    path,
  })
  .meta({ id: "DigestError", description: "An error group that was first seen in the range." });
export type DigestError = Out<typeof digestError>;

export const digestSlower = z
  .object({
    service: z.string(),
    p95Ms: z.number(),
    beforeMs: z.number(),
    entries: z.number(),
    path,
  })
  .meta({ id: "DigestSlower", description: "A service whose requests became slower." });
export type DigestSlower = Out<typeof digestSlower>;

export const digestName = z
  .object({ kind: z.enum(["service", "transaction", "funnel", "metric", "event"]), name: z.string(), path })
  .meta({ id: "DigestName" });
export type DigestName = Out<typeof digestName>;

export const digestPattern = z
  .object({
    eventName: z.string().describe("Empty for log records that are not events."),
    template: z.string().describe("As at `/api/logs/patterns`."),
    count: z
      .number()
      .describe(`Records; in a range of ${wholeHoursFrom} hours or more those of whole hours.`),
    errors: z.number(),
    people: z.number().describe("As at `/api/logs/patterns`."),
    services: z.array(z.string()),
    path,
  })
  .meta({
    id: "DigestPattern",
    description: "A pattern of log records or events that was first seen in the range.",
  });
export type DigestPattern = Out<typeof digestPattern>;

export const digestAlert = z
  .object({ rule: z.string(), firings: z.number(), useful: z.number(), noise: z.number(), path })
  .meta({ id: "DigestAlert", description: "A rule that fired in the range." });
export type DigestAlert = Out<typeof digestAlert>;

export const digestParts = [
  "moves",
  "errors",
  "patterns",
  "slower",
  "alerts",
  "dark",
  "fresh",
  "names",
] as const;

export const digestResult = z
  .object({
    ...resolvedRange,
    earlier: z
      .enum(["all", "part", "none"])
      .describe(
        "How much of the period before the store has. `part`: its telemetry begins later, so that volumes and amounts are not compared. `none`: there is nothing to compare with.",
      ),
    completeUpTo,
    arrived: z
      .boolean()
      .nullable()
      .describe("Whether any telemetry of the range is stored; `null` when that could not be read."),
    moves: z.array(digestMove).describe("The surest first, at most 20."),
    errors: z.array(digestError).describe("Those that most people met first, at most 10."),
    patterns: z
      .array(digestPattern)
      .describe(
        "New patterns of log records and events: with errors first, then the most frequent, at most 10.",
      ),
    slower: z.array(digestSlower).describe("By the share that was added, at most 10."),
    alerts: z.array(digestAlert).describe("The noisiest first, at most 10."),
    dark: z.array(digestName).describe("What arrived in the week before and not in this one, at most 50."),
    fresh: z
      .array(digestName)
      .describe(
        "What arrived in this period and not in the one before: services, transactions, funnels, metrics, events; at most 50.",
      ),
    more: z
      .array(
        z.object({
          part: z.enum(digestParts),
          count: z.number().nullable().describe("`null`: an unknown number."),
          path,
        }),
      )
      .describe("Parts that have more than their list has room for."),
    missing: z
      .array(z.object({ part: z.enum(digestParts), reason: z.string() }))
      .describe(
        "Parts that could not be computed; they are empty. `names`: kinds of names that `dark` and `fresh` leave out.",
      ),
  })
  .meta({ id: "DigestResult" });
export type DigestResult = Out<typeof digestResult>;

const digestQuery = {
  ...rangeFields,
  from: rangeFields.from.describe("As in other routes. Default `-7d`."),
};
export type DigestQuery = In<typeof digestQuery>;

export const digestRoutes = {
  "GET /api/digest": {
    summary: "Returns what moved, is new, became slower, alerted or went dark, against the period before.",
    description:
      "The length of the range is also that of the period before. A part that fails leaves the others.",
    query: digestQuery,
    result: digestResult,
  },
} satisfies Routes;
