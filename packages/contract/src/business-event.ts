import { z } from "zod";
import { businessKinds } from "./enumerations.ts";
import { attributes } from "./value.ts";
import type { Out } from "./route.ts";

export const businessKind = z.enum(businessKinds).meta({ id: "BusinessKind" });
export type BusinessKind = Out<typeof businessKind>;

export const businessEvent = z
  .object({
    uid: z.string().describe("`log.record.uid`."),
    kind: businessKind,
    phase: z.string().describe("`started`, `step`, `ended`, `abandoned`, `event`."),
    name: z
      .string()
      .describe("Type of the transaction, workflow or interaction; name of the journey or profile."),
    entityId: z.string(),
    step: z.string(),
    stepIndex: z.number().nullable().describe("From 0; `null` when the step is not one of a funnel's."),
    state: z.string(),
    outcome: z.string(),
    reason: z.string(),
    amount: z.string().nullable().describe("Decimal, exact; `null` when there is none."),
    currency: z.string(),
    user: z.string(),
    session: z.string(),
    timeNs: z.string(),
    durationMs: z.number().nullable(),
    service: z.string(),
    environment: z.string(),
    traceId: z.string(),
    spanId: z.string(),
    attributes: attributes,
  })
  .meta({
    id: "BusinessEvent",
    description: "One stored `telltale.*` record. Fields that its kind does not have are empty.",
  });
export type BusinessEvent = Out<typeof businessEvent>;
