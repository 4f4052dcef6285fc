// Measures of objectives.
import type { Measure } from "./measure.ts";

const events = "Good and bad events of the objective, estimated before sampling.";

export type ObjectiveMeasure = "goodShare" | "budgetLeft" | "burnRate";

export const objectiveMeasures: Readonly<Record<ObjectiveMeasure, Measure>> = {
  goodShare: {
    name: "Good share",
    unit: "share",
    population: events,
    counts: "estimated",
    of: { part: "good events", whole: "events" },
    good: "more",
    text: "Share of the events of the period that were good.",
  },
  budgetLeft: {
    name: "Budget left",
    unit: "share",
    population: events,
    counts: "estimated",
    of: { part: "bad events that the target still allows", whole: "bad events that it allows in all" },
    good: "more",
    text: "Share of the error budget that is left; below 0 when the objective is missed.",
  },
  burnRate: {
    name: "Burn rate",
    unit: "factor",
    population: events,
    counts: "estimated",
    good: "less",
    text: "How many times as fast as allowed the budget is spent: at 1 it lasts exactly for the period. An alert needs telemetry for the whole short window.",
  },
};
