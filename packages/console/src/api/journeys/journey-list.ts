// The journeys of a range with their counts of people and steps.
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../filter/group-by.ts";
import { askParts, findSize, toParts } from "./people-parts.ts";

export interface FoundJourney {
  readonly name: string;
  readonly people: number;
  readonly steps: number;
  readonly lastNs: bigint;
  /** Its steps have positions, as those of funnels. */
  readonly isOrdered: boolean;
  readonly stepNames: readonly string[];
}

interface CountRow {
  readonly name: string;
  readonly people: string;
  readonly steps: string;
  readonly lastNs: string;
}

interface StepsRow {
  readonly name: string;
  readonly ordered: number | boolean;
  readonly stepNames: readonly string[];
}

/** Steps of one journey, also of records without a person; of a sample, multiplied. `query` has its name, range, environment and part. */
export async function countSteps(query: QueryParams, share: number, context: ApiContext): Promise<number> {
  const [row] = await run<CountRow>(context, "journey-list", query);
  return Number(row?.steps ?? 0) * share;
}

/** Rows of people and days that are counted at once. */
const partSize = 500_000;

/** All journeys. `scope` has range and environment. */
export async function findJourneys(scope: QueryParams, context: ApiContext): Promise<FoundJourney[]> {
  const rows = await askParts(toParts(await findSize(scope, context), partSize), (part) =>
    run<CountRow>(context, "journey-list", { ...scope, ...part }),
  );
  const counts = groupBy(rows, (row) => row.name);
  if (counts.size === 0) return [];
  const steps = await run<StepsRow>(context, "journey-steps", { ...scope, names: [...counts.keys()] });
  const stepsOf = new Map(steps.map((row) => [row.name, row]));
  return [...counts].map(([journey, parts]) => ({
    name: journey,
    people: parts.reduce((sum, { people }) => sum + Number(people), 0),
    steps: parts.reduce((sum, row) => sum + Number(row.steps), 0),
    lastNs: parts.map(({ lastNs }) => BigInt(lastNs)).reduce((a, b) => (a > b ? a : b)),
    isOrdered: Boolean(stepsOf.get(journey)?.ordered),
    stepNames: stepsOf.get(journey)?.stepNames ?? [],
  }));
}
