// Conversion by the values of an attribute: of the records of a step, or of the spans in the traces of a step.
import { z } from "zod";
import { resolvedRange } from "./query.ts";
import type { Out } from "./route.ts";
import { money } from "./transaction.ts";
import { hasMore } from "./truncated.ts";

export const funnelGroup = z
  .object({
    value: z.string().nullable().describe("`null`: the step has no such attribute."),
    people: z.array(z.number()).describe("People at the step `step` and at each step after it."),
    previous: z.array(z.number()).describe("The same in the preceding period."),
  })
  .meta({ id: "FunnelGroup" });
export type FunnelGroup = Out<typeof funnelGroup>;

const lookedAt = z
  .number()
  .describe("1 when all people were looked at; else counts are multiplied by about this number.");

export const funnelGroupsResult = z
  .object({
    ...resolvedRange,
    step: z.string().describe("The step whose attributes are used; empty when the funnel has no steps."),
    by: z.string().describe("The attribute; empty when the step has none."),
    keys: z.array(z.string()).describe("Attributes of the step, the commonest first."),
    groups: z.array(funnelGroup).describe("The values that most people have, at most 20."),
    share: lookedAt,
  })
  .meta({
    id: "FunnelGroupsResult",
    description: "Conversion by the value of an attribute that a person's latest record of the step has.",
  });
export type FunnelGroupsResult = Out<typeof funnelGroupsResult>;

export const traceAttribute = z
  .object({
    service: z.string(),
    name: z.string().describe("The name of the spans."),
    key: z.string(),
  })
  .meta({ id: "TraceAttribute", description: "An attribute of the spans of one operation." });
export type TraceAttribute = Out<typeof traceAttribute>;

export const funnelTraceGroup = funnelGroup
  .extend({
    value: z
      .string()
      .nullable()
      .describe("`null`: spans of the trace have several values, or the value is not recorded."),
    several: z
      .boolean()
      .describe(
        "Spans of the operation in one trace have several values. With `null` and `false`: not recorded.",
      ),
    counted: z
      .number()
      .describe(
        "How many people at the step were looked at: the evidence. 0 for those who are the rest of an estimate.",
      ),
    countedPrevious: z.number().describe("The same in the preceding period."),
  })
  .meta({ id: "FunnelTraceGroup" });
export type FunnelTraceGroup = Out<typeof funnelTraceGroup>;

export const funnelTraceGroupsResult = z
  .object({
    ...resolvedRange,
    step: z.string().describe("The step whose traces are used; empty when the funnel has no steps."),
    attributes: z
      .array(traceAttribute)
      .describe(
        "Attributes of the spans in the traces of the step, those of most people first, at most 200.",
      ),
    groups: z
      .array(funnelTraceGroup)
      .describe(
        "The values that most people have, at most 20, and people with several values or none; empty without `by`.",
      ),
    isSampled: z
      .boolean()
      .describe(
        "Traces are sampled: each person of whom a trace is stored counts for those whose traces are not.",
      ),
    share: lookedAt,
  })
  .meta({
    id: "FunnelTraceGroupsResult",
    description:
      "Conversion by the value of an attribute in the trace of a person's latest record of the step, of those that have a trace.",
  });
export type FunnelTraceGroupsResult = Out<typeof funnelTraceGroupsResult>;

export const funnelGroupMoney = z
  .object({
    value: funnelTraceGroup.shape.value,
    several: funnelTraceGroup.shape.several,
    people: z.number().describe("People at the step of whom an amount is recorded."),
    amounts: z.array(money).describe("What they are worth, by currency: as the amount at a step."),
    lostPeople: z.number().describe("Those of them who dropped at the step or after it."),
    lost: z.array(money).describe("What these are worth."),
  })
  .meta({ id: "FunnelGroupMoney" });
export type FunnelGroupMoney = Out<typeof funnelGroupMoney>;

export const funnelGroupMoneyResult = z
  .object({
    ...resolvedRange,
    step: z
      .string()
      .describe("The step whose attributes or traces are used; empty when the funnel has no steps."),
    groups: z
      .array(funnelGroupMoney)
      .describe(
        "By value, those of most people with an amount first, at most 400 values and currencies: a value has all of its currencies. Of sampled traces without people of whom the value is not recorded.",
      ),
    truncated: hasMore("values with an amount"),
    isSampled: z.boolean().describe("Traces are sampled: amounts are estimates."),
    share: lookedAt,
  })
  .meta({ id: "FunnelGroupMoneyResult" });
export type FunnelGroupMoneyResult = Out<typeof funnelGroupMoneyResult>;
