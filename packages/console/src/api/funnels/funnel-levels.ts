// How many people reached each level of funnels.
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../filter/group-by.ts";
import { askParts, findSize, toParts, toSample } from "../journeys/people-parts.ts";

/** How many people reached the step `level`, from 1, and none after it. */
export interface Level {
  readonly level: number;
  readonly people: number;
}

interface LevelRow {
  readonly name: string;
  readonly level: number;
  readonly people: string;
}

/** Rows of people and days in one part, of which users and sessions are counted one after the other. */
const usualPartSize = 1_400_000;

/** How the levels of people are counted. */
export type CountLevels = (query: QueryParams) => Promise<ReadonlyMap<string, readonly Level[]>>;

/** An estimate of each range from a part of its people, or the count where they are few. */
export function estimateLevels(context: ApiContext): CountLevels {
  return async (query) => sampleLevels(toSample(await findSize(query, context)), context)(query);
}

/** An estimate: people of the part are counted, and each stands for `share`. */
export function sampleLevels({ part, share }: ReturnType<typeof toSample>, context: ApiContext): CountLevels {
  return async (query) => toLevels(await askLevels({ ...query, ...part }, context), share);
}

/** Levels of the people of each funnel in `query` (names, steps, window, range and environment). */
export async function countLevels(
  query: QueryParams,
  context: ApiContext,
  partSize: number = usualPartSize,
): Promise<ReadonlyMap<string, readonly Level[]>> {
  const parts = toParts(await findSize(query, context), partSize);
  return toLevels(await askParts(parts, (part) => askLevels({ ...query, ...part }, context)), 1);
}

/** Users and sessions without a user one after the other: each needs the memory. */
async function askLevels(query: QueryParams, context: ApiContext): Promise<LevelRow[]> {
  const users = await run<LevelRow>(context, "funnel-levels-users", query);
  return [...users, ...(await run<LevelRow>(context, "funnel-levels-sessions", query))];
}

function toLevels(rows: readonly LevelRow[], share: number): ReadonlyMap<string, readonly Level[]> {
  return groupBy(
    rows.map((row) => ({ ...row, people: Number(row.people) * share })),
    (row) => row.name,
  );
}
