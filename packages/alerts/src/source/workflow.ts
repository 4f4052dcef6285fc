// Events of workflows, and instances that are stuck.
import { durationMs } from "catalog/duration";
import {
  alternative,
  choice,
  duration,
  type Infer,
  onlyWith,
  optional,
  required,
  text,
} from "../shape/shape.ts";
import type { SourceFacts } from "./fact.ts";
import { sourceKind, where } from "./kind.ts";
import { counted } from "./measure.ts";
import { createStuckCounter, type WorkflowFact } from "./stuck.ts";

export const workflow = sourceKind(
  alternative("Workflow", ["workflow"], "Instances of a workflow.", {
    workflow: required(text("order"), "Type of the workflow."),
    measure: required(
      choice(["stuck", "events"]),
      "`stuck`: instances without an event for `longerThan` that have not ended. `events`: events in the window.",
    ),
    longerThan: onlyWith(
      "measure",
      "stuck",
      optional(duration, "For `stuck`: the time without an event.", "`10m`"),
    ),
    state: optional(text("packed"), "Only instances in this state, or events that led to it.", "all states"),
    where,
  }),
  { words: (of, measure) => `${measure} of ${of("workflow")}` },
);

export const workflowFacts: SourceFacts<Infer<typeof workflow>, WorkflowFact> = {
  kind: "workflow",
  signal: "business",
  nameOf: (source) => source.workflow,
  fits:
    ({ state }) =>
    (fact) =>
      state === undefined || fact.state === state,
  measure: (_, facts) => counted(facts),
  open: (index) => {
    const stuck = createStuckCounter(index);
    return (source, groupBy, at) => (source.measure === "stuck" ? stuck(source, groupBy, at) : undefined);
  },
  lookBackMs: ({ longerThan = "10m" }) => durationMs(longerThan),
  table: {
    column: "workflow",
    columns: ["id", "state", "ended"],
    read: (row) => ({
      workflow: row.text("workflow"),
      id: row.text("id"),
      state: row.text("state"),
      ended: row.choice("ended", ["true", "false"], "false") === "true",
    }),
  },
};
