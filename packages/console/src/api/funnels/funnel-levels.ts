// How many people reached each level of funnels.
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { askParts, findSize, toParts, type toShare } from "../journeys/people-parts.ts";
import { toFewSample } from "../journeys/ways.ts";
import type { AttemptSample } from "./attempts.ts";
import { nowParams } from "./funnel-params.ts";

/** How many people reached the step `level`, from 1, and none after it. */
export interface Level {
  readonly level: number;
  readonly people: number;
  /** How many of them may still go on: their window is not over. */
  readonly open: number;
}

interface LevelRow {
  readonly name: string;
  readonly level: number;
  readonly people: string;
  readonly open: string;
}

/** Rows of people and days in one part, of which users and sessions are counted one after the other. */
export const usualPartSize = 1_400_000;

/** By funnel. */
export type Levels = ReadonlyMap<string, readonly Level[]>;

/** An estimate from a part of the people, or the count where they are few. */
export async function estimateLevels(query: QueryParams, context: ApiContext): Promise<Levels> {
  const size = await findSize(query, context);
  return size === 0 ? new Map() : sampleLevels(query, toFewSample(size), context);
}

/** An estimate: people of the part are counted, and each represents `share`. */
export async function sampleLevels(
  query: QueryParams,
  { part, share }: ReturnType<typeof toShare>,
  context: ApiContext,
): Promise<Levels> {
  return toLevels(await askLevels({ ...query, ...part }, context), share);
}

/** The exact count: out of `samples` where these have everybody, so that the people need not be read again. */
export function exactLevels(
  samples: ReadonlyMap<string, AttemptSample>,
  query: QueryParams,
  context: ApiContext,
): Promise<Levels> {
  return samples.size > 0 && haveEverybody(samples)
    ? Promise.resolve(levelsOf(samples))
    : countLevels(query, context);
}

/** Whether nothing of `samples` is an estimate. */
export function haveEverybody(samples: ReadonlyMap<string, AttemptSample>): boolean {
  return [...samples.values()].every(({ share, isWhole }) => share === 1 && isWhole === true);
}

/** The same from the attempts of these people: as far as a person came, so many steps it has. */
export function levelsOf(samples: ReadonlyMap<string, AttemptSample>): Levels {
  return new Map(
    [...samples].map(([name, { attempts, open, share }]) => [
      name,
      attempts.map((attempt) => ({
        level: attempt.length,
        people: share,
        open: open.has(attempt) ? share : 0,
      })),
    ]),
  );
}

/** Levels of the people of each funnel in `query` (names, steps, window, range and environment). */
export async function countLevels(
  query: QueryParams,
  context: ApiContext,
  partSize: number = usualPartSize,
): Promise<Levels> {
  const size = await findSize(query, context);
  // The period before the first records.
  if (size === 0) return new Map();
  const parts = toParts(size, partSize);
  return toLevels(await askParts(parts, (part) => askLevels({ ...query, ...part }, context)), 1);
}

/** Users and sessions without a user one after the other: each needs the memory. */
async function askLevels(asked: QueryParams, context: ApiContext): Promise<LevelRow[]> {
  const query = { ...asked, ...nowParams(context) };
  const users = await run<LevelRow>(context, "funnel-levels-users", query);
  return [...users, ...(await run<LevelRow>(context, "funnel-levels-sessions", query))];
}

function toLevels(rows: readonly LevelRow[], share: number): Levels {
  return groupBy(
    rows.map((row) => ({ ...row, people: Number(row.people) * share, open: Number(row.open) * share })),
    (row) => row.name,
  );
}
