// Measures of people: funnels, journeys, sessions.
import { leastEvidence } from "./evidence.ts";
import type { Measure } from "./measure.ts";

const people =
  "Distinct persons: `user.id`, else `session.id`. Records with neither are counted beside them.";
const visits = "Steps of known persons, with less than half an hour between the steps of one visit.";

/** Counts of people. */
const ofPeople = { unit: "count", population: people, counts: "stored" } as const;
const ofVisits = { unit: "count", population: visits, counts: "stored" } as const;
/** Shares of them. */
const shareOfPeople = { unit: "share", population: people, counts: "stored", least: leastEvidence } as const;
const shareOfVisits = { ...shareOfPeople, population: visits } as const;
/** Amounts of their transactions. */
const amountOfPeople = {
  unit: "amount",
  population: `${people} Each with one transaction of the range: of those who took all steps the latest, of others the latest that was not completed.`,
  counts: "stored",
} as const;

export type PeopleMeasure =
  | "people"
  | "entered"
  | "finished"
  | "conversion"
  | "stepConversion"
  | "dropped"
  | "stillOpen"
  | "reasonShare"
  | "amountAtStep"
  | "amountLost"
  | "abandonedPeople"
  | "visits"
  | "visitsAtStep"
  | "sessions"
  | "users"
  | "wentOn"
  | "left"
  | "wayErrorShare"
  | "goalShare";

export const peopleMeasures: Readonly<Record<PeopleMeasure, Measure>> = {
  people: {
    ...ofPeople,
    name: "People",
    text: "Distinct persons; 0 means none, – that no record names one.",
  },
  entered: {
    ...ofPeople,
    name: "Entered",
    noun: "people who entered",
    text: "People who took the first step in the range.",
  },
  finished: {
    ...ofPeople,
    name: "Finished",
    good: "more",
    text: "People who took all steps in their order and within the funnel's window.",
  },
  conversion: {
    ...shareOfPeople,
    name: "Conversion",
    of: { part: "people who finished", whole: "people who entered" },
    good: "more",
    text: "Share of the people who entered that took all steps.",
  },
  stepConversion: {
    ...shareOfPeople,
    name: "Step conversion",
    of: { part: "people at this step", whole: "people at the step before" },
    good: "more",
    text: "Share of the people at the step before that took this one.",
  },
  dropped: {
    ...ofPeople,
    name: "Dropped",
    good: "less",
    text: "People who took this step and not the next one, and whose window is over.",
  },
  stillOpen: {
    ...ofPeople,
    name: "Still open",
    text: "People who took this step and not the next one, and whose window is not over: they may still go on.",
  },
  reasonShare: {
    ...shareOfPeople,
    name: "Share of dropped",
    of: { part: "people of the reason", whole: "people who dropped at this step" },
    text: "Share of the people who dropped at this step, each by the reason of their last failure, abandonment or error since they took it.",
  },
  amountAtStep: {
    ...amountOfPeople,
    name: "Amount",
    text: "Amounts of the people who took this step, by currency: each with their latest transaction, without one not recorded.",
  },
  amountLost: {
    ...amountOfPeople,
    name: "Amount lost",
    good: "less",
    text: "Amounts of the people who dropped at this step, by currency: each with their latest transaction that was not completed.",
  },
  abandonedPeople: {
    ...ofPeople,
    name: "Abandoned",
    good: "less",
    text: "People whose way was abandoned, each once, also those who came back.",
  },
  visits: {
    ...ofVisits,
    name: "Visits",
    text: "Steps of one person with less than half an hour between them.",
  },
  visitsAtStep: {
    ...ofVisits,
    name: "Visits at step",
    text: "How often a visit came to the step; a step that is repeated in a row counts once.",
  },
  sessions: {
    ...ofPeople,
    name: "Sessions",
    population: "Distinct values of `session.id`.",
    text: "Distinct sessions; records without one are not a session.",
  },
  users: {
    unit: "count",
    counts: "stored",
    name: "People",
    population: "Distinct values of `user.id`.",
    text: "Distinct users; 0 means none, – that no record names one. Sessions without a user do not count.",
  },
  wentOn: {
    ...shareOfVisits,
    name: "Went on",
    of: { part: "visits that took the next step", whole: "visits at this step" },
    text: "Share of the visits at this step that took the next one.",
  },
  left: {
    ...shareOfVisits,
    name: "Left",
    of: { part: "visits without a next step", whole: "visits at this step" },
    good: "less",
    text: "Share of the visits at this step that took no other step after it.",
  },
  wayErrorShare: {
    ...shareOfVisits,
    name: "With errors",
    of: { part: "visits that met an error", whole: "visits on the way" },
    good: "less",
    text: "Share of the visits on this way that met an error.",
  },
  goalShare: {
    ...shareOfPeople,
    name: "Reached",
    of: { part: "people who reached the goal", whole: "people of the journey" },
    good: "more",
    text: "Share of the people of the journey that reached its goal.",
  },
};
