// Measures of metrics, interactions and processes.
import { leastEvidence } from "./evidence.ts";
import type { Measure } from "./measure.ts";

const points = "Points of a metric.";
const interactions = "Interactions of a type.";

export type OtherMeasure = "metricMean" | "metricRate" | "ratedShare" | "runErrorShare";

export const otherMeasures: Readonly<Record<OtherMeasure, Measure>> = {
  metricMean: {
    name: "Mean",
    unit: "factor",
    population: points,
    counts: "stored",
    text: "Mean of the values of the metric, in its own unit.",
  },
  metricRate: {
    name: "Rate of the metric",
    unit: "per second",
    population: points,
    counts: "stored",
    text: "Increase of the metric per second, in its own unit.",
  },
  ratedShare: {
    name: "Rated",
    unit: "share",
    population: interactions,
    counts: "stored",
    of: { part: "interactions with a rating", whole: "interactions" },
    text: "Share of the interactions that a person rated.",
  },
  runErrorShare: {
    name: "Errors of runs",
    unit: "share",
    population: "Stored runs of a profiled function.",
    counts: "stored",
    of: { part: "failed runs", whole: "runs" },
    good: "less",
    least: leastEvidence,
    text: "Share of the stored runs that failed.",
  },
};
