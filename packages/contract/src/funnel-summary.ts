// A funnel as lists and its page have it.
import { measureText } from "catalog/measures";
import { z } from "zod";
import type { Out } from "./route.ts";
import { sendingServices } from "./sending-services.ts";

export const funnelStep = z
  .object({
    name: z.string(),
    people: z.number().describe("People who reached the step in order, by user, else by session."),
    open: z.number().describe(`${measureText("stillOpen")} 0 at the last step; all others dropped.`),
    medianMs: z.number().nullable().describe("Time since the previous step; `null` for the first."),
    p90Ms: z.number().nullable(),
  })
  .meta({ id: "FunnelStep" });
export type FunnelStep = Out<typeof funnelStep>;

export const funnelSummary = z
  .object({
    name: z.string(),
    steps: z.array(funnelStep),
    conversion: z
      .number()
      .nullable()
      .describe(
        "People at the last step divided by people at the first, 0 to 1; `null` when no person entered.",
      ),
    previousConversion: z.number().nullable(),
    previous: z.array(z.number()).describe("People at each step in the preceding period."),
    abandoned: z.number().describe(measureText("abandonedPeople")),
    window: z
      .object({
        ms: z.number().describe("How long one person may take from the first step to the last."),
        of: z
          .enum(["request", "times", "default"])
          .describe(
            "`request`: `windowMs`. `times`: as long as 99 % of the people took who finished in the last week, at least 5 minutes and at most a day. `default`: a day, as fewer than 20 people finished or their times cannot be read.",
          ),
      })
      .describe("Within which time people count as finished, and after which as dropped."),
    services: sendingServices,
  })
  .meta({ id: "FunnelSummary" });
export type FunnelSummary = Out<typeof funnelSummary>;
