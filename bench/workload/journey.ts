// A journey that is much work to draw: a hundred steps in ten columns, each with paths to all steps of the next column.
import type { JourneyResult, JourneysResult } from "contract";

const range = { from: "2026-11-20T13:48:00.000Z", to: "2026-11-20T14:48:00.000Z" };
const columns = 10;
const people = 10_000;
const nameOf = (column: number, at: number): string => `step ${column}.${at}`;
const places = Array.from({ length: columns * 10 }, (_, at) => [Math.floor(at / 10), at % 10] as const);

export const manyPaths: JourneyResult = {
  truncatedNodes: 0,
  ...range,
  name: "checkout",
  people,
  visits: people,
  steps: people * columns,
  share: 1,
  isEstimate: false,
  goal: nameOf(columns - 1, 0),
  goalPeople: people / 10,
  nodes: places.map(([column, at]) => ({
    step: nameOf(column, at),
    people: people / 10,
    visits: people / 10,
    depth: column,
    left: 0,
    ended: 0,
    open: 0,
    errors: 0,
  })),
  links: places
    .filter(([column]) => column + 1 < columns)
    .flatMap(([column, at]) =>
      Array.from({ length: 10 }, (_, to) => ({
        from: nameOf(column, at),
        to: nameOf(column + 1, to),
        visits: people / 100,
        medianMs: 1000,
        errors: 0,
        loop: false,
      })),
    ),
  taken: [],
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
      people,
      steps: manyPaths.steps,
      stepNames: [nameOf(0, 0), nameOf(1, 0)],
      isFunnel: false,
      lastSeen: range.to,
    },
  ],
};
