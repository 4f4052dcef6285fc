// One type of workflow: its state graph, its open instances by age, its instances by state, and failures of its event handlers.
import { z } from "zod";
import { oneOf, pageFields, rangeFields, requiredText, text } from "./fields.ts";
import { pageOf, resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";
import { instanceFilterFields, openSince, workflowRow, workflowTypeSummary } from "./workflow.ts";

export const workflowState = z
  .object({
    state: z.string(),
    declared: z.boolean().describe("The definition has it; `false` for every state without a definition."),
    entries: z.number().describe("Transitions to it in the range, returns included."),
    open: z.number().describe("Open instances that are in it at the end of the range."),
    stuck: z.number(),
    oldestMs: z
      .number()
      .nullable()
      .describe("Longest time without an event among the open instances in it; `null` without one."),
    oldestId: z.string().describe("The instance of `oldestMs`; empty without one."),
    ended: z.number().describe("Instances that ended in it in the range."),
    departures: z.number().describe("How often it was left in the range, ends included."),
    medianMs: z
      .number()
      .nullable()
      .describe("Time in it until it was left in the range; `null` when it never was."),
    p90Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
  })
  .meta({ id: "WorkflowState", description: "A state, over all instances of a type." });
export type WorkflowState = Out<typeof workflowState>;

export const workflowEnding = z
  .object({
    from: z.string().describe("The state before the end; empty without an event."),
    to: z.string().describe("The state in which it ended."),
    count: z.number(),
    medianMs: z.number().nullable().describe("Median time in the state `from` before the end."),
  })
  .meta({ id: "WorkflowEnding", description: "Ends of instances in a state in the range." });
export type WorkflowEnding = Out<typeof workflowEnding>;

export const workflowAge = z
  .object({
    fromMs: z.number(),
    toMs: z.number().nullable().describe("`null` for the last one."),
    open: z.number(),
    stuck: z.number(),
  })
  .meta({
    id: "WorkflowAge",
    description: "Open instances whose last event was between `fromMs` and `toMs` ago.",
  });
export type WorkflowAge = Out<typeof workflowAge>;

export const workflowTypeResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    openSince,
    summary: workflowTypeSummary.describe("Figures of the type, with its transitions."),
    hasTransitions: z.boolean().describe("The definition lists transitions; otherwise any may follow any."),
    states: z.array(workflowState).describe("Declared ones first, in their order."),
    declaredTransitions: z.array(z.object({ from: z.string(), to: z.string() })),
    truncatedStates: truncated("States"),
    ends: z.array(workflowEnding),
    ages: z.array(workflowAge),
  })
  .meta({ id: "WorkflowTypeResult" });
export type WorkflowTypeResult = Out<typeof workflowTypeResult>;

const selection = { ...rangeFields, ...instanceFilterFields };
const workflowTypeQuery = selection;
export type WorkflowTypeQuery = In<typeof workflowTypeQuery>;

export const workflowInstance = z
  .object({
    ...workflowRow.shape,
    eventCount: z
      .number()
      .describe("Its events up to the end of the range: the newest 1,000 where `hasMoreEvents`."),
    hasMoreEvents: z
      .boolean()
      .describe(
        "Whether it has more than 1,000 events: `eventCount`, `averageIntervalMs`, `illegal` and `returns` are of the newest 1,000.",
      ),
    user: z.string().describe("The user of its last record that has one."),
    illegal: z.number().describe("Its illegal transitions up to the end of the range."),
    returns: z
      .number()
      .describe("How often it returned to a state in which it was before, up to the end of the range."),
  })
  .meta({ id: "WorkflowInstance" });
export type WorkflowInstance = Out<typeof workflowInstance>;

export const workflowInstancesResult = z
  .object({ ...resolvedRange, openSince, ...pageOf(workflowInstance) })
  .meta({
    id: "WorkflowInstancesResult",
    description: "Instances with a record in the range, and those that are open at its end.",
  });
export type WorkflowInstancesResult = Out<typeof workflowInstancesResult>;

const workflowInstancesQuery = {
  ...selection,
  ...pageFields,
  type: requiredText.describe("The type."),
  status: oneOf("open", "ended", "stuck", "illegal", "returned").describe(
    "`illegal`: with an illegal transition in the range; `returned`: with a return to an earlier state in the range.",
  ),
  state: text.describe("The state it is in, or ended in."),
  transitionFrom: text.describe("With `transitionTo`: empty for the first event."),
  transitionTo: text.describe(
    "Instances with a transition to this state in the range, from `transitionFrom`.",
  ),
  search: text.describe("Part of the id."),
  sort: oneOf("latest", "oldest", "longest")
    .default("latest")
    .describe("By the last record, latest or oldest first, or by duration, longest first. Default `latest`."),
};
export type WorkflowInstancesQuery = In<typeof workflowInstancesQuery>;

export const workflowFailure = z
  .object({
    event: z.string(),
    state: z.string().describe("The state after the event."),
    handler: z.string(),
    errorType: z.string().describe("`error.type`."),
    message: z.string().describe("Of the latest."),
    count: z.number(),
    instances: z.number(),
    firstNs: z.string(),
    lastNs: z.string(),
    id: z.string().describe("The instance of the latest."),
    traceId: z.string().describe("Of the latest, as are `spanId` and `service`."),
    spanId: z.string(),
    service: z.string(),
    fingerprint: z
      .string()
      .describe("Error group of the latest; empty when its error was not captured as a log record."),
  })
  .meta({ id: "WorkflowFailure" });
export type WorkflowFailure = Out<typeof workflowFailure>;

export const workflowFailuresResult = z
  .object({
    ...resolvedRange,
    failures: z.array(workflowFailure).describe("The most frequent first, at most 200."),
    truncated: truncated("Failures"),
  })
  .meta({
    id: "WorkflowFailuresResult",
    description:
      "Failed calls of `onEvent` handlers, from their spans: those of traces that were not kept are missing.",
  });
export type WorkflowFailuresResult = Out<typeof workflowFailuresResult>;

const workflowFailuresQuery = {
  ...rangeFields,
  type: requiredText.describe("The type."),
  service: text.describe("The service that runs the handler."),
  id: text.describe("One instance."),
};
export type WorkflowFailuresQuery = In<typeof workflowFailuresQuery>;

export const workflowTypeRoutes = {
  "GET /api/workflows/:type": {
    summary:
      "Returns the states and transitions of one type of workflow: counts, times, rework, illegal and declared transitions, and open instances by age.",
    query: workflowTypeQuery,
    result: workflowTypeResult,
  },
  "GET /api/workflow-instances": {
    summary: "Lists instances of one type of workflow by state, status or transition.",
    query: workflowInstancesQuery,
    result: workflowInstancesResult,
  },
  "GET /api/workflow-failures": {
    summary:
      "Lists failures of the event handlers of one type of workflow, by state, event, handler and error.",
    query: workflowFailuresQuery,
    result: workflowFailuresResult,
  },
} satisfies Routes;
