// The journeys of a range with their counts of people and steps.
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { keyBytes } from "../params/page.ts";
import { askParts, findSize, findSizes, roundShare, toParts, toShare } from "./people-parts.ts";
import { toFewSample } from "./ways.ts";

export interface FoundJourney {
  readonly name: string;
  readonly people: number;
  readonly steps: number;
  readonly lastNs: bigint;
}

/** The steps of a journey. */
export interface JourneySteps {
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

/** Rows of people and days that are counted at once. */
const partSize = 500_000;

/** Journeys that one query counts, those of most people first. */
export const mostCounted = 10_000;

/** All journeys, those of most people where there are very many. `scope` has range and environment. */
export async function findJourneys(scope: QueryParams, context: ApiContext): Promise<FoundJourney[]> {
  return toJourneys(await countPeople(scope, context));
}

/**
 * An estimate: of journeys with many people a part of these is counted, each by how many it has; the others as a whole. `undefined` if all of
 * them have few.
 */
export async function estimateJourneys(
  scope: QueryParams,
  context: ApiContext,
): Promise<FoundJourney[] | undefined> {
  const sizes = await findSizes(scope, context);
  const alike = groupBy([...sizes.keys()], (name) => roundShare(toFewSample(sizes.get(name)!).share));
  if ([...alike.keys()].every((share) => share === 1)) return undefined;
  const rows: CountRow[] = [];
  // One after the other: each of these queries may need the memory of two.
  for (const [share, names] of alike)
    for (const part of partsOf(names))
      rows.push(...(await samplePeople({ ...scope, names: part }, share, context)));
  return toJourneys(rows);
}

/** All people if each represents one, else a part of them, multiplied. */
async function samplePeople(query: QueryParams, share: number, context: ApiContext): Promise<CountRow[]> {
  if (share === 1) return countPeople(query, context);
  const counted = await askJourneys({ ...query, ...toShare(share).part }, context);
  return counted.map((row) => ({
    ...row,
    people: String(Number(row.people) * share),
    steps: String(Number(row.steps) * share),
  }));
}

async function countPeople(query: QueryParams, context: ApiContext): Promise<CountRow[]> {
  return askParts(toParts(await findSize(query, context), partSize), (part) =>
    askJourneys({ ...query, ...part }, context),
  );
}

/** Rows of the table have to be merged; those that take their place under conditions are single steps. */
function askJourneys(query: QueryParams, context: ApiContext): Promise<CountRow[]> {
  return run<CountRow>(context, "journey-list", { ...query, merged: query["filtered"] !== true });
}

/** The journeys of `rows`, which may have several of each. */
function toJourneys(rows: readonly CountRow[]): FoundJourney[] {
  return [...groupBy(rows, (row) => row.name)].map(([journey, parts]) => ({
    name: journey,
    people: parts.reduce((sum, { people }) => sum + Number(people), 0),
    steps: parts.reduce((sum, row) => sum + Number(row.steps), 0),
    lastNs: parts.map(({ lastNs }) => BigInt(lastNs)).reduce((a, b) => (a > b ? a : b)),
  }));
}

/** The steps of the journeys of a page, by name. */
export async function findSteps(
  names: readonly string[],
  scope: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, JourneySteps>> {
  const steps = new Map<string, JourneySteps>();
  for (const part of partsOf(names))
    for (const row of await run<StepsRow>(context, "journey-steps", { ...scope, names: part }))
      steps.set(row.name, { isOrdered: Boolean(row.ordered), stepNames: row.stepNames });
  return steps;
}

/** Names in parts that a parameter has room for: one part, but for very many or very long ones. */
function* partsOf(names: readonly string[]): Generator<readonly string[]> {
  for (let left = names; left.length > 0;) {
    const part = withinBytes(left, keyBytes);
    yield part;
    left = left.slice(part.length);
  }
}
