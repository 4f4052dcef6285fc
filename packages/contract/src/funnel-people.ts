// What the people of a funnel are worth, and who dropped at one of its steps.
import { measureText } from "catalog/measures";
import { z } from "zod";
import { nextCursor, resolvedRange } from "./query.ts";
import type { Out } from "./route.ts";
import { money } from "./transaction.ts";

export const journeyPerson = z
  .object({
    id: z.string().describe("The user, else the session."),
    kind: z.enum(["user", "session"]),
    lastStep: z.string(),
    lastSeen: z.string(),
    traceId: z.string(),
  })
  .meta({ id: "JourneyPerson" });
export type JourneyPerson = Out<typeof journeyPerson>;

export const funnelPerson = journeyPerson
  .extend({
    amount: money
      .nullable()
      .describe(
        "Of their latest transaction in the range that was not completed; `null` when none is recorded.",
      ),
    reason: z
      .string()
      .describe(
        "Of their last failure, abandonment or error since they took the step; of an error it is the type. Empty when nothing is recorded.",
      ),
    error: z
      .object({ fingerprint: z.string(), type: z.string(), message: z.string() })
      .nullable()
      .describe("The last error since they took the step, of the person or in the trace of a step."),
  })
  .meta({ id: "FunnelPerson" });
export type FunnelPerson = Out<typeof funnelPerson>;

export const funnelPeopleResult = z
  .object({
    ...resolvedRange,
    step: z.string(),
    people: z.array(funnelPerson).describe("Newest first."),
    nextCursor,
  })
  .meta({ id: "FunnelPeopleResult" });
export type FunnelPeopleResult = Out<typeof funnelPeopleResult>;

export const funnelStepMoney = z
  .object({
    step: z.string(),
    people: z.number().describe("People who took the step and of whom an amount is recorded."),
    amounts: z.array(money).describe(measureText("amountAtStep")),
    lostPeople: z.number().describe("People who dropped at the step and of whom an amount is recorded."),
    lost: z.array(money).describe(measureText("amountLost")),
  })
  .meta({ id: "FunnelStepMoney" });
export type FunnelStepMoney = Out<typeof funnelStepMoney>;

export const funnelMoneyResult = z
  .object({
    ...resolvedRange,
    steps: z.array(funnelStepMoney),
    previous: z.array(funnelStepMoney).describe("The same in the preceding period."),
  })
  .meta({
    id: "FunnelMoneyResult",
    description:
      "The amounts of the people at each step of a funnel. Those at a step are those at the next one, those that were lost and those of people who are still open.",
  });
export type FunnelMoneyResult = Out<typeof funnelMoneyResult>;
