// A journey that is much work to draw: twelve steps in each column, each with paths to all steps of the next one.
import type { JourneyColumnsResult, JourneysResult } from "contract";

const range = { from: "2026-11-20T13:48:00.000Z", to: "2026-11-20T14:48:00.000Z" };
const columns = 6;
const perColumn = 12;
const visits = 14_400;
const nameOf = (column: number, at: number): string => `step ${column}.${at}`;
const places = Array.from({ length: perColumn }, (_, at) => at);
const noVisits = { completed: 0, open: 0, left: 0 };
const allLeft = { ...noVisits, left: visits };

export const manyPaths: JourneyColumnsResult = {
  ...range,
  name: "checkout",
  share: 1,
  isEstimate: false,
  start: "",
  end: { kind: "none", name: "" },
  ends: [],
  steps: Array.from({ length: columns }, (_, column) => places.map((at) => nameOf(column, at))).flat(),
  visits,
  people: visits,
  ...allLeft,
  columns: Array.from({ length: columns }, (_, column) => ({
    visits,
    before: noVisits,
    nodes: places.map((at) => ({
      step: nameOf(column, at),
      visits: visits / perColumn,
      people: visits / perColumn,
      returns: 0,
      errors: 0,
      medianMs: 1000,
      ended: column === columns - 1 ? { ...noVisits, left: visits / perColumn } : noVisits,
      became: { ...noVisits, left: visits / perColumn },
    })),
    links:
      column === columns - 1
        ? []
        : places.flatMap((from) =>
            places.map((to) => ({
              from: nameOf(column, from),
              to: nameOf(column + 1, to),
              visits: visits / perColumn ** 2,
              medianMs: 1000,
              errors: 0,
            })),
          ),
  })),
  paths: [],
  otherPaths: { paths: visits, visits, errors: 0 },
  medianMs: 5000,
  errors: 0,
  examples: [],
};

/** The list with this journey. */
export const listOfOne: JourneysResult = {
  ...range,
  nextCursor: null,
  truncated: false,
  isEstimate: false,
  journeys: [
    {
      name: manyPaths.name,
      people: visits,
      steps: visits * columns,
      stepNames: [nameOf(0, 0), nameOf(1, 0)],
      isFunnel: false,
      lastSeen: range.to,
    },
  ],
};
