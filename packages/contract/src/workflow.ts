import { z } from "zod";
import { pageOf, resolvedRange } from "./query.ts";
import { businessEvent } from "./business-event.ts";
import { pageFields, rangeFields, recordFilterFields, text } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";
import { hasMore, truncated } from "./truncated.ts";
import { sendingServices } from "./sending-services.ts";

export const workflowRow = z
  .object({
    type: z.string(),
    id: z.string(),
    state: z.string(),
    ended: z.boolean(),
    eventCount: z.number().describe("All its events up to the end of the range."),
    startNs: z.string(),
    lastNs: z.string(),
    durationMs: z.number().describe("From its first record to its last."),
    averageIntervalMs: z
      .number()
      .nullable()
      .describe("Average time between two events; `null` for fewer than two."),
    stuck: z
      .boolean()
      .describe("Open, without an event for longer than its type allows at the end of the range."),
    beganBefore: z.boolean().describe("See `WorkflowStep.beganBefore`; of its first event that is kept."),
  })
  .meta({ id: "WorkflowRow" });
export type WorkflowRow = Out<typeof workflowRow>;

export const workflowTransition = z
  .object({
    from: z.string().describe("Empty for the first event that was seen."),
    to: z.string(),
    count: z.number().describe("Within the range."),
    instances: z.number().describe("Instances with this transition in the range."),
    illegal: z
      .number()
      .describe("How many of them the definition, or the process that recorded them, does not allow."),
    beganBefore: z
      .number()
      .describe("First events that are not the beginning; see `WorkflowStep.beganBefore`."),
    medianMs: z
      .number()
      .nullable()
      .describe("Median time in the state `from` before it; `null` for the first event."),
    p90Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    returns: z
      .number()
      .describe(
        "How many of them lead to a state in which the instance was before, in the range or earlier: rework.",
      ),
    lostMs: z
      .number()
      .describe("Sum of the times of the returns: each from when the state was last reached until again."),
    lostMedianMs: z.number().nullable(),
  })
  .meta({
    id: "WorkflowTransition",
    description: "From one state to another in the range, over all instances of a type.",
  });
export type WorkflowTransition = Out<typeof workflowTransition>;

export const workflowBucket = z
  .object({
    time: z.string(),
    started: z.number().describe("Instances whose first stored record is in the step."),
    ended: z.number(),
    stuck: z
      .number()
      .describe("Became stuck: their timeout passed without an event, and they are stuck at the end."),
  })
  .meta({ id: "WorkflowBucket" });
export type WorkflowBucket = Out<typeof workflowBucket>;

export const workflowTypeSummary = z
  .object({
    type: z.string(),
    instances: z.number().describe("Instances with a record in the range."),
    open: z.number().describe("Open at the end of the range, with a record since `openSince`."),
    ended: z.number().describe("Instances that ended in the range."),
    stuck: z.number().describe("Those of `open` without an event for longer than `timeoutMs`."),
    events: z.number().describe("Events in the range, without starts and ends."),
    averageIntervalMs: z
      .number()
      .nullable()
      .describe(
        "Average time since the event before of the same instance, of the events in the range; `null` when none has one.",
      ),
    p50Ms: z.number().nullable().describe("Duration of instances that ended in the range."),
    p95Ms: z.number().nullable(),
    illegal: z.number().describe("Illegal transitions in the range."),
    beganBefore: z
      .number()
      .describe(
        "Instances whose first event that is kept is in the range and is not the beginning; see `WorkflowStep.beganBefore`.",
      ),
    states: z.array(z.string()).describe("In declared order; empty without a definition."),
    timeoutMs: z.number().nullable().describe("`null` when the definition has none."),
    reworked: z
      .number()
      .describe("Instances that returned in the range to a state in which they were before."),
    transitions: z
      .array(workflowTransition)
      .describe("The most frequent first: in a list of types up to 100 of each, 2,000 of one type."),
    truncatedTransitions: truncated("Transitions").describe(
      "Transitions that are not listed; `events`, `illegal` and `beganBefore` count them, too.",
    ),
    buckets: z.array(workflowBucket).describe("One for each step of the range."),
    services: sendingServices,
  })
  .meta({ id: "WorkflowTypeSummary" });
export type WorkflowTypeSummary = Out<typeof workflowTypeSummary>;

export const workflowStep = z
  .object({
    event: z.string(),
    from: z.string(),
    to: z.string(),
    timeNs: z.string(),
    sinceMs: z.number().nullable().describe("Since the event before; `null` for the first."),
    illegal: z
      .boolean()
      .describe(
        "The definition does not allow it, or the process that saw it did not. A first event in a state to which no way leads is illegal.",
      ),
    beganBefore: z
      .boolean()
      .describe(
        "It is the first event that is kept, and leads to another state than the definition's first one: the instance began before, and how it came here is not judged.",
      ),
  })
  .meta({ id: "WorkflowStep", description: "One event of one instance, checked across all processes." });
export type WorkflowStep = Out<typeof workflowStep>;

export const openSince = z
  .string()
  .describe(
    "Open instances are counted from their records since then: the beginning of the day (UTC) 30 days before the end of the range, of a type with a timeout of 30 days or more that much earlier; or of the first day of the range where the store has too many records for that.",
  );

export const workflowsResult = z
  .object({
    ...resolvedRange,
    ...pageOf(workflowRow),
    stepMs: z.number(),
    openSince: z
      .string()
      .describe(
        "Open instances are counted from their records since then: the beginning of the day (UTC) 30 days before the end of the range, or of the first day of the range where the store has too many records for that. Those of a type with a timeout of 30 days or more are counted from that much earlier; the answer about a type says from when.",
      ),
    states: z
      .array(z.object({ type: z.string(), state: z.string(), count: z.number() }))
      .describe("How many of the instances with a record in the range are in each state at its end."),
    truncatedStates: hasMore("states"),
    truncatedTypes: truncated("Types"),
    types: z
      .array(workflowTypeSummary)
      .describe(
        "The types of what was heard of in the range, the busiest first, at most 200; `states` at most 1,000. `type` asks for one.",
      ),
  })
  .meta({ id: "WorkflowsResult" });
export type WorkflowsResult = Out<typeof workflowsResult>;

export const workflow = z
  .object({
    ...workflowRow.shape,
    steps: z.array(workflowStep).describe("Its events as steps from state to state, oldest first."),
    events: z.array(businessEvent),
    truncated: hasMore("records"),
  })
  .meta({ id: "Workflow" });
export type Workflow = Out<typeof workflow>;

/** Which instances count on a page, and of whom. */
export const instanceFilterFields = {
  service: text.describe("Instances with a record of this service in the range."),
  filter: recordFilterFields.filter.describe(
    "Only instances that meet all conditions count, of every figure: `key=value`, `key!=value`, `key>3`, `key exists`, `!key exists`. Each condition on attributes holds for one of the records in the range, of the record or of its process; `key!=value` and `!key exists` hold for all of them. Conditions on people choose whose instances count, as for transactions; an instance is of the person of its latest record that names one.",
  ),
};

const workflowsQuery = { ...rangeFields, ...instanceFilterFields, ...pageFields, type: text };
export type WorkflowsQuery = In<typeof workflowsQuery>;

export const workflowRoutes = {
  "GET /api/workflows": {
    summary: "Lists instances of workflows, figures of their types, and what is stuck.",
    query: workflowsQuery,
    result: workflowsResult,
  },
  "GET /api/workflows/:type/:id": {
    summary: "Returns one instance of a workflow with its steps.",
    result: workflow,
  },
} satisfies Routes;
