// Measures of errors, log records and events.
import type { Measure } from "./measure.ts";

const group = "Captured errors, and exceptions that spans recorded, each once in a trace.";

export type ErrorMeasure =
  | "occurrences"
  | "unhandled"
  | "errorGroups"
  | "records"
  | "recordRate"
  | "events"
  | "eventRate"
  | "tracesWithFinding";

export const errorMeasures: Readonly<Record<ErrorMeasure, Measure>> = {
  occurrences: {
    name: "Occurrences",
    unit: "count",
    population: group,
    counts: "estimated",
    good: "less",
    text: "Errors in the range, estimated before sampling.",
  },
  unhandled: {
    name: "Unhandled",
    unit: "count",
    population: group,
    counts: "estimated",
    good: "less",
    text: "Occurrences that no code handled, estimated before sampling.",
  },
  errorGroups: {
    name: "Error groups",
    unit: "count",
    population: "Groups of errors.",
    counts: "stored",
    good: "less",
    text: "Groups of errors that are new or came back in the window.",
  },
  records: {
    name: "Records",
    unit: "count",
    population: "Log records.",
    counts: "stored",
    text: "Log records in the range.",
  },
  recordRate: {
    name: "Record rate",
    unit: "per second",
    population: "Log records.",
    counts: "stored",
    text: "Log records per second.",
  },
  events: {
    name: "Events",
    unit: "count",
    population: "Log records with an event name.",
    counts: "stored",
    text: "Events in the range.",
  },
  eventRate: {
    name: "Event rate",
    unit: "per second",
    population: "Log records with an event name.",
    counts: "stored",
    text: "Events per second.",
  },
  tracesWithFinding: {
    name: "Traces with a finding",
    unit: "count",
    population: "Traces.",
    counts: "estimated",
    good: "less",
    text: "Traces in which a detector found what it looks for, estimated before sampling.",
  },
};
