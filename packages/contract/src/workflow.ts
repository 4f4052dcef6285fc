import { z } from "zod";
import { pageOf, resolvedRange } from "./query.ts";
import { businessEvent } from "./business-event.ts";
import { pageFields, rangeFields, text } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const workflowRow = z
  .object({
    type: z.string(),
    id: z.string(),
    state: z.string(),
    ended: z.boolean(),
    eventCount: z.number(),
    startNs: z.string(),
    lastNs: z.string(),
    durationMs: z.number().describe("From its first record to its last."),
    averageIntervalMs: z
      .number()
      .nullable()
      .describe("Average time between two events; `null` for fewer than two."),
    stuck: z.boolean().describe("Open, without an event for longer than its type allows."),
    beganBefore: z.boolean().describe("See `WorkflowStep.beganBefore`; of its first event that is kept."),
  })
  .meta({ id: "WorkflowRow" });
export type WorkflowRow = Out<typeof workflowRow>;

export const workflowTransition = z
  .object({
    from: z.string().describe("Empty for the first event that was seen."),
    to: z.string(),
    count: z.number(),
    illegal: z
      .number()
      .describe("How many of them the definition, or the process that recorded them, does not allow."),
    beganBefore: z
      .number()
      .describe("First events that are not the beginning; see `WorkflowStep.beganBefore`."),
    medianMs: z.number().nullable().describe("Median time in the state `from`; `null` for the first event."),
  })
  .meta({
    id: "WorkflowTransition",
    description: "From one state to another, over all instances of a type.",
  });
export type WorkflowTransition = Out<typeof workflowTransition>;

export const workflowTypeSummary = z
  .object({
    type: z.string(),
    instances: z.number(),
    open: z.number(),
    ended: z.number(),
    stuck: z.number(),
    events: z.number(),
    averageIntervalMs: z
      .number()
      .nullable()
      .describe("Average time between two events of one instance; `null` when no instance has two."),
    p50Ms: z.number().nullable().describe("Duration of instances that ended."),
    p95Ms: z.number().nullable(),
    illegal: z.number(),
    beganBefore: z
      .number()
      .describe(
        "Instances whose first event that is kept is not the beginning; see `WorkflowStep.beganBefore`.",
      ),
    states: z.array(z.string()).describe("In declared order; empty without a definition."),
    timeoutMs: z.number().nullable().describe("`null` when the definition has none."),
    transitions: z.array(workflowTransition).describe("The most frequent first."),
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

export const workflowsResult = z
  .object({
    ...resolvedRange,
    ...pageOf(workflowRow),
    states: z.array(z.object({ type: z.string(), state: z.string(), count: z.number() })),
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
  })
  .meta({ id: "Workflow" });
export type Workflow = Out<typeof workflow>;

const workflowsQuery = { ...rangeFields, ...pageFields, type: text };
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
