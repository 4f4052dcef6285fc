// Measures of workflows.
import type { Measure } from "./measure.ts";

const instances = "Instances of a workflow type, by their id.";
const count = { unit: "count", population: instances, counts: "stored" } as const;

export type WorkflowMeasure =
  | "instances"
  | "openInstances"
  | "endedInstances"
  | "instanceDuration"
  | "timeInState"
  | "transitions"
  | "workflowEvents"
  | "workflowRecords"
  | "stuck"
  | "returnShare"
  | "reworkedShare";

export const workflowMeasures: Readonly<Record<WorkflowMeasure, Measure>> = {
  instances: { ...count, name: "Instances", text: "Instances with a record in the range." },
  openInstances: { ...count, name: "Open", text: "Instances that had not ended at the end of the range." },
  endedInstances: { ...count, name: "Ended", text: "Instances that ended in the range." },
  instanceDuration: {
    name: "Duration",
    unit: "ms",
    population: instances,
    counts: "stored",
    good: "less",
    text: "Durations of instances, from the first record to the last.",
  },
  timeInState: {
    name: "Time in state",
    unit: "ms",
    population: "Transitions between two states.",
    counts: "stored",
    good: "less",
    text: "Times in a state before the transition in the range that left it.",
  },
  transitions: {
    ...count,
    name: "Transitions",
    population: "Transitions between two states.",
    text: "Transitions in the range, the first event of an instance included.",
  },
  workflowEvents: { ...count, name: "Events", text: "Events in the range. Starts and ends are not events." },
  workflowRecords: { ...count, name: "Events and ends", text: "Events and ends in the range." },
  stuck: {
    ...count,
    name: "Stuck",
    noun: "stuck instances",
    good: "less",
    text: "Instances that have not ended and had no event for longer than the limit.",
  },
  returnShare: {
    name: "Returns",
    unit: "share",
    population: "Transitions between two states.",
    counts: "stored",
    of: { part: "transitions to a state that the instance had before", whole: "transitions" },
    good: "less",
    text: "Share of the transitions in the range that led back to a state that the instance had before.",
  },
  reworkedShare: {
    name: "Reworked",
    unit: "share",
    population: instances,
    counts: "stored",
    of: { part: "instances that came back to a state", whole: "instances" },
    good: "less",
    text: "Share of the instances that came back in the range to a state that they had before.",
  },
};
