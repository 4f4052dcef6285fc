// How many people came how far in funnels, each of them counted.
import type { ApiContext, QueryParams } from "./context.ts";
import { run } from "./context.ts";
import { groupBy } from "./group-by.ts";
import { askParts, findSize, toParts } from "./people-parts.ts";

/** How many people came exactly as far as `level`, which counts steps from 1. */
export interface Level {
  readonly level: number;
  readonly people: number;
}

interface LevelRow {
  readonly name: string;
  readonly level: number;
  readonly people: string;
}

/** Rows of people and days that are counted at once. */
const usualPartSize = 700_000;
/** Funnels with more steps are counted by a query of their own, which takes longer. */
const maxShort = 8;

/** Levels of the people of each funnel in `query` (names, steps, window, range and environment). */
export async function countLevels(
  query: QueryParams,
  context: ApiContext,
  partSize: number = usualPartSize,
): Promise<ReadonlyMap<string, readonly Level[]>> {
  const steps = query["steps"] as readonly (readonly string[])[];
  const name = steps.some(({ length }) => length > maxShort) ? "funnel-levels-long" : "funnel-levels";
  const parts = toParts(await findSize(query, context), partSize);
  const rows = await askParts(parts, (part) => run<LevelRow>(context, name, { ...query, ...part }));
  return groupBy(
    rows.map((row) => ({ ...row, people: Number(row.people) })),
    (row) => row.name,
  );
}
